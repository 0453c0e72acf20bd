//! A label is of the column's enum.

use promises::prelude::*;
use promises::Film;

fn main() {
    Film::RATING.eq("PG-13");
}
