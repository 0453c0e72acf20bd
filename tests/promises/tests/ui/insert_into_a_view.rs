//! A view is not inserted into.

use promises::prelude::*;
use promises::FilmList;

fn main() {
    let new: () = ();
    let _ = FilmList::insert(new);
}
