//! A set is followed along keys of its own.

#[path = "../sample/mod.rs"]
mod sample;

use sample::prelude::*;
use sample::{Film, Rental};

fn main() {
    Rental::INVENTORY.via(Film::query());
}
