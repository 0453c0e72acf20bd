//! A comparison with `None` would never be true.

#[path = "../sample/mod.rs"]
mod sample;

use sample::prelude::*;
use sample::Film;

fn main() {
    Film::LENGTH.eq(None::<i16>);
}
