//! Table `public.film`.
//!
//! Written by hand, as relvar generates it.

use relvar::generated as rt;

use super::{Actor, Category, FilmActor, FilmCategory, Inventory, Language, MpaaRating};

/// A row of `public.film`.
#[derive(Clone, Debug, PartialEq)]
pub struct Film {
    /// `film_id integer not null`
    pub film_id: i32,
    /// `title text not null`
    pub title: String,
    /// `description text`
    pub description: Option<String>,
    /// `release_year release_year`
    pub release_year: Option<i32>,
    /// `language_id smallint not null`
    pub language_id: i16,
    /// `original_language_id smallint`
    pub original_language_id: Option<i16>,
    /// `length smallint`
    pub length: Option<i16>,
    /// `rating mpaa_rating`
    pub rating: Option<MpaaRating>,
    /// `rental_rate numeric not null`
    pub rental_rate: rt::Numeric,
    /// `special_features text[] not null`
    pub special_features: Vec<String>,
    /// `details jsonb not null`
    pub details: rt::serde_json::Value,
    /// `sort_title text`
    pub sort_title: Option<String>,
    /// `updated_at timestamp with time zone not null`
    pub updated_at: rt::chrono::DateTime<rt::chrono::Utc>,
}

/// Columns.
impl Film {
    /// `film_id integer not null`
    pub const FILM_ID: rt::Column<Self, i32> = rt::column(0);
    /// `title text not null`
    pub const TITLE: rt::Column<Self, String> = rt::column(1);
    /// `description text`
    pub const DESCRIPTION: rt::Column<Self, Option<String>> = rt::column(2);
    /// `release_year release_year`
    pub const RELEASE_YEAR: rt::Column<Self, Option<i32>> = rt::column(3);
    /// `language_id smallint not null`
    pub const LANGUAGE_ID: rt::Column<Self, i16> = rt::column(4);
    /// `original_language_id smallint`
    pub const ORIGINAL_LANGUAGE_ID: rt::Column<Self, Option<i16>> = rt::column(5);
    /// `length smallint`
    pub const LENGTH: rt::Column<Self, Option<i16>> = rt::column(6);
    /// `rating mpaa_rating`
    pub const RATING: rt::Column<Self, Option<MpaaRating>> = rt::column(7);
    /// `rental_rate numeric not null`
    pub const RENTAL_RATE: rt::Column<Self, rt::Numeric> = rt::column(8);
    /// `special_features text[] not null`
    pub const SPECIAL_FEATURES: rt::Column<Self, Vec<String>> = rt::column(9);
    /// `details jsonb not null`
    pub const DETAILS: rt::Column<Self, rt::serde_json::Value> = rt::column(10);
    /// `sort_title text`
    pub const SORT_TITLE: rt::Generated<Self, Option<String>> = rt::generated(11);
    /// `updated_at timestamp with time zone not null`
    pub const UPDATED_AT: rt::Column<Self, rt::chrono::DateTime<rt::chrono::Utc>> = rt::column(12);
}

/// Keys.
impl Film {
    /// `film_pkey`
    pub const FILM_PKEY: rt::Key<Self> = rt::key("film_pkey", &[0]);
    /// The row with this key.
    pub fn find(film_id: i32) -> rt::Query<Self> {
        Self::FILM_PKEY.find([rt::bind(film_id)])
    }
}

/// Foreign keys, in both directions.
impl Film {
    /// To `public.actor`.
    pub const ACTOR: rt::ToMany<Self, Actor> = rt::through::<_, FilmActor, _>(&[(0, 0)], &[(1, 0)]);
    /// The rows of `public.actor` it leads to.
    pub fn actor(&self) -> rt::Query<Actor> {
        Self::ACTOR.of(self)
    }
    /// To `public.category`.
    pub const CATEGORY: rt::ToMany<Self, Category> = rt::through::<_, FilmCategory, _>(&[(0, 0)], &[(1, 0)]);
    /// The rows of `public.category` it leads to.
    pub fn category(&self) -> rt::Query<Category> {
        Self::CATEGORY.of(self)
    }
    /// To `public.film_actor`.
    pub const FILM_ACTOR: rt::ToMany<Self, FilmActor> = rt::to_many(&[(0, 0)]);
    /// The rows of `public.film_actor` it leads to.
    pub fn film_actor(&self) -> rt::Query<FilmActor> {
        Self::FILM_ACTOR.of(self)
    }
    /// To `public.film_category`.
    pub const FILM_CATEGORY: rt::ToMany<Self, FilmCategory> = rt::to_many(&[(0, 0)]);
    /// The rows of `public.film_category` it leads to.
    pub fn film_category(&self) -> rt::Query<FilmCategory> {
        Self::FILM_CATEGORY.of(self)
    }
    /// To `public.inventory`.
    pub const INVENTORY: rt::ToMany<Self, Inventory> = rt::to_many(&[(0, 1)]);
    /// The rows of `public.inventory` it leads to.
    pub fn inventory(&self) -> rt::Query<Inventory> {
        Self::INVENTORY.of(self)
    }
    /// To `public.language`.
    pub const LANGUAGE: rt::ToOne<Self, Language> = rt::to_one(&[(4, 0)]);
    /// The rows of `public.language` it leads to.
    pub fn language(&self) -> rt::Query<Language> {
        Self::LANGUAGE.of(self)
    }
    /// To `public.language`.
    pub const ORIGINAL_LANGUAGE: rt::ToOptional<Self, Language> = rt::to_optional(&[(5, 0)]);
    /// The rows of `public.language` it leads to.
    pub fn original_language(&self) -> rt::Query<Language> {
        Self::ORIGINAL_LANGUAGE.of(self)
    }
}

/// The same navigation on a set.
pub trait FilmRelations: rt::Set<Film> {
    /// The rows of `public.actor` it leads to.
    fn actor(self) -> rt::Query<Actor> {
        Film::ACTOR.via(self)
    }
    /// The rows of `public.category` it leads to.
    fn category(self) -> rt::Query<Category> {
        Film::CATEGORY.via(self)
    }
    /// The rows of `public.film_actor` it leads to.
    fn film_actor(self) -> rt::Query<FilmActor> {
        Film::FILM_ACTOR.via(self)
    }
    /// The rows of `public.film_category` it leads to.
    fn film_category(self) -> rt::Query<FilmCategory> {
        Film::FILM_CATEGORY.via(self)
    }
    /// The rows of `public.inventory` it leads to.
    fn inventory(self) -> rt::Query<Inventory> {
        Film::INVENTORY.via(self)
    }
    /// The rows of `public.language` it leads to.
    fn language(self) -> rt::Query<Language> {
        Film::LANGUAGE.via(self)
    }
    /// The rows of `public.language` it leads to.
    fn original_language(self) -> rt::Query<Language> {
        Film::ORIGINAL_LANGUAGE.via(self)
    }
}

impl FilmRelations for rt::Query<Film> {}

impl rt::Relation for Film {
    const META: &'static rt::RelationMeta = &rt::RelationMeta {
        schema: "public",
        name: "film",
        columns: &[
            ("film_id", rt::types::INT4),
            ("title", rt::types::TEXT),
            ("description", rt::types::TEXT),
            ("release_year", rt::SqlType::user("\"public\".\"release_year\"", &rt::types::INT4)),
            ("language_id", rt::types::INT2),
            ("original_language_id", rt::types::INT2),
            ("length", rt::types::INT2),
            ("rating", rt::SqlType::user("\"public\".\"mpaa_rating\"", &rt::types::TEXT)),
            ("rental_rate", rt::types::NUMERIC),
            ("special_features", rt::types::TEXT_ARRAY),
            ("details", rt::types::JSONB),
            ("sort_title", rt::types::TEXT),
            ("updated_at", rt::types::TIMESTAMPTZ),
        ],
        primary_key: &[0],
        nullable: &[2, 3, 5, 6, 7, 11],
        keys: &[("film_language_id_fkey", &[4]), ("film_original_language_id_fkey", &[5]), ("film_pkey", &[0])],
    };

    fn from_row(row: &rt::Row<'_>) -> Result<Self, rt::Error> {
        Ok(Self {
            film_id: row.get(0)?,
            title: row.get(1)?,
            description: row.get(2)?,
            release_year: row.get(3)?,
            language_id: row.get(4)?,
            original_language_id: row.get(5)?,
            length: row.get(6)?,
            rating: row.get(7)?,
            rental_rate: row.get(8)?,
            special_features: row.get(9)?,
            details: row.get(10)?,
            sort_title: row.get(11)?,
            updated_at: row.get(12)?,
        })
    }

    fn value(&self, column: u16) -> &dyn rt::Encode {
        match column {
            0 => &self.film_id,
            1 => &self.title,
            2 => &self.description,
            3 => &self.release_year,
            4 => &self.language_id,
            5 => &self.original_language_id,
            6 => &self.length,
            7 => &self.rating,
            8 => &self.rental_rate,
            9 => &self.special_features,
            10 => &self.details,
            11 => &self.sort_title,
            12 => &self.updated_at,
            _ => rt::no_column(),
        }
    }
}

impl rt::Table for Film {
    type New = NewFilm;
}

/// Values for a new row: what has no default is required.
#[derive(Clone, Debug, PartialEq)]
pub struct NewFilm {
    /// `title text not null`
    pub title: String,
    /// `language_id smallint not null`
    pub language_id: i16,
    /// What may be left out.
    pub optional: NewFilmOptional,
}

/// What a new row may leave out: `None` takes the default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewFilmOptional {
    /// `film_id integer not null`
    pub film_id: Option<i32>,
    /// `description text`
    pub description: Option<String>,
    /// `release_year release_year`
    pub release_year: Option<i32>,
    /// `original_language_id smallint`
    pub original_language_id: Option<i16>,
    /// `length smallint`
    pub length: Option<i16>,
    /// `rating mpaa_rating`
    pub rating: Option<Option<MpaaRating>>,
    /// `rental_rate numeric not null`
    pub rental_rate: Option<rt::Numeric>,
    /// `special_features text[] not null`
    pub special_features: Option<Vec<String>>,
    /// `details jsonb not null`
    pub details: Option<rt::serde_json::Value>,
    /// `updated_at timestamp with time zone not null`
    pub updated_at: Option<rt::chrono::DateTime<rt::chrono::Utc>>,
}

impl rt::Insertable for NewFilm {
    fn value(&self, column: u16) -> Option<&dyn rt::Encode> {
        match column {
            0 => rt::optional(&self.optional.film_id),
            1 => Some(&self.title),
            2 => rt::optional(&self.optional.description),
            3 => rt::optional(&self.optional.release_year),
            4 => Some(&self.language_id),
            5 => rt::optional(&self.optional.original_language_id),
            6 => rt::optional(&self.optional.length),
            7 => rt::optional(&self.optional.rating),
            8 => rt::optional(&self.optional.rental_rate),
            9 => rt::optional(&self.optional.special_features),
            10 => rt::optional(&self.optional.details),
            12 => rt::optional(&self.optional.updated_at),
            _ => None,
        }
    }
}
