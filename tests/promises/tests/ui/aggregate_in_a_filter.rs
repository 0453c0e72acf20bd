//! A condition on groups is for `having`.

use promises::prelude::*;
use promises::Film;

fn main() {
    Film::filter(Film::LENGTH.sum().gt(5_i64));
}
