//! An `Option` is not compared by `=`.

use promises::prelude::*;
use promises::Film;

fn main() {
    let length: Option<i16> = Some(1);
    Film::LENGTH.eq(length);
}
