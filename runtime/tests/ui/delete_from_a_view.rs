//! A view is not deleted from.

#[path = "../sample/mod.rs"]
mod sample;

use sample::prelude::*;
use sample::FilmList;

fn main() {
    let _ = async |db: &Db| FilmList::query().delete(db).await;
}
