//! A condition on rows is for `filter`.

use promises::prelude::*;
use promises::Film;

fn main() {
    Film::query().group_by(Film::RATING).aggregate(count()).having(Film::LENGTH.gt(5));
}
