//! Text is not JSON.

use promises::prelude::*;
use promises::Film;

fn main() {
    Film::TITLE.has_key("studio");
}
