//! A generated column is not given.

#[path = "../sample/mod.rs"]
mod sample;

use sample::NewFilmOptional;

fn main() {
    let _ = NewFilmOptional { sort_title: None, ..Default::default() };
}
