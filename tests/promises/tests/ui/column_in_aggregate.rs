//! Beside aggregates, a column has no one value.

use promises::prelude::*;
use promises::Film;

fn main() {
    Film::query().group_by(Film::RATING).aggregate((count(), Film::TITLE));
}
