//! A column has many values in a group: it is no value beside an aggregate.

#[path = "../sample/mod.rs"]
mod sample;

use sample::prelude::*;
use sample::Film;

fn main() {
    Film::query().aggregate(Film::LENGTH.max().coalesce(Film::LENGTH));
}
