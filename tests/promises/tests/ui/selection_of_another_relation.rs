//! What is selected from films is of films.

use promises::prelude::*;
use promises::{Film, Language};

fn main() {
    Film::query().select((Film::TITLE, Language::NAME));
}
