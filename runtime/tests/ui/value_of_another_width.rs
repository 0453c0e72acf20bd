//! A number has the column's width: nothing is cut off.

#[path = "../sample/mod.rs"]
mod sample;

use sample::prelude::*;
use sample::Film;

fn main() {
    Film::LENGTH.gt(120_i64);
}
