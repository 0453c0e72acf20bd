//! What is selected from films is of films.

#[path = "../sample/mod.rs"]
mod sample;

use sample::prelude::*;
use sample::{Film, Language};

fn main() {
    Film::query().select((Film::TITLE, Language::NAME));
}
