//! What is loaded with films is keys of films.

#[path = "../sample/mod.rs"]
mod sample;

use sample::prelude::*;
use sample::{Actor, Film};

fn main() {
    let _ = Film::query().with(Actor::FILM);
}
