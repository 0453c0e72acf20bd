//! Reading behind a lock of another session.

use crate::common::{Relvar, execute, locked, scratch};

#[test]
fn a_lock_is_reported_with_its_holder() {
    let server = scratch();
    if server.single_connection() {
        eprintln!("skipped: {} takes one connection at a time", server.description());
        return;
    }
    execute(&server, "create table film (film_id int primary key)");
    let held = "set application_name = 'migration'; begin; alter table film add title text";
    let run = locked(&server, held, || Relvar::new(["list", "--url", &server.url()]).run());
    assert_eq!(run.status, 1, "{}", run.stderr);
    for part in ["because it is locked: session ", "(migration, idle in transaction", "holds a lock on `public.film`"] {
        assert!(run.stderr.contains(part), "expected `{part}` in:\n{}", run.stderr);
    }
    let run = Relvar::new(["list", "--url", &server.url()]).run();
    assert_eq!(run.status, 0, "{}", run.stderr);
}
