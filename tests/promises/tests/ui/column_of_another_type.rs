//! Columns that are compared have one type.

use promises::prelude::*;
use promises::Film;

fn main() {
    Film::TITLE.eq(Film::LENGTH);
}
