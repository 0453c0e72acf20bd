//! Table `public.film_category`.
//!
//! Written by hand, as relvar generates it.

use relvar::generated as rt;

use super::{Category, Film};

/// A row of `public.film_category`.
#[derive(Clone, Debug, PartialEq)]
pub struct FilmCategory {
    /// `film_id integer not null`
    pub film_id: i32,
    /// `category_id integer not null`
    pub category_id: i32,
}

/// Columns.
impl FilmCategory {
    /// `film_id integer not null`
    pub const FILM_ID: rt::Column<Self, i32> = rt::column(0);
    /// `category_id integer not null`
    pub const CATEGORY_ID: rt::Column<Self, i32> = rt::column(1);
}

/// Keys.
impl FilmCategory {
    /// `film_category_pkey`
    pub const FILM_CATEGORY_PKEY: rt::Key<Self> = rt::key("film_category_pkey", &[0, 1]);
    /// The row with this key.
    pub fn find(film_id: i32, category_id: i32) -> rt::Query<Self> {
        Self::FILM_CATEGORY_PKEY.find([rt::bind(film_id), rt::bind(category_id)])
    }
}

/// Foreign keys, in both directions.
impl FilmCategory {
    /// To `public.category`.
    pub const CATEGORY: rt::ToOne<Self, Category> = rt::to_one(&[(1, 0)]);
    /// The rows of `public.category` it leads to.
    pub fn category(&self) -> rt::Query<Category> {
        Self::CATEGORY.of(self)
    }
    /// To `public.film`.
    pub const FILM: rt::ToOne<Self, Film> = rt::to_one(&[(0, 0)]);
    /// The rows of `public.film` it leads to.
    pub fn film(&self) -> rt::Query<Film> {
        Self::FILM.of(self)
    }
}

/// The same navigation on a set.
pub trait FilmCategoryRelations: rt::Set<FilmCategory> {
    /// The rows of `public.category` it leads to.
    fn category(self) -> rt::Query<Category> {
        FilmCategory::CATEGORY.via(self)
    }
    /// The rows of `public.film` it leads to.
    fn film(self) -> rt::Query<Film> {
        FilmCategory::FILM.via(self)
    }
}

impl FilmCategoryRelations for rt::Query<FilmCategory> {}

impl rt::Relation for FilmCategory {
    const META: &'static rt::RelationMeta = &rt::RelationMeta {
        schema: "public",
        name: "film_category",
        columns: &[("film_id", rt::types::INT4), ("category_id", rt::types::INT4)],
        primary_key: &[0, 1],
        nullable: &[],
        keys: &[
            ("film_category_category_id_fkey", &[1]),
            ("film_category_film_id_fkey", &[0]),
            ("film_category_pkey", &[0, 1]),
        ],
    };

    fn from_row(row: &rt::Row<'_>) -> Result<Self, rt::Error> {
        Ok(Self { film_id: row.get(0)?, category_id: row.get(1)? })
    }

    fn value(&self, column: u16) -> &dyn rt::Encode {
        match column {
            0 => &self.film_id,
            1 => &self.category_id,
            _ => rt::no_column(),
        }
    }
}

impl rt::Table for FilmCategory {
    type New = NewFilmCategory;
}

/// Values for a new row: what has no default is required.
#[derive(Clone, Debug, PartialEq)]
pub struct NewFilmCategory {
    /// `film_id integer not null`
    pub film_id: i32,
    /// `category_id integer not null`
    pub category_id: i32,
}

impl rt::Insertable for NewFilmCategory {
    fn value(&self, column: u16) -> Option<&dyn rt::Encode> {
        match column {
            0 => Some(&self.film_id),
            1 => Some(&self.category_id),
            _ => None,
        }
    }
}
