//! The rental sample's models, written by hand as relvar generates them.

#![allow(
    clippy::struct_field_names,
    clippy::option_option,
    dead_code,
    unused_imports,
    unreachable_pub,
    missing_docs,
    reason = "as generated: not every test uses all of it"
)]

use relvar::generated as rt;

mod actor;
mod category;
mod customer;
mod film;
mod film_actor;
mod film_category;
mod film_list;
mod inventory;
mod language;
mod membership;
mod payment;
mod rental;
mod shelf;
mod store;

pub use actor::{Actor, ActorRelations, NewActor, NewActorOptional};
pub use category::{Category, CategoryRelations, NewCategory, NewCategoryOptional};
pub use customer::{Customer, CustomerRelations, NewCustomer, NewCustomerOptional};
pub use film::{Film, FilmRelations, NewFilm, NewFilmOptional};
pub use film_actor::{FilmActor, FilmActorRelations, NewFilmActor, NewFilmActorOptional};
pub use film_category::{FilmCategory, FilmCategoryRelations, NewFilmCategory};
pub use film_list::FilmList;
pub use inventory::{Inventory, InventoryRelations, NewInventory, NewInventoryOptional};
pub use language::{Language, LanguageRelations, NewLanguage, NewLanguageOptional};
pub use membership::{Membership, MembershipRelations, NewMembership};
pub use payment::{NewPayment, Payment, PaymentRelations};
pub use rental::{NewRental, NewRentalOptional, Rental, RentalRelations};
pub use shelf::{NewShelf, NewShelfOptional, Shelf, ShelfRelations};
pub use store::{NewStore, NewStoreOptional, Store, StoreRelations};

/// Enum `public.mpaa_rating`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MpaaRating {
    /// `G`
    G,
    /// `PG`
    Pg,
    /// `PG-13`
    Pg13,
    /// `R`
    R,
    /// `NC-17`
    Nc17,
}

impl rt::Enum for MpaaRating {
    const TYPE: rt::SqlType = rt::SqlType::user("\"public\".\"mpaa_rating\"", &rt::types::TEXT);
    const LABELS: &'static [(&'static str, Self)] =
        &[("G", Self::G), ("PG", Self::Pg), ("PG-13", Self::Pg13), ("R", Self::R), ("NC-17", Self::Nc17)];
}

/// What a program imports.
pub mod prelude {
    pub use relvar::prelude::*;

    pub use super::ActorRelations as _;
    pub use super::CategoryRelations as _;
    pub use super::CustomerRelations as _;
    pub use super::FilmActorRelations as _;
    pub use super::FilmCategoryRelations as _;
    pub use super::FilmRelations as _;
    pub use super::InventoryRelations as _;
    pub use super::LanguageRelations as _;
    pub use super::MembershipRelations as _;
    pub use super::PaymentRelations as _;
    pub use super::RentalRelations as _;
    pub use super::ShelfRelations as _;
    pub use super::StoreRelations as _;
}
