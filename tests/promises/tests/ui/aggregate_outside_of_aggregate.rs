//! An aggregate is not a value of one row.

use promises::prelude::*;
use promises::Film;

fn main() {
    Film::query().select((Film::TITLE, count()));
}
