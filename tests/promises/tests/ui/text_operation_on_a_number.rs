//! A number is not searched for text.

use promises::prelude::*;
use promises::Film;

fn main() {
    Film::LENGTH.like("1%");
}
