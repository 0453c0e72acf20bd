//! A predicate on a set of films speaks of films.

#[path = "../sample/mod.rs"]
mod sample;

use sample::prelude::*;
use sample::{Film, Language};

fn main() {
    Film::filter(Language::NAME.eq("English"));
}
