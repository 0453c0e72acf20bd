//! A condition on groups is for `having`.

#[path = "../sample/mod.rs"]
mod sample;

use sample::prelude::*;
use sample::Film;

fn main() {
    Film::filter(Film::LENGTH.sum().gt(5_i64));
}
