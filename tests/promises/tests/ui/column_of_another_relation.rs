//! A predicate on a set of films speaks of films.

use promises::prelude::*;
use promises::{Film, Language};

fn main() {
    Film::filter(Language::NAME.eq("English"));
}
