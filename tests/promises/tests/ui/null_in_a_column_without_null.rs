//! A column without NULL is not set to it.

use promises::Film;

fn main() {
    Film::find(1).update().set(Film::TITLE, None::<String>);
}
