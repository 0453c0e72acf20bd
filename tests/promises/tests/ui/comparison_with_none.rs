//! A comparison with `None` would never be true.

use promises::prelude::*;
use promises::Film;

fn main() {
    Film::LENGTH.eq(None::<i16>);
}
