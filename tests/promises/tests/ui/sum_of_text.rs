//! Text has no sum.

use promises::prelude::*;
use promises::Film;

fn main() {
    Film::TITLE.sum();
}
