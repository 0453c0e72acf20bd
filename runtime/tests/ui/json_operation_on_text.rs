//! Text is not JSON.

#[path = "../sample/mod.rs"]
mod sample;

use sample::prelude::*;
use sample::Film;

fn main() {
    Film::TITLE.has_key("studio");
}
