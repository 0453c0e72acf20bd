//! An element has the array's type.

#[path = "../sample/mod.rs"]
mod sample;

use sample::prelude::*;
use sample::Film;

fn main() {
    Film::SPECIAL_FEATURES.any(1);
}
