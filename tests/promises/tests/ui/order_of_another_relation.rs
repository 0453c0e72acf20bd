//! Films are ordered by what films have.

use promises::prelude::*;
use promises::{Actor, Film};

fn main() {
    Film::query().order_by(Actor::LAST_NAME.asc());
}
