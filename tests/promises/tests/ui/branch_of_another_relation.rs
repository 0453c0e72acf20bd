//! What is loaded with films is keys of films.

use promises::prelude::*;
use promises::{Actor, Film};

fn main() {
    let _ = Film::query().with(Actor::FILM);
}
