//! Across a key, a predicate speaks of the far side.

#[path = "../sample/mod.rs"]
mod sample;

use sample::prelude::*;
use sample::Film;

fn main() {
    Film::LANGUAGE.has(Film::TITLE.eq("x"));
}
