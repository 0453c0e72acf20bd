//! What the compiler says of revisions that do not make a graph.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::{fs, path::Path, process::Command};

/// Compiles a program that embeds these revisions: what the compiler says.
fn compile(revisions: &[(&str, &str)]) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    for (id, parents) in revisions {
        let text =
            format!("-- relvar revision\n-- id = {}\n-- parents = {parents}\n\nSELECT 'it''s \"{{}}\"';\n", &id[..4]);
        write(&format!("migrations/{id}/up.sql"), &text);
    }
    write("migrations/README.md", "no revision");
    let manifest = format!(
        "[package]\nname = \"embeds\"\nedition = \"2024\"\n[dependencies]\nrelvar-embed = {{ path = {:?} }}\n[workspace]\n",
        root.display().to_string()
    );
    write("Cargo.toml", &manifest);
    let files = "pub const FILES: &[(&str, &str, Option<&str>)] = relvar_embed::files!(\"migrations\");\n";
    write("src/lib.rs", files);
    fs::copy(root.join("../Cargo.lock"), folder.path().join("Cargo.lock")).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["check", "--quiet", "--offline", "--color", "never"])
        .env("CARGO_TARGET_DIR", root.join("../target/nested"))
        .current_dir(&folder)
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.success(), said.is_empty(), "{said}");
    said
}

#[test]
fn a_wrong_graph_does_not_compile() {
    assert_eq!(compile(&[("aaaa", ""), ("bbbb", "aaaa"), ("cccc", "aaaa"), ("dddd", "bbbb, cccc")]), "");
    assert_eq!(compile(&[]), "", "a folder without revisions");
    for (revisions, says) in [
        (&[("aaaa_one", ""), ("aaaa_two", "")][..], ["aaaa", "aaaa_two/up.sql"]),
        (&[("aaaa", ""), ("bbbb", "gone")], ["`gone`", "bbbb/up.sql"]),
        (&[("aaaa", "cccc"), ("bbbb", "aaaa"), ("cccc", "bbbb")], ["aaaa", "cccc/up.sql"]),
    ] {
        let said = compile(revisions);
        assert!(said.starts_with("error: ") && says.iter().all(|part| said.contains(part)), "{said}");
        assert!(said.contains("src/lib.rs:1:"), "{said}");
        println!("{said}");
    }
}
