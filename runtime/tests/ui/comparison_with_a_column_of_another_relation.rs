//! Both sides of a comparison are of one relation.

#[path = "../sample/mod.rs"]
mod sample;

use sample::prelude::*;
use sample::{Film, Language};

fn main() {
    Film::TITLE.eq(Language::NAME);
}
