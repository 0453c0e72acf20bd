//! Sets of two relations do not combine.

use promises::prelude::*;
use promises::{Actor, Film};

fn main() {
    let _ = Film::query() & Actor::query();
}
