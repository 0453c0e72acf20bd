//! Columns that are compared have one type.

#[path = "../sample/mod.rs"]
mod sample;

use sample::prelude::*;
use sample::Film;

fn main() {
    Film::TITLE.eq(Film::LENGTH);
}
