//! Generated code of the golden cases, against a server: keys of every kind lead to the right rows, in both directions.

#![allow(clippy::unwrap_used, clippy::default_trait_access, reason = "tests")]

#[path = "../../../codegen/tests/cases/associations/expected/files/mod.rs"]
mod associations;
#[path = "../../../codegen/tests/cases/foreign_keys/expected/files/mod.rs"]
mod foreign_keys;
#[path = "../../../codegen/tests/cases/names/expected/files/mod.rs"]
mod names;
#[path = "../../../codegen/tests/cases/partitions/expected/files/mod.rs"]
mod partitions;
#[path = "../../../codegen/tests/cases/schemas/expected/files/mod.rs"]
mod schemas;
#[path = "../../../codegen/tests/cases/views/expected/files/mod.rs"]
mod views;

use relvar::{Db, Error};

/// A fresh database with the schema of a case and rows; `None`, with a message, where the server takes one connection.
async fn open(case: &str, rows: &str) -> Option<Db> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../codegen/tests/cases");
    let schema = std::fs::read_to_string(format!("{folder}/{case}/schema.sql")).unwrap();
    let url = tests::database(case, &(schema + rows)).await.unwrap()?;
    Some(Db::connect(&url).await.unwrap())
}

#[tokio::test]
async fn foreign_keys_of_every_kind() -> Result<(), Error> {
    use foreign_keys::prelude::*;
    use foreign_keys::public::{Account, Audit, Badge, Download, PrivateProject, Profile, Project, Release};

    let rows = "
        insert into account values (1, 'a@x', null), (2, 'b@x', 1), (3, 'c@x', 1);
        insert into project values (10, 1, 2, 'c@x'), (11, 2, null, null);
        insert into profile values (1, 'motto'), (3, null);
        insert into badge values (100, 2, 5);
        insert into release values (10, 1), (10, 2), (11, 1);
        insert into download values (1000, 10, 1, null), (1001, 10, 2, 1), (1002, 11, 1, null);
        insert into private_project values (11, 'secret');
        alter table audit disable trigger all;
        insert into audit values (1, 3), (2, 99);";
    let Some(db) = open("foreign_keys", rows).await else { return Ok(()) };

    // A relation and itself.
    let first = Account::find(1).one(&db).await?;
    assert_eq!(first.invited_by().optional(&db).await?, None);
    let invited = first.account_by_invited_by().order_by(Account::ACCOUNT_ID.asc()).all(&db).await?;
    assert_eq!(invited.iter().map(|account| account.account_id).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(Account::query().invited_by().one(&db).await?, first);

    // Several between one pair, one of them to a unique key.
    let project = Project::find(10).one(&db).await?;
    assert_eq!(project.account().one(&db).await?.account_id, 1);
    assert_eq!(project.creator().one(&db).await?.account_id, 2);
    assert_eq!(project.contact().one(&db).await?.account_id, 3);
    assert_eq!(Account::find(2).project().one(&db).await?.project_id, 11);
    assert_eq!(Account::find(2).project_by_creator().one(&db).await?.project_id, 10);
    assert_eq!(Account::find(3).project_by_contact().one(&db).await?.project_id, 10);
    assert_eq!(Account::find(1).project_by_contact().count(&db).await?, 0);
    let creators = Account::filter(Account::PROJECT_BY_CREATOR.any(Project::CONTACT.eq("c@x")));
    assert_eq!(creators.one(&db).await?.account_id, 2);

    // One to one.
    let profiles: Vec<(Account, Option<Profile>, Option<Badge>)> = Account::query()
        .order_by(Account::ACCOUNT_ID.asc())
        .with(Account::PROFILE)
        .with(Account::BADGE)
        .all(&db)
        .await?;
    let found: Vec<_> = profiles.iter().map(|(a, p, b)| (a.account_id, p.is_some(), b.is_some())).collect();
    assert_eq!(found, [(1, true, false), (2, false, true), (3, true, false)]);
    let owners: Vec<(Profile, Account)> = Profile::query().with(Profile::ACCOUNT).all(&db).await?;
    assert!(owners.len() == 2 && owners.iter().all(|(profile, account)| profile.account_id == account.account_id));
    let private: (PrivateProject, Project) = PrivateProject::find(11).with(PrivateProject::PROJECT).one(&db).await?;
    assert_eq!((private.0.secret.as_str(), private.1.project_id), ("secret", 11));
    assert_eq!(Project::find(10).private_project().optional(&db).await?, None);
    assert_eq!(Badge::find_by_place(5).account().one(&db).await?.account_id, 2);

    // Composite, sharing a column.
    let downloads: Vec<(Download, Release, Option<Release>)> = Download::query()
        .order_by(Download::DOWNLOAD_ID.asc())
        .with(Download::RELEASE)
        .with(Download::DOWNLOAD_PREVIOUS_FKEY)
        .all(&db)
        .await?;
    let pair = |release: &Release| (release.project_id, release.number);
    let found: Vec<_> = downloads
        .iter()
        .map(|(d, release, previous)| (d.download_id, pair(release), previous.as_ref().map(pair)))
        .collect();
    assert_eq!(found, [(1000, (10, 1), None), (1001, (10, 2), Some((10, 1))), (1002, (11, 1), None)]);
    let release = Release::find(10, 1).one(&db).await?;
    assert_eq!(release.download().one(&db).await?.download_id, 1000);
    assert_eq!(release.download_by_download_previous_fkey().one(&db).await?.download_id, 1001);
    assert_eq!(Release::filter(Release::NUMBER.eq(1)).download().count(&db).await?, 2);

    // Not valid, so that a row may be missing.
    let audits: Vec<(Audit, Option<Account>)> =
        Audit::query().order_by(Audit::AUDIT_ID.asc()).with(Audit::ACCOUNT).all(&db).await?;
    let found: Vec<_> =
        audits.iter().map(|(a, account)| (a.audit_id, account.as_ref().map(|a| a.account_id))).collect();
    assert_eq!(found, [(1, Some(3)), (2, None)]);
    Ok(())
}

#[tokio::test]
async fn associations_in_both_directions() -> Result<(), Error> {
    use associations::prelude::*;
    use associations::public::{Group, Tag, User};

    let rows = "
        insert into users values (1, 'ann'), (2, 'bob'), (3, 'cy');
        insert into groups values (1, 'one'), (2, 'two');
        insert into tags values (1, 'red'), (2, 'blue');
        insert into users_groups values (1, 1), (1, 2), (2, 2);
        insert into invitations values (1, 3, 1);
        insert into follows values (1, 2), (1, 3), (2, 1);
        insert into group_tag values (1, 2), (2, null), (null, 1);";
    let Some(db) = open("associations", rows).await else { return Ok(()) };
    let users = |query: relvar::Query<User>| {
        let db = &db;
        async move {
            let users = query.order_by(User::ID.asc()).all(db).await?;
            Ok::<_, Error>(users.into_iter().map(|user| user.id).collect::<Vec<_>>())
        }
    };
    assert_eq!(users(Group::find(2).users()).await?, [1, 2]);
    assert_eq!(users(Group::query().users()).await?, [1, 2]);
    assert_eq!(users(Group::find(1).users_via_invitations()).await?, [3]);
    // Whom the first follows, and who follows the first.
    assert_eq!(users(User::find(1).users_via_follows_by_follower()).await?, [2, 3]);
    assert_eq!(users(User::find(1).users_via_follows_by_followed()).await?, [2]);
    assert_eq!(User::query().groups().count(&db).await?, 2);
    assert_eq!(User::find(3).groups_via_invitations().one(&db).await?.id, 1);
    assert_eq!(Group::query().tags().one(&db).await?.name, "blue");
    assert_eq!(Tag::find(1).groups().count(&db).await?, 0);
    let trees: Vec<(User, Vec<Group>)> =
        User::query().order_by(User::ID.asc()).with(User::GROUPS.order_by(Group::ID.asc())).all(&db).await?;
    let found: Vec<Vec<i32>> = trees.iter().map(|(_, groups)| groups.iter().map(|group| group.id).collect()).collect();
    assert_eq!(found, [vec![1, 2], vec![2], vec![]]);
    Ok(())
}

#[tokio::test]
async fn keys_across_schemas() -> Result<(), Error> {
    use schemas::prelude::*;
    use schemas::{people, shop};

    let rows = "
        insert into people.person values (1, 'high'), (2, 'low');
        insert into people.orders values (5, 1);
        insert into shop.person values (1, 'second', 'low');
        insert into shop.orders values (7, 2, 5), (8, 2, null);";
    let Some(db) = open("schemas", rows).await else { return Ok(()) };
    let person = people::Person::find(1).one(&db).await?;
    assert_eq!(person.orders().one(&db).await?.order_id, 5);
    assert_eq!(person.shop_orders().count(&db).await?, 0);
    let customer = person.person().one(&db).await?;
    assert_eq!((customer.rank, customer.other_rank), (Some(shop::Rank::Second), Some(people::Rank::Low)));
    assert_eq!(shop::Order::find(7).replaces().one(&db).await?.order_id, 5);
    assert_eq!(people::Order::find(5).orders_by_replaces().one(&db).await?.order_id, 7);
    assert_eq!(shop::Order::query().person().one(&db).await?.rank, people::Rank::Low);
    Ok(())
}

#[tokio::test]
async fn names_that_are_none() -> Result<(), Error> {
    use names::prelude::*;
    use names::public::{_1st, Film, Foo, Foo2, New1st, NewFoo2};
    use names::s::{NewTDropTableX, NewTDropTableXOptional, TDropTableX, TDropTableXConstraint};

    let rows = "insert into film values (1, null, null, 'kind', 'me', 'x')";
    let Some(db) = open("names", rows).await else { return Ok(()) };
    let new = || NewTDropTableX { optional: NewTDropTableXOptional { lbrace_rbrace: Some(1), ..Default::default() } };
    let row = TDropTableX::insert(new()).returning(&db).await?;
    assert_eq!(row.c_x_n, "`\"\\ */ ${x}");
    let again = TDropTableX::insert(new()).execute(&db).await.unwrap_err();
    assert_eq!(again.violates::<TDropTableXConstraint>(), Some(TDropTableXConstraint::Pkey));
    TDropTableX::insert(new())
        .on_conflict(TDropTableX::T_DROP_TABLE_X_PKEY)
        .do_update([TDropTableX::É])
        .execute(&db)
        .await?;
    TDropTableX::find(&row.c_x_n).update().set(TDropTableX::É, "$1; \\ '").execute(&db).await?;
    let film = Film::find(1).one(&db).await?;
    assert_eq!((film.r#type.as_deref(), film.self_.as_deref()), (Some("kind"), Some("me")));
    let found = film.t_drop_table_x_by_lbrace_rbrace().one(&db).await?;
    assert_eq!(found.é.as_deref(), Some("$1; \\ '"));
    assert_eq!(TDropTableX::query().lbrace_rbrace().one(&db).await?, film);

    Foo2::insert(NewFoo2 { id: 7 }).execute(&db).await?;
    assert_eq!((Foo2::query().count(&db).await?, Foo::query().count(&db).await?), (1, 0));
    let new = New1st { id: 1, optional: Default::default() };
    assert_eq!(_1st::insert(new).returning(&db).await?.ж, None);
    Ok(())
}

#[tokio::test]
async fn partitions_and_views() -> Result<(), Error> {
    let rows = "
        insert into device values (1);
        insert into reading values (1, '2026-05-05', 1.5), (1, '2027-05-05', 2.5);
        insert into alarm values (1, 1, '2026-05-05'), (2, 1, '2027-05-05');";
    if let Some(db) = open("partitions", rows).await {
        use partitions::prelude::*;
        use partitions::public::{Alarm, Device, Reading};

        let alarms: Vec<(Alarm, Reading)> = Alarm::query().with(Alarm::READING).all(&db).await?;
        assert!(alarms.len() == 2 && alarms.iter().all(|(alarm, reading)| alarm.at == reading.at));
        assert_eq!(Device::find(1).reading().count(&db).await?, 2);
        assert_eq!(Device::find(1).reading_2027().one(&db).await?.value, Some(2.5));
        assert_eq!(Device::query().reading().alarm().count(&db).await?, 2);
    }
    let rows = "
        insert into author values (1, 'ann'), (2, 'bob');
        insert into book values (10, 1, 'one'), (11, 1, 'two');
        refresh materialized view author_count;";
    if let Some(db) = open("views", rows).await {
        use views::prelude::*;
        use views::public::{Author, AuthorCount, Listing, NewScores, Review, Scored, Scores, Title};

        let listing = Listing::find(10).one(&db).await?;
        assert_eq!((listing.book_id, listing.author_name.as_str()), (10, "ann"));
        assert_eq!(listing.author().one(&db).await?.author_id, 1);
        let tallies: Vec<(Author, Option<AuthorCount>)> =
            Author::query().order_by(Author::AUTHOR_ID.asc()).with(Author::TALLY).all(&db).await?;
        let books: Vec<_> = tallies.iter().map(|(_, tally)| tally.as_ref().and_then(|tally| tally.books)).collect();
        assert_eq!(books, [Some(2), None]);
        let renamed = Title::filter(Title::BOOK_ID.eq(11)).update().set(Title::TITLE, "three").returning(&db).await?;
        assert_eq!(renamed[0].heading.as_deref(), Some("THREE"));
        assert_eq!(Listing::find(11).title_by_book().one(&db).await?.title, "three");

        let new = NewScores { review_id: 10, optional: Default::default() };
        Scores::insert(new).execute(&db).await?;
        assert_eq!(Review::find(10).one(&db).await?.score, 3);
        let scored = Scored::query().order_by(Scored::BOOK_ID.asc()).all(&db).await?;
        assert_eq!(scored.iter().map(|row| row.score).collect::<Vec<_>>(), [Some(3), None]);
    }
    Ok(())
}
