//! A condition on rows is for `filter`.

#[path = "../sample/mod.rs"]
mod sample;

use sample::prelude::*;
use sample::Film;

fn main() {
    Film::query().group_by(Film::RATING).aggregate(count()).having(Film::LENGTH.gt(5));
}
