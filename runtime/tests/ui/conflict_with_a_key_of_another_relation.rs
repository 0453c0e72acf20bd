//! A conflict is with a key of the relation.

#[path = "../sample/mod.rs"]
mod sample;

use sample::prelude::*;
use sample::{Film, Language, NewFilm};

fn main() {
    fn on(new: NewFilm) {
        let _ = Film::insert(new).on_conflict(Language::LANGUAGE_PKEY);
    }
}
