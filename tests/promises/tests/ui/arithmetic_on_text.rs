//! Text is not added to.

use promises::Film;

fn main() {
    let _ = Film::TITLE + 1;
}
