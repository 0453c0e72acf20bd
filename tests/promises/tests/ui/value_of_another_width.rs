//! A number has the column's width: nothing is cut off.

use promises::prelude::*;
use promises::Film;

fn main() {
    Film::LENGTH.gt(120_i64);
}
