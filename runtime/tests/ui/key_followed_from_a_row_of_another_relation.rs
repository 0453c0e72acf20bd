//! A row is followed along keys of its own.

#[path = "../sample/mod.rs"]
mod sample;

use sample::{Actor, Film};

fn main() {
    fn of(actor: &Actor) {
        let _ = Film::LANGUAGE.of(actor);
    }
}
