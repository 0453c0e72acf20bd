//! Table `public.film_actor`.
//!
//! Written by hand, as relvar generates it.

use relvar::generated as rt;

use super::{Actor, Film};

/// A row of `public.film_actor`.
#[derive(Clone, Debug, PartialEq)]
pub struct FilmActor {
    /// `film_id integer not null`
    pub film_id: i32,
    /// `actor_id integer not null`
    pub actor_id: i32,
    /// `role text`
    pub role: Option<String>,
}

/// Columns.
impl FilmActor {
    /// `film_id integer not null`
    pub const FILM_ID: rt::Column<Self, i32> = rt::column(0);
    /// `actor_id integer not null`
    pub const ACTOR_ID: rt::Column<Self, i32> = rt::column(1);
    /// `role text`
    pub const ROLE: rt::Column<Self, Option<String>> = rt::column(2);
}

/// Keys.
impl FilmActor {
    /// `film_actor_pkey`
    pub const FILM_ACTOR_PKEY: rt::Key<Self> = rt::key("film_actor_pkey", &[0, 1]);
    /// The row with this key.
    pub fn find(film_id: i32, actor_id: i32) -> rt::Query<Self> {
        Self::FILM_ACTOR_PKEY.find([rt::bind(film_id), rt::bind(actor_id)])
    }
}

/// Foreign keys, in both directions.
impl FilmActor {
    /// To `public.actor`.
    pub const ACTOR: rt::ToOne<Self, Actor> = rt::to_one(&[(1, 0)]);
    /// The rows of `public.actor` it leads to.
    pub fn actor(&self) -> rt::Query<Actor> {
        Self::ACTOR.of(self)
    }
    /// To `public.film`.
    pub const FILM: rt::ToOne<Self, Film> = rt::to_one(&[(0, 0)]);
    /// The rows of `public.film` it leads to.
    pub fn film(&self) -> rt::Query<Film> {
        Self::FILM.of(self)
    }
}

/// The same navigation on a set.
pub trait FilmActorRelations: rt::Set<FilmActor> {
    /// The rows of `public.actor` it leads to.
    fn actor(self) -> rt::Query<Actor> {
        FilmActor::ACTOR.via(self)
    }
    /// The rows of `public.film` it leads to.
    fn film(self) -> rt::Query<Film> {
        FilmActor::FILM.via(self)
    }
}

impl FilmActorRelations for rt::Query<FilmActor> {}

impl rt::Relation for FilmActor {
    const META: &'static rt::RelationMeta = &rt::RelationMeta {
        schema: "public",
        name: "film_actor",
        columns: &[("film_id", rt::types::INT4), ("actor_id", rt::types::INT4), ("role", rt::types::TEXT)],
        primary_key: &[0, 1],
        nullable: &[2],
        keys: &[("film_actor_actor_id_fkey", &[1]), ("film_actor_film_id_fkey", &[0]), ("film_actor_pkey", &[0, 1])],
    };

    fn from_row(row: &rt::Row<'_>) -> Result<Self, rt::Error> {
        Ok(Self { film_id: row.get(0)?, actor_id: row.get(1)?, role: row.get(2)? })
    }

    fn value(&self, column: u16) -> &dyn rt::Encode {
        match column {
            0 => &self.film_id,
            1 => &self.actor_id,
            2 => &self.role,
            _ => rt::no_column(),
        }
    }
}

impl rt::Table for FilmActor {
    type New = NewFilmActor;
}

/// Values for a new row: what has no default is required.
#[derive(Clone, Debug, PartialEq)]
pub struct NewFilmActor {
    /// `film_id integer not null`
    pub film_id: i32,
    /// `actor_id integer not null`
    pub actor_id: i32,
    /// What may be left out.
    pub optional: NewFilmActorOptional,
}

/// What a new row may leave out: `None` takes the default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewFilmActorOptional {
    /// `role text`
    pub role: Option<String>,
}

impl rt::Insertable for NewFilmActor {
    fn value(&self, column: u16) -> Option<&dyn rt::Encode> {
        match column {
            0 => Some(&self.film_id),
            1 => Some(&self.actor_id),
            2 => rt::optional(&self.optional.role),
            _ => None,
        }
    }
}
