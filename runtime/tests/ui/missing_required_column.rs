//! A column without default is required.

#[path = "../sample/mod.rs"]
mod sample;

use sample::NewFilm;

fn main() {
    let _ = NewFilm { title: "x".into(), optional: Default::default() };
}
