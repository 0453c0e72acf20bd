//! Prints the statements of some sets: neither building this program nor running it takes a database.

/// What `build.rs` wrote.
mod models {
    relvar::include_models!();
}

use models::{
    prelude::*,
    public::{Band, Observation, Star, Telescope},
};

fn main() {
    // The sets are values: nothing is asked of a server before one of them is awaited.
    let faint = Star::filter(Star::MAGNITUDE.gt(6.0));
    show("faint stars", &faint.to_sql());

    let radio = Observation::filter(Observation::BAND.eq(Band::Radio));
    show("what radio telescopes saw", &radio.clone().star().to_sql());

    let large = Telescope::filter(Telescope::APERTURE_MM.ge(8_000));
    show("large telescopes that saw a faint star in X-rays", &{
        let x_rays = Observation::BAND.eq(Band::XRay) & Observation::STAR.has(Star::MAGNITUDE.gt(6.0));
        (large & Telescope::filter(Telescope::OBSERVATION.any(x_rays))).to_sql()
    });

    show("the brighter companions of stars that were never seen", &{
        let unseen = Star::filter(Star::OBSERVATION.count().eq(0));
        unseen.companion_of().order_by(Star::NAME.asc()).to_sql()
    });
}

#[expect(clippy::print_stdout, reason = "an example shows what it does")]
fn show(what: &str, sql: &impl std::fmt::Display) {
    println!("-- {what}\n{sql}\n");
}
