//! Table `public.actor`.
//!
//! Written by hand, as relvar generates it.

use relvar::generated as rt;

use super::{Film, FilmActor};

/// A row of `public.actor`.
#[derive(Clone, Debug, PartialEq)]
pub struct Actor {
    /// `actor_id integer not null`
    pub actor_id: i32,
    /// `first_name text not null`
    pub first_name: String,
    /// `last_name text not null`
    pub last_name: String,
}

/// Columns.
impl Actor {
    /// `actor_id integer not null`
    pub const ACTOR_ID: rt::Column<Self, i32> = rt::column(0);
    /// `first_name text not null`
    pub const FIRST_NAME: rt::Column<Self, String> = rt::column(1);
    /// `last_name text not null`
    pub const LAST_NAME: rt::Column<Self, String> = rt::column(2);
}

/// Keys.
impl Actor {
    /// `actor_pkey`
    pub const ACTOR_PKEY: rt::Key<Self> = rt::key("actor_pkey", &[0]);
    /// The row with this key.
    pub fn find(actor_id: i32) -> rt::Query<Self> {
        Self::ACTOR_PKEY.find([rt::bind(actor_id)])
    }
}

/// Foreign keys, in both directions.
impl Actor {
    /// To `public.film`.
    pub const FILM: rt::ToMany<Self, Film> = rt::through::<_, FilmActor, _>(&[(0, 1)], &[(0, 0)]);
    /// The rows of `public.film` it leads to.
    pub fn film(&self) -> rt::Query<Film> {
        Self::FILM.of(self)
    }
    /// To `public.film_actor`.
    pub const FILM_ACTOR: rt::ToMany<Self, FilmActor> = rt::to_many(&[(0, 1)]);
    /// The rows of `public.film_actor` it leads to.
    pub fn film_actor(&self) -> rt::Query<FilmActor> {
        Self::FILM_ACTOR.of(self)
    }
}

/// The same navigation on a set.
pub trait ActorRelations: rt::Set<Actor> {
    /// The rows of `public.film` it leads to.
    fn film(self) -> rt::Query<Film> {
        Actor::FILM.via(self)
    }
    /// The rows of `public.film_actor` it leads to.
    fn film_actor(self) -> rt::Query<FilmActor> {
        Actor::FILM_ACTOR.via(self)
    }
}

impl ActorRelations for rt::Query<Actor> {}

impl rt::Relation for Actor {
    const META: &'static rt::RelationMeta = &rt::RelationMeta {
        schema: "public",
        name: "actor",
        columns: &[("actor_id", rt::types::INT4), ("first_name", rt::types::TEXT), ("last_name", rt::types::TEXT)],
        primary_key: &[0],
        nullable: &[],
        keys: &[("actor_pkey", &[0])],
    };

    fn from_row(row: &rt::Row<'_>) -> Result<Self, rt::Error> {
        Ok(Self { actor_id: row.get(0)?, first_name: row.get(1)?, last_name: row.get(2)? })
    }

    fn value(&self, column: u16) -> &dyn rt::Encode {
        match column {
            0 => &self.actor_id,
            1 => &self.first_name,
            2 => &self.last_name,
            _ => rt::no_column(),
        }
    }
}

impl rt::Table for Actor {
    type New = NewActor;
}

/// Values for a new row: what has no default is required.
#[derive(Clone, Debug, PartialEq)]
pub struct NewActor {
    /// `first_name text not null`
    pub first_name: String,
    /// `last_name text not null`
    pub last_name: String,
    /// What may be left out.
    pub optional: NewActorOptional,
}

/// What a new row may leave out: `None` takes the default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewActorOptional {
    /// `actor_id integer not null`
    pub actor_id: Option<i32>,
}

impl rt::Insertable for NewActor {
    fn value(&self, column: u16) -> Option<&dyn rt::Encode> {
        match column {
            0 => rt::optional(&self.optional.actor_id),
            1 => Some(&self.first_name),
            2 => Some(&self.last_name),
            _ => None,
        }
    }
}
