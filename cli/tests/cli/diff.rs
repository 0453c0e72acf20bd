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
fn a_subscription_that_differs_is_kept() {
    let server = scratch();
    let url = server.url();
    let folder = folder();
    let snapshot = folder.path().join("new.json").display().to_string();
    execute(&server, "CREATE SUBSCRIPTION feed CONNECTION 'host=nowhere' PUBLICATION films WITH (connect = false)");
    let written = Relvar::new(["snapshot", "--url", &url, "--out", &snapshot]).run();
    assert_eq!(written.status, 0, "{}", written.stderr);
    execute(&server, "ALTER SUBSCRIPTION feed SET PUBLICATION series WITH (refresh = false)");
    let kept = Relvar::new(["diff", &url, &snapshot, "--sql"]).run();
    assert_eq!((kept.status, kept.stdout.as_str()), (3, ""), "{}", kept.stderr);
    assert!(kept.stderr.contains("`subscription feed` stays as it is"), "{}", kept.stderr);
    execute(&server, "ALTER SUBSCRIPTION feed SET (slot_name = NONE); DROP SUBSCRIPTION feed");
}

#[test]
fn settings_of_the_database_are_compared() {
    let folder = folder();
    let file = |name: &str, path: &str| {
        let set = format!("ALTER DATABASE %I SET search_path = {path}");
        write(&folder, name, &format!("DO $$ BEGIN EXECUTE format('{set}', current_database()); END $$;"))
    };
    let (one, two) = (file("one.sql", "app"), file("two.sql", "web"));
    let same = Relvar::new(["diff", &one, &one]).run();
    assert_eq!((same.status, same.stdout.as_str()), (0, ""), "{}", same.stderr);
    let text = Relvar::new(["diff", &one, &two]).run();
    assert_eq!(text.status, 2, "{}", text.stderr);
    assert!(text.stdout.contains("~ settings of database\n    search_path: \"app\" -> \"web\""), "{}", text.stdout);
    assert!(text.stdout.contains("ALTER DATABASE %I SET search_path TO ''web''"), "{}", text.stdout);
    let gone = Relvar::new(["diff", &one, "empty", "--sql"]).run();
    assert_eq!(gone.status, 2, "{}", gone.stderr);
    assert!(gone.stdout.contains("ALTER DATABASE %I RESET search_path"), "{}", gone.stdout);
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

#[test]
fn what_hangs_on_a_drop_is_listed() {
    let folder = folder();
    let users = write(
        &folder,
        "users.sql",
        "CREATE TABLE public.users (id integer PRIMARY KEY);
         CREATE TABLE public.film (id integer, user_id integer CONSTRAINT owner REFERENCES public.users);
         CREATE VIEW public.names AS SELECT id FROM public.users;",
    );
    let drop = ["diff", &users, "--sql", "--drop", "table public.users"];
    let held = Relvar::new(drop).run();
    assert_eq!((held.status, held.stdout.as_str()), (3, ""), "{}", held.stderr);
    let key = "`constraint owner on public.film` needs `column public.users.id`, `index public.users_pkey`";
    for line in [key, "`view public.names` needs `column public.users.id`", "2 objects need", "--cascade"] {
        assert!(held.stderr.contains(line), "{line}: {}", held.stderr);
    }
    let all = Relvar::new(["diff", &users, "--sql", "--drop", "table public.users", "--cascade"]).run();
    assert_eq!(all.status, 2, "{}", all.stderr);
    let drops: Vec<_> = all.stdout.lines().filter(|line| line.contains("DROP ")).collect();
    assert_eq!(
        drops,
        ["DROP VIEW public.names;", "ALTER TABLE public.film DROP CONSTRAINT owner;", "DROP TABLE public.users;",]
    );
    let absent = Relvar::new(["diff", &users, "--drop", "table public.user"]).run();
    assert_eq!(absent.status, 1, "{}", absent.stderr);
    assert!(absent.stderr.contains("`table public.user` is not there to be dropped"), "{}", absent.stderr);
}

#[test]
fn a_hazard_that_is_accepted_is_no_reason_to_stop() {
    let folder = folder();
    let (one, two) =
        (write(&folder, "one.sql", "CREATE TABLE public.film (id integer);"), write(&folder, "two.sql", ""));
    let status = |allowed: &str| Relvar::new(["diff", &one, &two, "--allow", allowed]).run().status;
    assert_eq!(status("INDEX_BUILD"), 3);
    assert_eq!(status("DELETES_DATA:table public.film"), 2);
    assert_eq!(status("DELETES_DATA:table public.other"), 3);
    assert_eq!(status("DELETES"), 64);
}

#[test]
fn a_rename_is_declared_said_or_proposed() {
    let folder = folder();
    let old = write(&folder, "old.sql", "CREATE TABLE public.film (id integer PRIMARY KEY, length integer);");
    let new = "CREATE TABLE public.film (id integer PRIMARY KEY, duration integer);";
    let declared = new.replace("duration", "\n-- @renamed from film.length\nduration");
    let (new, declared) = (write(&folder, "new.sql", new), write(&folder, "declared.sql", &declared));
    let statement = "ALTER TABLE public.film RENAME COLUMN length TO duration;";
    let rename = "column public.film.length=duration";

    let proposed = Relvar::new(["diff", &old, &new]).run();
    assert_eq!(proposed.status, 3, "{}", proposed.stderr);
    assert!(proposed.stderr.contains("both are integer: if it is the same, say --rename"), "{}", proposed.stderr);
    assert!(proposed.stderr.contains(rename) && !proposed.stdout.contains("RENAME"), "{}", proposed.stderr);

    for run in [Relvar::new(["diff", &old, &declared]), Relvar::new(["diff", &old, &new, "--rename", rename])] {
        let run = run.run();
        assert_eq!(run.status, 2, "{}", run.stderr);
        assert!(run.stdout.contains(statement) && !run.stdout.contains("DROP"), "{}", run.stdout);
        assert!(run.stdout.contains("name: \"length\" -> \"duration\""), "{}", run.stdout);
        assert!(!run.stderr.contains("hint"), "{}", run.stderr);
    }
    let back = Relvar::new(["diff", &old, &declared, "--reverse", "--sql"]).run();
    assert!(back.stdout.contains("RENAME COLUMN duration TO length;"), "{}", back.stdout);
    // The annotation stays when it was followed.
    let again = Relvar::new(["diff", &declared, &declared]).run();
    assert_eq!((again.status, again.stdout.as_str()), (0, ""), "{}", again.stderr);

    let absent = Relvar::new(["diff", &old, &new, "--rename", "column public.film.size=duration"]).run();
    assert_eq!(absent.status, 1, "{}", absent.stderr);
    assert!(absent.stderr.contains("`column public.film.size` is not there to be renamed"), "{}", absent.stderr);
    let typo = write(
        &folder,
        "typo.sql",
        "CREATE TABLE public.film (id integer PRIMARY KEY,\n-- @renamed from lenght\nd integer);",
    );
    let typo = Relvar::new(["diff", &old, &typo]).run();
    assert!(typo.stderr.contains("typo.sql:2: the first schema has no `lenght` to be renamed"), "{}", typo.stderr);
}

#[test]
fn files_do_not_say_who_owns_what() {
    let server = scratch();
    let table = "CREATE TABLE public.film (id integer);";
    execute(&server, &format!("CREATE ROLE app; {table} ALTER TABLE public.film OWNER TO app;"));
    let (folder, url) = (folder(), server.url());
    let file = write(&folder, "film.sql", table);
    for (from, to) in [(&url, &file), (&file, &url)] {
        let same = Relvar::new(["diff", from, to, "--sql"]).run();
        assert_eq!((same.status, same.stdout.as_str()), (0, ""), "{}", same.stderr);
    }
}

#[test]
fn a_plan_is_tried_where_a_scratch_server_runs() {
    let folder = folder();
    let old =
        write(&folder, "old.sql", "CREATE ROLE reader; CREATE TABLE public.film (id integer PRIMARY KEY, a integer);");
    let new = write(
        &folder,
        "new.sql",
        "CREATE ROLE reader; CREATE TABLE public.film (id integer PRIMARY KEY, a integer NOT NULL UNIQUE);
         GRANT SELECT ON public.film TO reader;",
    );
    let tried = Relvar::new(["diff", &old, &new, "--online"]).run();
    assert_eq!(tried.status, 2, "{}", tried.stderr);
    for line in ["proved: the plan runs: 7 statements", "proved: rows survive: 3 in 1 table", "proved: the way back"] {
        assert!(tried.stderr.contains(line), "{line}: {}", tried.stderr);
    }
    for line in ["CREATE UNIQUE INDEX CONCURRENTLY", "UNIQUE USING INDEX", "IS NOT NULL) NOT VALID", "VALIDATE"] {
        assert!(tried.stdout.contains(line), "{line}: {}", tried.stdout);
    }
    let quiet = Relvar::new(["diff", &old, &new, "--no-prove"]).run();
    assert!(quiet.status == 2 && !quiet.stderr.contains("proved"), "{}", quiet.stderr);
    let data = Relvar::new(["diff", &old, &new, "--format", "json"]).run();
    let report: serde_json::Value = serde_json::from_str(&data.stdout).unwrap();
    assert_eq!(report["proof"]["checks"][0]["verdict"], "proved");
}

#[test]
fn rows_of_a_live_database_are_asked_for() {
    let server = scratch();
    let (folder, url) = (folder(), server.url());
    execute(
        &server,
        "CREATE TABLE public.film (id integer PRIMARY KEY, a text); INSERT INTO public.film VALUES (7, NULL);",
    );
    let new = write(&folder, "new.sql", "CREATE TABLE public.film (id integer PRIMARY KEY, a text NOT NULL);");
    let asked = Relvar::new(["diff", &url, &new, "--check-data", "--no-prove"]).run();
    assert_eq!(asked.status, 3, "{}", asked.stderr);
    assert!(asked.stderr.contains("`column public.film.a`: 1 row of public.film NULL (keys: 7)"), "{}", asked.stderr);
    execute(&server, "UPDATE public.film SET a = 'secret'");
    let free = Relvar::new(["diff", &url, &new, "--check-data", "--no-prove"]).run();
    assert_eq!(free.status, 2, "{}", free.stderr);
    assert!(free.stderr.contains("no row is in the way: 1 question"), "{}", free.stderr);
    let files = Relvar::new(["diff", &new, &new, "--check-data"]).run();
    assert_eq!(files.status, 64, "{}", files.stderr);
}
