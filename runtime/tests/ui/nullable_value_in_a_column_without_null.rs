//! A column without NULL is not set to what may be NULL.

#[path = "../sample/mod.rs"]
mod sample;

use sample::Film;

fn main() {
    Film::find(1).update().set(Film::TITLE, Film::DESCRIPTION);
}
