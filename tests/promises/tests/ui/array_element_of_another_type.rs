//! An element has the array's type.

use promises::prelude::*;
use promises::Film;

fn main() {
    Film::SPECIAL_FEATURES.any(1);
}
