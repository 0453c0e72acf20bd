//! Table `public.language`.
//!
//! Written by hand, as relvar generates it.

use relvar::generated as rt;

use super::Film;

/// A row of `public.language`.
#[derive(Clone, Debug, PartialEq)]
pub struct Language {
    /// `language_id smallint not null`
    pub language_id: i16,
    /// `name text not null`
    pub name: String,
}

/// Columns.
impl Language {
    /// `language_id smallint not null`
    pub const LANGUAGE_ID: rt::Column<Self, i16> = rt::column(0);
    /// `name text not null`
    pub const NAME: rt::Column<Self, String> = rt::column(1);
}

/// Keys.
impl Language {
    /// `language_pkey`
    pub const LANGUAGE_PKEY: rt::Key<Self> = rt::key("language_pkey", &[0]);
    /// The row with this key.
    pub fn find(language_id: i16) -> rt::Query<Self> {
        Self::LANGUAGE_PKEY.find([rt::bind(language_id)])
    }
    /// `language_name_key`
    pub const LANGUAGE_NAME_KEY: rt::Key<Self> = rt::key("language_name_key", &[1]);
    /// The row with this key.
    pub fn find_by_name(name: impl Into<String>) -> rt::Query<Self> {
        Self::LANGUAGE_NAME_KEY.find([rt::bind(name.into())])
    }
}

/// Foreign keys, in both directions.
impl Language {
    /// To `public.film`.
    pub const FILM: rt::ToMany<Self, Film> = rt::to_many(&[(0, 4)]);
    /// The rows of `public.film` it leads to.
    pub fn film(&self) -> rt::Query<Film> {
        Self::FILM.of(self)
    }
    /// To `public.film`.
    pub const FILM_BY_ORIGINAL_LANGUAGE: rt::ToMany<Self, Film> = rt::to_many(&[(0, 5)]);
    /// The rows of `public.film` it leads to.
    pub fn film_by_original_language(&self) -> rt::Query<Film> {
        Self::FILM_BY_ORIGINAL_LANGUAGE.of(self)
    }
}

/// The same navigation on a set.
pub trait LanguageRelations: rt::Set<Language> {
    /// The rows of `public.film` it leads to.
    fn film(self) -> rt::Query<Film> {
        Language::FILM.via(self)
    }
    /// The rows of `public.film` it leads to.
    fn film_by_original_language(self) -> rt::Query<Film> {
        Language::FILM_BY_ORIGINAL_LANGUAGE.via(self)
    }
}

impl LanguageRelations for rt::Query<Language> {}

impl rt::Relation for Language {
    const META: &'static rt::RelationMeta = &rt::RelationMeta {
        schema: "public",
        name: "language",
        columns: &[("language_id", rt::types::INT2), ("name", rt::types::TEXT)],
        primary_key: &[0],
        nullable: &[],
        keys: &[("language_name_key", &[1]), ("language_pkey", &[0])],
    };

    fn from_row(row: &rt::Row<'_>) -> Result<Self, rt::Error> {
        Ok(Self { language_id: row.get(0)?, name: row.get(1)? })
    }

    fn value(&self, column: u16) -> &dyn rt::Encode {
        match column {
            0 => &self.language_id,
            1 => &self.name,
            _ => rt::no_column(),
        }
    }
}

impl rt::Table for Language {
    type New = NewLanguage;
}

/// Values for a new row: what has no default is required.
#[derive(Clone, Debug, PartialEq)]
pub struct NewLanguage {
    /// `name text not null`
    pub name: String,
    /// What may be left out.
    pub optional: NewLanguageOptional,
}

/// What a new row may leave out: `None` takes the default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewLanguageOptional {
    /// `language_id smallint not null`
    pub language_id: Option<i16>,
}

impl rt::Insertable for NewLanguage {
    fn value(&self, column: u16) -> Option<&dyn rt::Encode> {
        match column {
            0 => rt::optional(&self.optional.language_id),
            1 => Some(&self.name),
            _ => None,
        }
    }
}
