//! A statement runs on a database.

#[path = "../sample/mod.rs"]
mod sample;

use sample::prelude::*;
use sample::Film;

fn main() {
    let _ = Film::query().all(&"postgres://");
}
