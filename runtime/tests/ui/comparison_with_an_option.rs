//! An `Option` is not compared by `=`.

#[path = "../sample/mod.rs"]
mod sample;

use sample::prelude::*;
use sample::Film;

fn main() {
    let length: Option<i16> = Some(1);
    Film::LENGTH.eq(length);
}
