//! View `public.film_list`.
//!
//! Written by hand, as relvar generates it.

use relvar::generated as rt;

/// A row of `public.film_list`.
#[derive(Clone, Debug, PartialEq)]
pub struct FilmList {
    /// `film_id integer`
    pub film_id: Option<i32>,
    /// `title text`
    pub title: Option<String>,
    /// `language text`
    pub language: Option<String>,
    /// `actors bigint`
    pub actors: Option<i64>,
}

/// Columns.
impl FilmList {
    /// `film_id integer`
    pub const FILM_ID: rt::Column<Self, Option<i32>> = rt::column(0);
    /// `title text`
    pub const TITLE: rt::Column<Self, Option<String>> = rt::column(1);
    /// `language text`
    pub const LANGUAGE: rt::Column<Self, Option<String>> = rt::column(2);
    /// `actors bigint`
    pub const ACTORS: rt::Column<Self, Option<i64>> = rt::column(3);
}

impl rt::Relation for FilmList {
    const META: &'static rt::RelationMeta = &rt::RelationMeta {
        schema: "public",
        name: "film_list",
        columns: &[
            ("film_id", rt::types::INT4),
            ("title", rt::types::TEXT),
            ("language", rt::types::TEXT),
            ("actors", rt::types::INT8),
        ],
        primary_key: &[],
        nullable: &[0, 1, 2, 3],
        keys: &[],
    };

    fn from_row(row: &rt::Row<'_>) -> Result<Self, rt::Error> {
        Ok(Self { film_id: row.get(0)?, title: row.get(1)?, language: row.get(2)?, actors: row.get(3)? })
    }

    fn value(&self, column: u16) -> &dyn rt::Encode {
        match column {
            0 => &self.film_id,
            1 => &self.title,
            2 => &self.language,
            3 => &self.actors,
            _ => rt::no_column(),
        }
    }
}
