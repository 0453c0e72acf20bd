//! A generated column is not given.

use promises::NewFilmOptional;

fn main() {
    let _ = NewFilmOptional { sort_title: None, ..Default::default() };
}
