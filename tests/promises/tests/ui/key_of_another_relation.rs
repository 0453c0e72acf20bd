//! A set is followed along keys of its own.

use promises::prelude::*;
use promises::{Film, Rental};

fn main() {
    Rental::INVENTORY.via(Film::query());
}
