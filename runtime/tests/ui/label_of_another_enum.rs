//! A label is of the column's enum.

#[path = "../sample/mod.rs"]
mod sample;

use sample::prelude::*;
use sample::Film;

fn main() {
    Film::RATING.eq("PG-13");
}
