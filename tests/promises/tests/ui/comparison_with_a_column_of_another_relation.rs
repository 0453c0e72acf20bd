//! Both sides of a comparison are of one relation.

use promises::prelude::*;
use promises::{Film, Language};

fn main() {
    Film::TITLE.eq(Language::NAME);
}
