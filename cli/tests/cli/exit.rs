//! Exit statuses: each of them, and those of the pipes that a shell builds.

use std::process::{Command, Stdio};

use crate::common::{Relvar, folder, write};

fn status<const N: usize>(arguments: [&str; N]) -> i32 {
    Relvar::new(arguments).run().status
}

#[test]
fn every_status_that_help_lists() {
    let folder = folder();
    let run = |arguments: &[&str]| Relvar::with_arguments(arguments).within(&folder).run();
    write(&folder, "schema.sql", "create table film (film_id int primary key);");
    let generate = ["generate", "--schema", "schema.sql"];
    assert_eq!(run(&generate).status, 0);
    assert_eq!(run(&["list", "--snapshot", "absent.json"]).status, 1);
    write(&folder, "schema.sql", "create table film (film_id bigint primary key);");
    assert_eq!(run(&["check", "--schema", "schema.sql"]).status, 2);
    write(&folder, "src/models/public/film.rs", "// mine\n");
    assert_eq!(run(&generate).status, 3);
    for usage in [
        &[][..],
        &["lsit"],
        &["list", "--unknown"],
        &["erd", "--depth", "2"],
        &["erd", "--schema", "schema.sql", "--out", "erd.png"],
        &["search", " "],
        &["init", "--schema", "schema.sql", "--layout", "crate", "--runtime", "svn=x"],
    ] {
        let run = run(usage);
        assert_eq!(run.status, 64, "{usage:?}: {}", run.stderr);
    }
    assert_eq!(status(["--help"]), 0);
    assert_eq!(status(["--version"]), 0);
}

/// Runs the command with a pipe whose reader is gone, as `| head` leaves it.
fn into_closed_pipe(arguments: &[&str], on_stderr: bool) -> std::process::Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_relvar"));
    command.args(arguments).stdin(Stdio::null());
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    if on_stderr {
        command.stderr(writer).stdout(Stdio::piped());
    } else {
        command.stdout(writer).stderr(Stdio::piped());
    }
    command.output().unwrap()
}

#[test]
fn a_closed_pipe_is_no_error() {
    let folder = folder();
    let schema = write(&folder, "schema.sql", "create table film (film_id int primary key);");
    for arguments in [
        &["completions", "bash"][..],
        &["config-schema"],
        &["--help"],
        &["lint", "--rules"],
        &["show", "film", "--schema", &schema],
        &["erd", "--schema", &schema],
    ] {
        let output = into_closed_pipe(arguments, false);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && !said.contains("panicked"), "{arguments:?}: {said}");
        let output = into_closed_pipe(arguments, true);
        assert!(output.status.success(), "{arguments:?}: {:?}", output.status);
    }
    assert_eq!(into_closed_pipe(&["list", "--unknown"], true).status.code(), Some(64));
}
