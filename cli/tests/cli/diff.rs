//! `relvar diff`: its exit statuses, and what it cannot write.

use crate::common::{Relvar, execute, folder, scratch, write};

#[test]
fn what_cannot_be_written_is_said() {
    let server = scratch();
    execute(
        &server,
        "CREATE TABLE public.film (id integer);
         CREATE SUBSCRIPTION feed CONNECTION 'host=nowhere' PUBLICATION films WITH (connect = false);",
    );
    let url = server.url();
    let text = Relvar::new(["diff", "empty", &url, "--sql"]).run();
    assert_eq!(text.status, 3, "{}", text.stderr);
    assert!(text.stdout.contains("CREATE TABLE public.film"), "{}", text.stdout);
    assert!(text.stderr.contains("`subscription feed` is left out"), "{}", text.stderr);
    assert!(text.stderr.contains("do not lead to the second schema"), "{}", text.stderr);

    let data = Relvar::new(["diff", "empty", &url, "--format", "json"]).run();
    assert_eq!(data.status, 3, "{}", data.stderr);
    let report: serde_json::Value = serde_json::from_str(&data.stdout).unwrap();
    let message = report["diagnostics"][0]["message"].as_str().unwrap();
    assert!(message.contains("`subscription feed` is left out"), "{message}");

    let same = Relvar::new(["diff", &url, &url, "--sql"]).run();
    assert_eq!((same.status, same.stdout.as_str()), (0, ""), "{}", same.stderr);
    execute(&server, "ALTER SUBSCRIPTION feed SET (slot_name = NONE); DROP SUBSCRIPTION feed");
}

#[test]
fn the_exit_status_says_whether_data_is_lost() {
    let folder = folder();
    let small = write(&folder, "small.sql", "CREATE TABLE public.film (id integer);");
    let large = write(&folder, "large.sql", "CREATE TABLE public.film (id integer, title text);");
    let status = |from: &str, to: &str| Relvar::new(["diff", from, to]).run().status;
    assert_eq!(status(&small, &small), 0);
    assert_eq!(status(&small, &large), 2);
    assert_eq!(status(&large, &small), 3);
}
