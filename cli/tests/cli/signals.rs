//! Signals: nothing stays behind, and the status says what happened.

use std::{
    fs,
    os::unix::{
        fs::PermissionsExt as _,
        process::{CommandExt as _, ExitStatusExt as _},
    },
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::common::write;

/// A folder for the servers of one test, like `/tmp`: other users may create files in it, and remove their own.
fn folder() -> TempDir {
    let folder = crate::common::folder();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o1777)).unwrap();
    folder
}

fn relvar(arguments: &[&str], within: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_relvar"));
    // A folder of its own for servers: what stays behind is seen. A group of its own, as a shell gives to a job.
    command.args(arguments).current_dir(within).env("TMPDIR", within).process_group(0).stderr(Stdio::piped());
    command
}

fn signal(name: &str, target: &str) {
    assert!(Command::new("kill").args(["-s", name, "--", target]).status().unwrap().success());
}

/// Waits for something that another process does.
fn until(what: &str, done: impl Fn() -> bool) {
    let start = Instant::now();
    while !done() {
        assert!(start.elapsed() < Duration::from_secs(60), "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn ended(child: &mut Child) -> ExitStatus {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        assert!(start.elapsed() < Duration::from_secs(60), "the process does not end");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn leftovers(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    entries.filter(|name| name.starts_with("relvar-")).collect()
}

/// Ctrl-C reaches all processes of the job: the command, and the programs that it started.
#[test]
fn ctrl_c_while_files_are_loaded() {
    let folder = folder();
    write(&folder, "slow.sql", "create table a (id int);\nselect pg_sleep(60);\n");
    // While the server starts, and while the files run.
    for delay in [20, 300, 2500] {
        let mut child = relvar(&["list", "--schema", "slow.sql"], folder.path()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(delay));
        signal("INT", &format!("-{}", child.id()));
        let status = ended(&mut child);
        // Before the handler is there, the signal itself ends the process, which a shell calls 130 too.
        let code = status.code().or(status.signal().map(|signal| 128 + signal));
        assert_eq!(code, Some(130), "after {delay} ms");
        until("the folder of the server is removed", || leftovers(folder.path()).is_empty());
    }
}

fn run_beside(script: &str, folder: &Path) -> (Child, String) {
    let command = format!("echo $$ > child.pid; {script}");
    let child = relvar(&["server", "run", "--", "sh", "-c", &command], folder).spawn().unwrap();
    let file = folder.join("child.pid");
    until("the command starts", || fs::read_to_string(&file).is_ok_and(|pid| pid.ends_with('\n')));
    (child, fs::read_to_string(&file).unwrap().trim().to_owned())
}

fn is_alive(pid: &str) -> bool {
    Command::new("kill").args(["-0", pid]).stderr(Stdio::null()).status().unwrap().success()
}

#[test]
fn the_end_of_server_run_ends_its_command() {
    for (name, status) in [("TERM", 143), ("HUP", 129), ("INT", 130)] {
        let folder = folder();
        let (mut child, pid) = run_beside("exec sleep 600", folder.path());
        signal(name, &child.id().to_string());
        assert_eq!(ended(&mut child).code(), Some(status), "{name}");
        assert!(!is_alive(&pid), "{name}");
        until("the folder of the server is removed", || leftovers(folder.path()).is_empty());
    }
}

#[test]
fn a_command_may_finish_what_it_does() {
    let folder = folder();
    let (mut child, _) =
        run_beside("trap 'psql -Atc \"select 7\" > last; exit 5' TERM; while :; do sleep 0.1; done", folder.path());
    signal("TERM", &child.id().to_string());
    assert_eq!(ended(&mut child).code(), Some(5));
    // The server was still there for it, and libpq's variables led to it.
    if Command::new("psql").arg("--version").stdout(Stdio::null()).status().is_ok() {
        assert_eq!(fs::read_to_string(folder.path().join("last")).unwrap(), "7\n");
    }
}
