//! A composite key takes all of its values.

#[path = "../sample/mod.rs"]
mod sample;

use sample::FilmActor;

fn main() {
    FilmActor::find(1);
}
