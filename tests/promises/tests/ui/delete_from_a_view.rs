//! A view is not deleted from.

use promises::prelude::*;
use promises::FilmList;

fn main() {
    let _ = async |db: &Db| FilmList::query().delete(db).await;
}
