//! A view is not inserted into.

#[path = "../sample/mod.rs"]
mod sample;

use sample::prelude::*;
use sample::FilmList;

fn main() {
    let new: () = ();
    let _ = FilmList::insert(new);
}
