//! A key that may lead nowhere loads an `Option`.

use promises::prelude::*;
use promises::{Film, Language};

fn main() {
    let _ = async |db: &Db| {
        let tree: Vec<(Film, Language)> = Film::query().with(Film::ORIGINAL_LANGUAGE).all(db).await?;
        Ok::<_, Error>(tree)
    };
}
