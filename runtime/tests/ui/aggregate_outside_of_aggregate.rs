//! An aggregate is not a value of one row.

#[path = "../sample/mod.rs"]
mod sample;

use sample::prelude::*;
use sample::Film;

fn main() {
    Film::query().select((Film::TITLE, count()));
}
