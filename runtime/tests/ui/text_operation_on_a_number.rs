//! A number is not searched for text.

#[path = "../sample/mod.rs"]
mod sample;

use sample::prelude::*;
use sample::Film;

fn main() {
    Film::LENGTH.like("1%");
}
