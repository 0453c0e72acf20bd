//! Beside aggregates, a column has no one value.

#[path = "../sample/mod.rs"]
mod sample;

use sample::prelude::*;
use sample::Film;

fn main() {
    Film::query().group_by(Film::RATING).aggregate((count(), Film::TITLE));
}
