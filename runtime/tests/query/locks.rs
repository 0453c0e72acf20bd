//! Row locks: taken in every form of a set that can take them, refused in every other, and never without a transaction.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::TryStreamExt;
use relvar::{Db, Error, Executor, Pool, sql};
use tokio_postgres::{Client, Transaction};

use crate::sample::prelude::*;
use crate::sample::{Actor, Film, FilmActor, Language, Shelf};

const JOBS: usize = 240;

/// What a ninth task does to jobs that nobody has claimed, and what counts them.
#[derive(Clone, Copy)]
struct Jobs {
    change: &'static str,
    left: &'static str,
}

/// Eight workers claim jobs, each over its own connection, until none is left; a ninth task changes the jobs meanwhile.
/// Gives every claim.
///
/// A worker that finds no job may have met locks alone, those of the ninth task among them: it ends only where no job
/// is left.
async fn claims<C, F>(url: &str, settings: &'static str, jobs: Jobs, claim: C) -> Vec<i32>
where
    C: Fn(Arc<Db>) -> F + Clone + Send + 'static,
    F: Future<Output = Result<Vec<i32>, Error>> + Send,
{
    let done = Arc::new(AtomicBool::new(false));
    let change = {
        let (db, done) = (Db::connect(url).await.expect("connects"), Arc::clone(&done));
        tokio::spawn(async move {
            while !done.load(Ordering::Relaxed) {
                sql(jobs.change).execute(&db).await.expect("changes");
            }
        })
    };
    let mut workers = Vec::new();
    for _ in 0..8 {
        let (db, claim) = (Arc::new(Db::connect(url).await.expect("connects")), claim.clone());
        workers.push(tokio::spawn(async move {
            for setting in settings.split(';') {
                sql(setting).execute(&*db).await.expect("sets");
            }
            let mut claimed = Vec::new();
            loop {
                let more = claim(Arc::clone(&db)).await.expect("claims");
                if more.is_empty() && sql(jobs.left).fetch_scalar::<i64>(&*db).await.expect("counts") == 0 {
                    return claimed;
                }
                claimed.extend(more);
            }
        }));
    }
    let mut all = Vec::new();
    for worker in workers {
        all.extend(worker.await.expect("ends"));
    }
    done.store(true, Ordering::Relaxed);
    change.await.expect("ends");
    all
}

/// As the server plans by itself; the rows in their order.
const PLAIN: (&str, bool) = ("set jit = off", true);
/// Plans that run a sub-select again for each row, where they may: without an order, nothing speaks against it.
const NESTED: (&str, bool) = (
    "set jit = off; set enable_hashjoin = off; set enable_mergejoin = off; set enable_hashagg = off; \
    set enable_sort = off; set enable_material = off; set enable_indexscan = off; set enable_bitmapscan = off; \
    set plan_cache_mode = force_generic_plan",
    false,
);

const FILMS: &str = "insert into film (title, language_id, length) select 'job', 1, null from generate_series(1, 240)";
const JOBS_OF_FILMS: Jobs = Jobs {
    change: "update film set rental_rate = rental_rate + 0.01 where film_id in \
        (select film_id from film where title = 'job' and length is null order by random() limit 3 for update skip locked)",
    left: "select count(*) from film where title = 'job' and length is null",
};

fn each_once(claimed: &[i32]) {
    assert_eq!(claimed.iter().collect::<BTreeSet<_>>().len(), claimed.len(), "a job was claimed twice");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_of_many_workers_claims_each_job() -> Result<(), Error> {
    let Some((db, url)) = crate::open_at().await else { return Ok(()) };
    for (settings, ordered) in [PLAIN, NESTED] {
        sql(FILMS).execute(&db).await?;
        let claimed = claims(&url, settings, JOBS_OF_FILMS, move |db| async move {
            let free = Film::filter(Film::TITLE.eq("job") & Film::LENGTH.is_null());
            let free = if ordered { free.order_by(Film::FILM_ID.asc()) } else { free };
            let next = free.limit(1).for_update().skip_locked();
            let claimed = next.update().set(Film::LENGTH, 1_i16).select(Film::FILM_ID).returning(&*db).await?;
            assert!(claimed.len() <= 1, "one row is one row");
            Ok(claimed)
        })
        .await;
        each_once(&claimed);
        assert_eq!(claimed.len(), JOBS);
        assert_eq!(Film::filter(Film::TITLE.eq("job")).delete(&db).await?, JOBS as u64);
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_of_many_workers_takes_each_job_away() -> Result<(), Error> {
    let Some((db, url)) = crate::open_at().await else { return Ok(()) };
    for (settings, ordered) in [PLAIN, NESTED] {
        sql(FILMS).execute(&db).await?;
        let claimed = claims(&url, settings, JOBS_OF_FILMS, move |db| async move {
            let jobs = Film::filter(Film::TITLE.eq("job"));
            let jobs = if ordered { jobs.order_by(Film::RENTAL_RATE.desc()) } else { jobs };
            let taken = jobs.limit(3).for_update().skip_locked().delete_returning(&*db).await?;
            assert!(taken.len() <= 3);
            Ok(taken.into_iter().map(|film| film.film_id).collect())
        })
        .await;
        each_once(&claimed);
        assert_eq!(claimed.len(), JOBS);
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn jobs_with_a_key_of_several_columns_are_claimed_once() -> Result<(), Error> {
    let Some((db, url)) = crate::open_at().await else { return Ok(()) };
    let new = "insert into actor (actor_id, first_name, last_name) select 100 + i, 'a', 'job' from generate_series(1, 240) i; \
        insert into film_actor (film_id, actor_id) select 11, 100 + i from generate_series(1, 240) i";
    for part in new.split("; ") {
        sql(part).execute(&db).await?;
    }
    let left = "select count(*) from film_actor where film_id = 11 and role is null";
    let jobs = Jobs { change: "select 1", left };
    for (settings, ordered) in [PLAIN, NESTED] {
        sql("update film_actor set role = null where film_id = 11").execute(&db).await?;
        let claimed = claims(&url, settings, jobs, move |db| async move {
            let free = FilmActor::filter(FilmActor::FILM_ID.eq(11) & FilmActor::ROLE.is_null());
            let free = if ordered { free.order_by(FilmActor::ACTOR_ID.asc()) } else { free };
            let next = free.limit(1).for_update().skip_locked();
            let claimed = next.update().set(FilmActor::ROLE, "x").select(FilmActor::ACTOR_ID).returning(&*db).await?;
            assert!(claimed.len() <= 1, "one row is one row");
            Ok(claimed)
        })
        .await;
        each_once(&claimed);
        assert_eq!(claimed.len(), JOBS);
    }
    Ok(())
}

async fn client(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.expect("connects");
    tokio::spawn(connection);
    client
}

/// Runs something in a transaction, and gives the films that are locked by it.
async fn locked<F>(db: &mut Client, other: &Db, take: F) -> Result<Vec<i32>, Error>
where
    F: AsyncFnOnce(&Transaction<'_>) -> Result<(), Error>,
{
    let transaction = db.transaction().await?;
    take(&transaction).await?;
    let free = other
        .transaction(async |tx| {
            Film::query().for_update().skip_locked().select(Film::FILM_ID).order_by(Film::FILM_ID).all(tx).await
        })
        .await?;
    transaction.rollback().await?;
    Ok((1..=12).filter(|id| !free.contains(id)).collect())
}

#[tokio::test]
async fn what_reads_rows_locks_them() -> Result<(), Error> {
    let Some((other, url)) = crate::open_at().await else { return Ok(()) };
    let mut db = client(&url).await;
    let few = || Film::query().order_by(Film::FILM_ID.asc()).limit(3).for_update();
    let fourth = Film::find(4).one(&other).await?;

    let found = locked(&mut db, &other, async |tx| few().all(tx).await.map(drop)).await?;
    assert_eq!(found, [1, 2, 3]);
    let found = locked(&mut db, &other, async |tx| few().first(tx).await.map(drop)).await?;
    assert_eq!(found, [1, 2, 3], "the first of three locked rows");
    let found = locked(&mut db, &other, async |tx| {
        assert_eq!(few().count(tx).await?, 3);
        Ok(())
    })
    .await?;
    assert_eq!(found, [1, 2, 3]);
    let found = locked(&mut db, &other, async |tx| {
        assert_eq!(few().select(Film::FILM_ID).count(tx).await?, 3);
        Ok(())
    })
    .await?;
    assert_eq!(found, [1, 2, 3]);
    let found = locked(&mut db, &other, async |tx| few().select(Film::TITLE).all(tx).await.map(drop)).await?;
    assert_eq!(found, [1, 2, 3]);
    let found = locked(&mut db, &other, async |tx| {
        let second = few().filter(Film::FILM_ID.eq(2)).all(tx).await?;
        assert_eq!(second.len(), 1);
        Ok(())
    })
    .await?;
    assert!(found.contains(&2), "{found:?}");
    let found = locked(&mut db, &other, async |tx| few().with(Film::ACTOR).all(tx).await.map(drop)).await?;
    assert_eq!(found, [1, 2, 3]);
    let found = locked(&mut db, &other, async |tx| few().left_join(Film::ACTOR).all(tx).await.map(drop)).await?;
    assert_eq!(found, [1, 2, 3]);
    let found = locked(&mut db, &other, async |tx| few().left_join(Film::LANGUAGE).all(tx).await.map(drop)).await?;
    assert_eq!(found, [1, 2, 3]);
    let found = locked(&mut db, &other, async |tx| few().stream(tx).try_for_each(async |_| Ok(())).await).await?;
    assert_eq!(found, [1, 2, 3]);
    let found = locked(&mut db, &other, async |tx| {
        let page = Film::query().order_by(Film::FILM_ID.asc()).for_update().before(&fourth).limit(2).all(tx).await?;
        assert_eq!(page.iter().map(|film| film.film_id).collect::<Vec<_>>(), [2, 3]);
        Ok(())
    })
    .await?;
    assert_eq!(found, [2, 3]);
    let found = locked(&mut db, &other, async |tx| {
        Film::query().order_by(Film::FILM_ID.asc()).for_update().after(&fourth).limit(2).all(tx).await.map(drop)
    })
    .await?;
    assert_eq!(found, [5, 6]);
    let found = locked(&mut db, &other, async |tx| few().copy_out(tx).try_for_each(async |_| Ok(())).await).await;
    assert!(found.is_ok_and(|found| found == [1, 2, 3]));

    // Rows that others have locked are left out before the limit counts, whichever way the rows are picked.
    let holder = db.transaction().await?;
    Film::filter(Film::FILM_ID.is_in([1, 3])).for_update().all(&holder).await?;
    let ids = other
        .transaction(async |tx| {
            let free = || Film::query().order_by(Film::FILM_ID.asc()).for_update().skip_locked();
            Ok::<_, Error>((
                free().limit(2).select(Film::FILM_ID).all(tx).await?,
                free().limit(2).filter(Film::FILM_ID.gt(2)).select(Film::FILM_ID).all(tx).await?,
                free().before(&fourth).limit(2).select(Film::FILM_ID).all(tx).await?,
                free().limit(3).limit(2).select(Film::FILM_ID).all(tx).await?,
            ))
        })
        .await?;
    assert_eq!(ids, (vec![2, 4], vec![4], vec![2], vec![2, 4]));
    holder.rollback().await?;
    Ok(())
}

fn refused<T: Debug>(result: Result<T, Error>, message: &str) {
    let error = result.expect_err(message);
    assert!(error.to_string().starts_with(message), "{error}");
    assert!(error.hint().is_some(), "{error}");
}

#[tokio::test]
async fn a_lock_that_cannot_be_taken_is_refused() -> Result<(), Error> {
    let Some((_, url)) = crate::open_at().await else { return Ok(()) };
    let mut db = client(&url).await;
    let locked = || Film::filter(Film::LENGTH.gt(100)).for_update();
    let other = || Film::filter(Film::LENGTH.is_null());
    let within = "a row lock on a set that is part of an expression";
    let tx = &db.transaction().await?;
    for set in [locked() & other(), other() | locked(), other() - locked(), locked() ^ other(), !locked()] {
        refused(set.all(tx).await, within);
        refused(set.count(tx).await, within);
        refused(set.exists(tx).await, within);
        refused(set.delete(tx).await, within);
        refused(set.update().set(Film::LENGTH, 1_i16).execute(tx).await, within);
        refused(set.update().set(Film::LENGTH, 1_i16).returning(tx).await, within);
        refused(set.with(Film::LANGUAGE).all(tx).await, within);
        refused(set.stream(tx).try_collect::<Vec<_>>().await, within);
        refused(set.select(Film::TITLE).first(tx).await, within);
        refused(set.clone().language().all(tx).await, within);
        refused(set.left_join(Film::ACTOR).all(tx).await, within);
        refused(set.aggregate(count()).one(tx).await, within);
    }
    // Nor does it disappear where the rest of a set is plainly everything or nothing.
    let (every, none) = (Film::query, Film::none);
    for set in [locked() | every(), every() | locked(), locked() & none(), none() & locked(), every() - locked()] {
        refused(set.all(tx).await, within);
    }
    for set in [locked() | !locked(), locked() & !locked(), locked() ^ locked(), (locked() | other()) | every()] {
        refused(set.all(tx).await, within);
    }
    let always = Film::filter(locked().predicate() | Predicate::always());
    refused(always.all(tx).await, within);
    refused(locked().language().all(tx).await, within);
    refused(locked().limit(1).actor().all(tx).await, within);
    refused(Film::filter(locked().predicate()).all(tx).await, within);
    refused(Language::filter(Language::FILM.within(locked())).all(tx).await, within);
    let titles = Film::TITLE.is_in_set(locked().select(Film::TITLE));
    refused(Film::filter(titles).all(tx).await, within);
    let languages = Language::query().with(Language::FILM.filter(locked().predicate()));
    refused(languages.all(tx).await, within);
    refused(locked().exists(tx).await, "a row lock in `exists`");
    refused(locked().aggregate(count()).one(tx).await, "a row lock on groups");
    refused(locked().limit(3).group_by(Film::RATING).aggregate(count()).all(tx).await, "a row lock on groups");
    let distinct = "a row lock on `distinct` or `distinct_on` rows";
    refused(locked().distinct_on(Film::RATING).all(tx).await, distinct);
    refused(locked().distinct_on(Film::RATING).order_by(Film::LENGTH).count(tx).await, distinct);
    refused(locked().distinct_on(Film::RATING).delete(tx).await, distinct);
    refused(locked().select(Film::RATING).distinct().all(tx).await, distinct);
    refused(locked().select(Film::RATING).distinct().order_by(Film::RATING).all(tx).await, distinct);
    let refusal = (other() & locked()).statement();
    refused(relvar::Executor::rows(tx, &refusal).await.map(drop), within);
    refused(relvar::Executor::execute(tx, &refusal).await, within);
    // None of it reached the server, so the transaction is well.
    assert_eq!(Film::query().count(tx).await?, 12);
    Ok(())
}

#[tokio::test]
async fn what_reads_with_a_lock_does_so_in_a_transaction() -> Result<(), Error> {
    let Some((db, url)) = crate::open_at().await else { return Ok(()) };
    let outside = "a row lock outside of a transaction ends before the row arrives";
    let set = || Film::filter(Film::LENGTH.gt(100)).limit(1).for_update().skip_locked();
    refused(set().first(&db).await, outside);
    refused(set().all(&db).await, outside);
    refused(set().one(&db).await, outside);
    refused(set().optional(&db).await, outside);
    refused(set().count(&db).await, outside);
    refused(set().select(Film::TITLE).all(&db).await, outside);
    refused(set().stream(&db).try_collect::<Vec<_>>().await, outside);
    refused(set().copy_out(&db).try_collect::<Vec<_>>().await, outside);
    refused(set().with(Film::ACTOR).first(&db).await, outside);
    refused(set().left_join(Film::ACTOR).all(&db).await, outside);
    refused(set().filter(Film::TITLE.ne("x")).all(&db).await, outside);
    // Whoever sends the statement by hand.
    let (read, pool) = (set().statement(), Pool::connect(&url).await?);
    let limit = Duration::from_secs(60);
    refused(db.rows(&read).await.map(drop), outside);
    refused(db.execute(&read).await, outside);
    refused(pool.rows(&read).await.map(drop), outside);
    refused(pool.execute(&read).await, outside);
    refused(pool.timeout(limit).rows(&read).await.map(drop), outside);
    refused(db.timeout(limit).execute(&read).await, outside);
    refused(Arc::new(pool).execute(&set().select(Film::TITLE).statement()).await, outside);
    assert_eq!(db.transaction(async |tx| tx.timeout(limit).execute(&read).await).await?, 1);
    assert!(set().explain(&db).await?.contains("LockRows"));
    db.transaction(async |tx| set().one(tx).await).await?;
    db.transaction(async |tx| tx.transaction(async |inner| set().one(inner).await).await).await?;

    let mut client = client(&url).await;
    refused(set().first(&client).await, outside);
    refused(client.rows(&read).await.map(drop), outside);
    refused(relvar::Executor::execute(&client, &read).await, outside);
    let transaction = client.transaction().await.expect("begins");
    assert!(set().first(&transaction).await?.is_some());
    drop(transaction);

    // A write is a transaction of its own.
    assert_eq!(set().update().set(Film::LENGTH, 101_i16).execute(&db).await?, 1);
    let error = Shelf::find(1, "A1").for_update().delete(&client).await;
    assert!(error.is_err_and(|error| error.is_foreign_key_violation()));
    let error = Actor::query().for_update().update().set(Actor::LAST_NAME, "x").execute(&db).await;
    assert!(error.is_err_and(|error| error.is_unrestricted()));
    Ok(())
}
