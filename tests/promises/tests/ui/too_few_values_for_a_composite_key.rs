//! A composite key takes all of its values.

use promises::FilmActor;

fn main() {
    FilmActor::find(1);
}
