//! Unique indexes that are no constraint, against a server: an insert conflicts with just the one that is named.
#![allow(clippy::unwrap_used, clippy::default_trait_access, reason = "tests")]

#[path = "../../../codegen/tests/cases/unique_indexes/expected/files/mod.rs"]
mod golden;

use golden::prelude::*;
use golden::public::{Account, ActiveAccount, Event, NewAccount, NewAccountOptional, NewActiveAccount, NewEvent};
use relvar::{Db, Error, UniqueIndex, excluded};

const SCHEMA: &str = include_str!("../../../codegen/tests/cases/unique_indexes/schema.sql");

/// A database with two accounts.
async fn open(name: &str) -> Option<Db> {
    let db = Db::connect(&tests::database(name, SCHEMA).await.unwrap()?).await.unwrap();
    let there = account(1, 11, "ann@x", Some("ann"), (true, Some("k1")));
    let gone = account(2, 12, "bob@x", Some("b"), (false, Some("m2")));
    Account::insert_many([there, gone]).execute(&db).await.unwrap();
    Some(db)
}

fn account(id: i32, tenant: i32, email: &str, nick: Option<&str>, other: (bool, Option<&str>)) -> NewAccount {
    let text = |text: Option<&str>| text.map(str::to_owned);
    let (active, code) = other;
    let optional =
        NewAccountOptional { tenant: Some(tenant), nick_n: text(nick), active: Some(active), code: text(code) };
    NewAccount { account_id: id, email: email.into(), optional }
}

#[tokio::test]
async fn each_index_is_inferred_and_no_other_one() -> Result<(), Error> {
    let Some(db) = open("unique_indexes_each").await else { return Ok(()) };
    // A row that conflicts with the row of this number, by this index alone.
    let conflicts: [(UniqueIndex<Account>, NewAccount, i32); 6] = [
        (Account::ACCOUNT_NICK_IDX, account(3, 30, "c@x", Some("ann"), (true, None)), 1),
        (Account::ACCOUNT_EMAIL_IDX, account(3, 30, "ann@x", None, (true, None)), 1),
        (Account::ACCOUNT_LOWER_IDX, account(3, 21, "Ann@X", None, (true, None)), 1),
        (Account::ACCOUNT_FIRST_IDX, account(3, 12, "c@x", None, (false, Some("mx"))), 2),
        (Account::ACCOUNT_CODE_IDX, account(3, 11, "c@x", None, (true, Some("k1"))), 1),
        (Account::EMAIL_IDX, account(3, 33, "bob@x", None, (false, Some("m2"))), 2),
    ];
    for (index, new, there) in &conflicts {
        for (other, ..) in &conflicts {
            let insert = Account::insert(new.clone()).on_conflict(*other);
            let outcome = insert.set(Account::ACCOUNT_ID, Account::ACCOUNT_ID).returning(&db).await;
            if index.name() == other.name() {
                assert_eq!(outcome?.account_id, *there, "{}", index.name());
            } else {
                assert_eq!(outcome.unwrap_err().constraint(), Some(index.name()), "{}", other.name());
            }
        }
        assert_eq!(Account::insert(new.clone()).on_conflict(*index).do_nothing().execute(&db).await?, 0);
    }
    let rows = conflicts.into_iter().filter(|(index, ..)| index.name() == "account_lower_idx").map(|(_, new, _)| new);
    let upsert = Account::insert_many(rows).on_conflict(Account::ACCOUNT_LOWER_IDX).do_update(Account::EMAIL);
    let updated = upsert.set(Account::TENANT, excluded(Account::TENANT)).filter(Account::TENANT.eq(11)).returning(&db);
    let updated: Vec<(i32, String)> = updated.await?.into_iter().map(|row| (row.tenant, row.email)).collect();
    assert_eq!(updated, [(21, "Ann@X".to_owned())]);
    Ok(())
}

#[tokio::test]
async fn columns_are_those_of_a_key_in_any_order() -> Result<(), Error> {
    let Some(db) = open("unique_indexes_columns").await else { return Ok(()) };
    let bob = account(3, 33, "bob@x", None, (false, Some("m2")));
    let left = |rows| assert_eq!(rows, 0);
    left(Account::insert(bob.clone()).on_conflict((Account::EMAIL, Account::CODE)).do_nothing().execute(&db).await?);
    left(Account::insert(bob.clone()).on_conflict((Account::CODE, Account::EMAIL)).do_nothing().execute(&db).await?);
    let again = account(2, 30, "c@x", None, (true, None));
    left(Account::insert(again.clone()).on_conflict(Account::ACCOUNT_ID).do_nothing().execute(&db).await?);
    left(Account::insert(again.clone()).on_conflict([Account::ACCOUNT_ID]).do_nothing().execute(&db).await?);
    let upsert = Account::insert(again).on_conflict([Account::ACCOUNT_ID]).do_update((Account::TENANT, Account::EMAIL));
    assert_eq!(upsert.returning(&db).await?.email, "c@x");
    // There is a unique index on this column, but not of all rows.
    let error = Account::insert(bob).on_conflict(Account::EMAIL).do_nothing().execute(&db).await.unwrap_err();
    assert_eq!(error.code(), Some("42P10"));
    Ok(())
}

#[tokio::test]
async fn partitioned_tables_and_views_have_conflicts_too() -> Result<(), Error> {
    let Some(db) = open("unique_indexes_relations").await else { return Ok(()) };
    let event = || NewEvent { event_id: 1, at: Default::default() };
    for inserted in [1, 0] {
        let event = Event::insert(event()).on_conflict(Event::EVENT_IDX).do_nothing();
        assert_eq!(event.execute(&db).await?, inserted);
    }
    let new = |id, email: &str| NewActiveAccount { account_id: id, email: email.into() };
    let upsert = ActiveAccount::insert(new(1, "new@x")).on_conflict(ActiveAccount::ACCOUNT_ID);
    assert_eq!(upsert.do_update(ActiveAccount::EMAIL).execute(&db).await?, 1);
    assert_eq!(Account::find(1).one(&db).await?.email, "new@x");
    Ok(())
}
