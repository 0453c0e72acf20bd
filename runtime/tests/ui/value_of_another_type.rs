//! A value has the column's type.

#[path = "../sample/mod.rs"]
mod sample;

use sample::prelude::*;
use sample::Film;

fn main() {
    Film::LENGTH.gt("long");
}
