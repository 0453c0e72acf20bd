//! A statement runs on a database.

use promises::prelude::*;
use promises::Film;

fn main() {
    let _ = Film::query().all(&"postgres://");
}
