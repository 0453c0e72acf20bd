//! A value has the column's type.

use promises::prelude::*;
use promises::Film;

fn main() {
    Film::LENGTH.gt("long");
}
