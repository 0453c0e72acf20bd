//! Films are ordered by what films have.

#[path = "../sample/mod.rs"]
mod sample;

use sample::prelude::*;
use sample::{Actor, Film};

fn main() {
    Film::query().order_by(Actor::LAST_NAME.asc());
}
