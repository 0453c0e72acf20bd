//! Who has which books at home; `DATABASE_URL` names a database with `schema.sql` and `data.sql`.

mod readers;

use std::{env, error::Error};

use library_models::{
    prelude::*,
    public::{Book, Reader},
};
use readers::{BookSet as _, ReaderExt as _};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let url = env::var("DATABASE_URL").map_err(|_| "set DATABASE_URL to a database with schema.sql and data.sql")?;
    let db = Db::connect(&url).await?;
    if let Some(difference) = library_models::verify(&db).await?.first() {
        return Err(format!("the models are of another database: {difference}").into());
    }
    for reader in Reader::query().order_by(Reader::EMAIL.asc()).all(&db).await? {
        for book in reader.at_home().of_century(20).order_by(Book::TITLE.asc()).all(&db).await? {
            say(&format!("{} has {}", reader.email, book.title));
        }
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "an example shows what it does")]
fn say(line: &str) {
    println!("{line}");
}
