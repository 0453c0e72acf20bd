//! A column without NULL is not set to it.

#[path = "../sample/mod.rs"]
mod sample;

use sample::Film;

fn main() {
    Film::find(1).update().set(Film::TITLE, None::<String>);
}
