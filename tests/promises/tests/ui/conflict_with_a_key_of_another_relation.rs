//! A conflict is with a key of the relation.

use promises::prelude::*;
use promises::{Film, Language, NewFilm};

fn main() {
    fn on(new: NewFilm) {
        let _ = Film::insert(new).on_conflict(Language::LANGUAGE_PKEY);
    }
}
