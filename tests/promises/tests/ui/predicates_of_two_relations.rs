//! Predicates on two relations do not combine.

use promises::prelude::*;
use promises::{Actor, Film};

fn main() {
    let _ = Film::LENGTH.gt(1) & Actor::LAST_NAME.eq("x");
}
