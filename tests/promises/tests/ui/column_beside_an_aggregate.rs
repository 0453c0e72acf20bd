//! A column has many values in a group: it is no value beside an aggregate.

use promises::prelude::*;
use promises::Film;

fn main() {
    Film::query().aggregate(Film::LENGTH.max().coalesce(Film::LENGTH));
}
