//! A key to many has no single value.

use promises::{Actor, Film};

fn main() {
    Film::ACTOR.get(Actor::LAST_NAME);
}
