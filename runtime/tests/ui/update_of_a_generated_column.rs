//! A generated column is not set.

#[path = "../sample/mod.rs"]
mod sample;

use sample::Film;

fn main() {
    Film::find(1).update().set(Film::SORT_TITLE, "x");
}
