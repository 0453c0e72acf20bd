//! Across a key, a predicate speaks of the far side.

use promises::prelude::*;
use promises::Film;

fn main() {
    Film::LANGUAGE.has(Film::TITLE.eq("x"));
}
