//! Predicates on two relations do not combine.

#[path = "../sample/mod.rs"]
mod sample;

use sample::prelude::*;
use sample::{Actor, Film};

fn main() {
    let _ = Film::LENGTH.gt(1) & Actor::LAST_NAME.eq("x");
}
