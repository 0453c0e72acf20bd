//! A column without default is required.

use promises::NewFilm;

fn main() {
    let _ = NewFilm { title: "x".into(), optional: Default::default() };
}
