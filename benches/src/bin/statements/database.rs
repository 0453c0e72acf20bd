//! The rental sample, grown to a number of payments, with indexes on foreign keys or without.

use std::error::Error;

use chrono::{DateTime, Utc};
use relvar::Db;
use relvar_catalog::scratch::Server;
use uuid::Uuid;

use crate::arguments::{Arguments, Indexes};

const SCHEMA: &str = include_str!("../../../../examples/rental/schema.sql");
const PAGES: &str = include_str!("../../../statements/pages.sql");
const INDEXES: &str = include_str!("../../../statements/indexes.sql");
const NO_INDEXES: &str = include_str!("../../../statements/no_indexes.sql");
const FILL: &str = include_str!("fill.sql");

/// A database with the sample in it, and what shapes ask for: keys of rows that are there.
pub(crate) struct Sample {
    pub(crate) films: i32,
    /// A customer with rentals, by key and by unique key.
    pub(crate) customer: Uuid,
    pub(crate) email: String,
    /// A rental in the middle of all, in the order of time: all of its columns.
    pub(crate) middle: (i64, i32, Uuid, DateTime<Utc>, Option<DateTime<Utc>>),
    /// Nine tenths of all rentals are older than this.
    pub(crate) recent: DateTime<Utc>,
}

/// Creates a database with the sample in it, and connects to it.
pub(crate) async fn create(
    server: &Server,
    rows: u32,
    indexes: Indexes,
    arguments: &Arguments,
) -> Result<(String, Db, Sample), Box<dyn Error + Send + Sync>> {
    let name = format!("rental_{rows}_{indexes}");
    let config = server.database(&name).await?;
    let (client, connection) = config.connect(tokio_postgres::NoTls).await?;
    let driver = tokio::spawn(connection);
    client.batch_execute(SCHEMA).await?;
    client.batch_execute(&fill(rows)).await?;
    client.batch_execute(PAGES).await?;
    client.batch_execute(if indexes == Indexes::With { INDEXES } else { NO_INDEXES }).await?;
    client.batch_execute("vacuum analyze").await?;
    client.batch_execute("checkpoint").await?;
    drop(client);
    driver.await??;

    let url = server.url_of(&name);
    let db = Db::connect(&url).await?;
    for setting in &arguments.settings {
        relvar::sql(format!("set {setting}")).execute(&db).await?;
    }
    let sample = sample(&db).await?;
    Ok((url, db, sample))
}

/// The script that makes the rows.
fn fill(rows: u32) -> String {
    FILL.replace("$rows", &rows.to_string())
        .replace("$films", &(rows / 50).to_string())
        .replace("$actors", &(rows / 200).to_string())
        .replace("$customers", &(rows / 50).to_string())
        .replace("$rentals", &(rows / 2).to_string())
}

async fn sample(db: &Db) -> Result<Sample, relvar::Error> {
    let films: i64 = relvar::sql("select count(*) from film").fetch_scalar(db).await?;
    let (customer, email) = relvar::sql(
        "select customer_id, email from customer where exists (
             select from rental r where r.customer_id = customer.customer_id) order by email limit 1",
    )
    .fetch_one(db)
    .await?;
    let at = |share: f64| {
        relvar::sql(
            "select rental_id, inventory_id, customer_id, rented_at, returned_at from rental
             where returned_at is not null order by rented_at, rental_id
             offset (select $1 * count(*) from rental) limit 1",
        )
        .bind(share)
        .fetch_one(db)
    };
    let middle = at(0.5).await?;
    let (_, _, _, recent, _): (i64, i32, Uuid, DateTime<Utc>, Option<DateTime<Utc>>) = at(0.86).await?;
    Ok(Sample { films: i32::try_from(films).unwrap_or(i32::MAX), customer, email, middle, recent })
}
