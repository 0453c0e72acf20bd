//! The service, driven over HTTP, on databases of its own.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use gallery::REVISIONS;
use relvar::Pool;
use serde_json::{Value, json};
use tokio::net::TcpListener;

#[tokio::test(flavor = "multi_thread")]
async fn cats_come_change_and_go() {
    let database = REVISIONS.test_database().await.unwrap();
    let pool = Pool::builder(database.url()).unwrap().max_size(4).build().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = tokio::spawn(async move { axum::serve(listener, gallery::service(pool)).await });
    tokio::task::spawn_blocking(move || drive(&format!("http://{address}"))).await.unwrap();
    service.abort();
}

#[tokio::test]
async fn each_test_has_a_database_of_its_own() {
    let (one, two) = (REVISIONS.test_database().await.unwrap(), REVISIONS.test_database().await.unwrap());
    assert!(REVISIONS.migrator().pending(one.config()).await.unwrap().is_empty());
    let pool = Pool::builder(one.url()).unwrap().build().unwrap();
    relvar::sql("insert into users (username) values ('tabby')").execute(&pool).await.unwrap();
    let count = async |url: &str| {
        let pool = Pool::builder(url).unwrap().build().unwrap();
        relvar::sql("select count(*) from users").fetch_scalar::<i64>(&pool).await.unwrap()
    };
    assert_eq!((count(one.url()).await, count(two.url()).await), (1, 0));
    drop(one);
    let began = std::time::Instant::now();
    let copies = 20;
    for _ in 0..copies {
        REVISIONS.test_database().await.unwrap();
    }
    println!("a database made and dropped, one after the other: {} ms", began.elapsed().as_millis() / copies);
    // What tests that do something else meanwhile wait for.
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    let began = std::time::Instant::now();
    let ready = REVISIONS.test_database().await.unwrap();
    println!("a database that was made before: {:.2} ms", began.elapsed().as_secs_f64() * 1000.0);
    drop(ready);
}

#[test]
fn the_program_has_the_revisions_of_the_folder() {
    let stale = REVISIONS.stale(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations").as_ref()).unwrap();
    assert_eq!(stale, Vec::<String>::new());
}

fn drive(base: &str) {
    let agent = ureq::Agent::new_with_config(ureq::Agent::config_builder().http_status_as_error(false).build());
    let read = |mut answer: ureq::http::Response<ureq::Body>| {
        let status = answer.status().as_u16();
        (status, answer.body_mut().read_json::<Value>().unwrap_or_default())
    };
    let get = |path: &str| read(agent.get(format!("{base}{path}")).call().unwrap());
    let post = |path: &str, body: Value| read(agent.post(format!("{base}{path}")).send_json(body).unwrap());
    let patch = |path: &str, body: Value| read(agent.patch(format!("{base}{path}")).send_json(body).unwrap());
    let delete = |path: &str| read(agent.delete(format!("{base}{path}")).call().unwrap()).0;

    let mut paths = Vec::new();
    for (repository, score, size, color) in
        [("a/tiny", 9.5, "smol", "black"), ("b/monorepo", 6.2, "chonky", "orange"), ("c/legacy", 4.0, "chonky", "grey")]
    {
        let url = format!("https://example.com/{repository}");
        let attributes = json!({ "size": size, "color": color, "accessories": ["bow"] });
        let (status, cat) = post(
            "/generations",
            json!({ "github_url": url, "code_quality_score": score, "cat_attributes": attributes }),
        );
        assert_eq!((status, &cat["code_quality_score"], &cat["cat_attributes"]), (201, &json!(score), &attributes));
        paths.push(format!("/generations/{}", cat["id"].as_str().unwrap()));
    }

    let urls = |(status, cats): (u16, Value)| {
        assert_eq!(status, 200);
        let names = cats
            .as_array()
            .unwrap()
            .iter()
            .map(|cat| cat["github_url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned());
        names.collect::<Vec<_>>()
    };
    assert_eq!(urls(get("/generations")), ["legacy", "monorepo", "tiny"]);
    assert_eq!(urls(get("/generations?size=chonky")), ["legacy", "monorepo"]);
    assert_eq!(urls(get("/generations?color=orange")), ["monorepo"]);
    assert_eq!(urls(get("/generations?size=chonky&min_score=4.1&color=orange&limit=5")), ["monorepo"]);
    let sizes = json!([
        { "size": "chonky", "cats": 2, "mean_score": 5.1 },
        { "size": "smol", "cats": 1, "mean_score": 9.5 },
    ]);
    assert_eq!(get("/sizes"), (200, sizes));

    let (status, changed) = patch(&paths[2], json!({ "code_quality_score": 4.5, "image_path": "cats/3.png" }));
    assert_eq!(
        (status, &changed["code_quality_score"], &changed["image_path"]),
        (200, &json!(4.5), &json!("cats/3.png"))
    );
    assert_eq!(get(&paths[2]), (200, changed));
    assert_eq!(patch(&paths[2], json!({ "code_quality_score": 11 })).0, 422, "the check of the column");

    assert_eq!(delete(&paths[0]), 204);
    assert_eq!(
        (get(&paths[0]).0, delete(&paths[0]), patch(&paths[0], json!({ "code_quality_score": 1 })).0),
        (404, 404, 404)
    );

    assert_eq!(post("/users", json!({ "username": "tabby" })).0, 201);
    assert_eq!(post("/users", json!({ "username": "tabby" })).0, 409, "names are unique");
}
