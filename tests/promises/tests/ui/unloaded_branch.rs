//! What was not loaded is not in the tree.

use promises::prelude::*;
use promises::{Actor, Film, Language};

fn main() {
    let _ = async |db: &Db| {
        let tree: Vec<(Film, Language, Vec<Actor>)> = Film::query().with(Film::LANGUAGE).all(db).await?;
        Ok::<_, Error>(tree)
    };
}
