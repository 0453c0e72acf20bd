//! A row is followed along keys of its own.

use promises::{Actor, Film};

fn main() {
    fn of(actor: &Actor) {
        let _ = Film::LANGUAGE.of(actor);
    }
}
