//! A key to many has no single value.

#[path = "../sample/mod.rs"]
mod sample;

use sample::{Actor, Film};

fn main() {
    Film::ACTOR.get(Actor::LAST_NAME);
}
