//! Text is not added to.

#[path = "../sample/mod.rs"]
mod sample;

use sample::Film;

fn main() {
    let _ = Film::TITLE + 1;
}
