//! A generated column is not set.

use promises::Film;

fn main() {
    Film::find(1).update().set(Film::SORT_TITLE, "x");
}
