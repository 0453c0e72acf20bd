//! A column without NULL is not set to what may be NULL.

use promises::Film;

fn main() {
    Film::find(1).update().set(Film::TITLE, Film::DESCRIPTION);
}
