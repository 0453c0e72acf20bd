//! Behind PgBouncer in transaction mode, where each statement may go to another server connection.

use std::time::Duration;

use relvar::{Error, Mode, Pool, sql};

use crate::pgbouncer::Bouncer;
use crate::sample::prelude::*;
use crate::sample::{Actor, Customer, Film, Language, MpaaRating, NewCustomer, NewCustomerOptional};

fn customer(number: usize) -> NewCustomer {
    NewCustomer {
        store_id: 1,
        first_name: format!("No. {number}"),
        last_name: "Bouncer".into(),
        email: format!("{number}@example.org"),
        optional: NewCustomerOptional::default(),
    }
}

/// A task's round: reads and writes of every form.
pub(crate) async fn round(pool: &Pool, number: usize) -> Result<(), Error> {
    let new = Customer::insert(customer(number)).returning(pool).await?;
    let there = Customer::find(new.customer_id);
    let films = Film::filter(Film::RATING.eq(MpaaRating::Pg13) & Film::LENGTH.gt(120)).order_by(Film::FILM_ID);
    let tree: Vec<(Film, Language, Vec<Actor>)> = films.with(Film::LANGUAGE).with(Film::ACTOR).all(pool).await?;
    assert_eq!(tree.iter().map(|(.., actors)| actors.len()).sum::<usize>(), 10);
    let brought = there.update().set(Customer::ACTIVE, false).set(Customer::LAST_NAME, Customer::FIRST_NAME);
    assert_eq!(brought.execute(pool).await?, 1);
    let again = Customer::insert(customer(number)).on_conflict(Customer::CUSTOMER_EMAIL_KEY);
    assert!(again.do_nothing().returning(pool).await?.is_none());
    pool.transaction(async |tx| {
        let name = there.select(Customer::LAST_NAME).one(tx).await?;
        assert_eq!(name, format!("No. {number}"));
        tx.transaction(async |tx| there.delete(tx).await).await?;
        if number.is_multiple_of(2) { Ok(()) } else { Err(Error::not_found("a reason to stay")) }
    })
    .await
    .or_else(|error| if error.is_not_found() { Ok(()) } else { Err(error) })
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_tasks_read_and_write_without_an_error() {
    let Some((db, url)) = crate::open_at().await else { return };
    let Some(bouncer) = Bouncer::start(&url).await else { return };
    // The pooler is found when connecting.
    let pool = Pool::builder(bouncer.url()).and_then(|builder| builder.max_size(8).build()).expect("a pool");
    let before = Customer::query().count(&db).await.expect("counts");
    let mut tasks = tokio::task::JoinSet::new();
    for task in 0..8 {
        let pool = pool.clone();
        tasks.spawn(async move {
            for number in 0..20 {
                round(&pool, task * 20 + number).await?;
            }
            Ok::<_, Error>(())
        });
    }
    for done in tasks.join_all().await {
        done.expect("no error");
    }
    assert_eq!(Customer::query().count(&db).await.expect("counts"), before + 8 * 10);
    // Behind it were fewer connections than tasks.
    let mine = "select count(*) from pg_stat_activity where datname = current_database()";
    assert!(sql(mine).fetch_scalar::<i64>(&db).await.expect("counts") <= 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_dropped_is_cancelled_and_takes_nobody_along() {
    let Some((db, url)) = crate::open_at().await else { return };
    let Some(bouncer) = Bouncer::start(&url).await else { return };
    let pool = Pool::builder(bouncer.url())
        .and_then(|builder| builder.mode(Mode::Unprepared).max_size(8).build())
        .expect("a pool");
    let mut tasks = tokio::task::JoinSet::new();
    for task in 0..8_i32 {
        let pool = pool.clone();
        tasks.spawn(async move {
            for number in 0..40 {
                let own = task * 1_000 + number;
                let of_own = || sql("select $1::int from pg_sleep(0.002)").bind(own);
                let moment = Duration::from_micros(u64::from(own.unsigned_abs()) * 997 % 6_000);
                let _ = tokio::time::timeout(moment, of_own().execute(&pool)).await;
                assert_eq!(of_own().fetch_scalar::<i32>(&pool).await?, own, "a foreign value");
                let in_a_transaction = pool.transaction(async |tx| of_own().execute(tx).await);
                let _ = tokio::time::timeout(moment, in_a_transaction).await;
                assert_eq!(of_own().fetch_scalar::<i32>(&pool).await?, own, "a foreign value");
            }
            Ok::<_, Error>(())
        });
    }
    for done in tasks.join_all().await {
        done.expect("nobody drops these");
    }
    let long = sql("select pg_sleep(600)").execute(&pool);
    assert!(tokio::time::timeout(Duration::from_millis(100), long).await.is_err());
    let running = "select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'";
    let begun = std::time::Instant::now();
    while sql(running).fetch_scalar::<i64>(&db).await.expect("counts") > 0 {
        assert!(begun.elapsed() < Duration::from_secs(60), "it goes on");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
