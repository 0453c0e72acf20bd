//! Files in any order.

use relvar_catalog::{
    connect::Session,
    load::{Data, Script, load},
    scratch,
};

#[tokio::test]
async fn what_is_left_after_all_rounds_is_reported() {
    let server = scratch::Server::start(&scratch::Options::from_env()).unwrap();
    let session = Session::open(&server.config()).await.unwrap();
    let script = |name: &str, text: &str| Script { name: name.to_owned(), text: text.to_owned() };
    let files = [
        script(
            "1.sql",
            "CREATE VIEW public.v AS SELECT * FROM public.t;\nCREATE VIEW public.w AS SELECT * FROM nowhere;",
        ),
        script(
            "2.sql",
            "BEGIN;\nCOMMENT ON VIEW public.v IS 'x';\nCREATE TABLE public.t (m public.mood, n public.none);\nCOMMIT;",
        ),
        script("3.sql", "CREATE TYPE public.mood AS ENUM ('sad');\nALTER TABLE public.t ADD COLUMN late integer;"),
    ];
    let error = load(&session, &files, Data::Skip, |_, _| ()).await.unwrap_err().to_string();
    assert!(
        error.starts_with("5 statements need what does not exist\n`1.sql`, line 1: relation \"public.t\""),
        "{error}"
    );
    for place in
        ["`1.sql`, line 2: ", "`2.sql`, line 2: ", "`2.sql`, line 3: type \"public.none\"", "`3.sql`, line 2: "]
    {
        assert!(error.contains(place), "{place}: {error}");
    }
    // What removes something is not put off.
    let removal = [script("1.sql", "DROP TABLE public.u;"), script("2.sql", "CREATE TABLE public.u (i integer);")];
    let error = load(&session, &removal, Data::Skip, |_, _| ()).await.unwrap_err().to_string();
    assert!(error.starts_with("`1.sql`, line 1: table \"u\" does not exist"), "{error}");
    session.close().await;
}

#[tokio::test]
async fn bodies_of_functions_are_looked_at_in_the_end() {
    let server = scratch::Server::start(&scratch::Options::from_env()).unwrap();
    let session = Session::open(&server.config()).await.unwrap();
    let script = |text: &str| [Script { name: "f.sql".to_owned(), text: text.to_owned() }];
    let early = "CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM t';\nCREATE TABLE t ();";
    load(&session, &script(early), Data::Skip, |_, _| ()).await.unwrap();
    let wrong =
        "SET search_path = public;\nCREATE FUNCTION g() RETURNS bigint LANGUAGE sql\n AS 'SELECT count(*) FROM u';";
    let error = load(&session, &script(wrong), Data::Skip, |_, _| ()).await.unwrap_err().to_string();
    assert!(error.starts_with("`f.sql`, line 2: relation \"u\" does not exist"), "{error}");
    let unchecked = format!("SET check_function_bodies = off;\nDROP FUNCTION g();\n{wrong}");
    load(&session, &script(&unchecked), Data::Skip, |_, _| ()).await.unwrap();
    session.close().await;
}
