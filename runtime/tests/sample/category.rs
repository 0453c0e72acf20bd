//! Table `public.category`.
//!
//! Written by hand, as relvar generates it.

use relvar::generated as rt;

use super::{Film, FilmCategory};

/// A row of `public.category`.
#[derive(Clone, Debug, PartialEq)]
pub struct Category {
    /// `category_id integer not null`
    pub category_id: i32,
    /// `parent_id integer`
    pub parent_id: Option<i32>,
    /// `name text not null`
    pub name: String,
}

/// Columns.
impl Category {
    /// `category_id integer not null`
    pub const CATEGORY_ID: rt::Column<Self, i32> = rt::column(0);
    /// `parent_id integer`
    pub const PARENT_ID: rt::Column<Self, Option<i32>> = rt::column(1);
    /// `name text not null`
    pub const NAME: rt::Column<Self, String> = rt::column(2);
}

/// Keys.
impl Category {
    /// `category_pkey`
    pub const CATEGORY_PKEY: rt::Key<Self> = rt::key("category_pkey", &[0]);
    /// The row with this key.
    pub fn find(category_id: i32) -> rt::Query<Self> {
        Self::CATEGORY_PKEY.find([rt::bind(category_id)])
    }
    /// `category_name_key`
    pub const CATEGORY_NAME_KEY: rt::Key<Self> = rt::key("category_name_key", &[2]);
    /// The row with this key.
    pub fn find_by_name(name: impl Into<String>) -> rt::Query<Self> {
        Self::CATEGORY_NAME_KEY.find([rt::bind(name.into())])
    }
}

/// Foreign keys, in both directions.
impl Category {
    /// To `public.category`.
    pub const CATEGORY_BY_PARENT: rt::ToMany<Self, Self> = rt::to_many(&[(0, 1)]);
    /// The rows of `public.category` it leads to.
    pub fn category_by_parent(&self) -> rt::Query<Self> {
        Self::CATEGORY_BY_PARENT.of(self)
    }
    /// To `public.film`.
    pub const FILM: rt::ToMany<Self, Film> = rt::through::<_, FilmCategory, _>(&[(0, 1)], &[(0, 0)]);
    /// The rows of `public.film` it leads to.
    pub fn film(&self) -> rt::Query<Film> {
        Self::FILM.of(self)
    }
    /// To `public.film_category`.
    pub const FILM_CATEGORY: rt::ToMany<Self, FilmCategory> = rt::to_many(&[(0, 1)]);
    /// The rows of `public.film_category` it leads to.
    pub fn film_category(&self) -> rt::Query<FilmCategory> {
        Self::FILM_CATEGORY.of(self)
    }
    /// To `public.category`.
    pub const PARENT: rt::ToOptional<Self, Self> = rt::to_optional(&[(1, 0)]);
    /// The rows of `public.category` it leads to.
    pub fn parent(&self) -> rt::Query<Self> {
        Self::PARENT.of(self)
    }
}

/// The same navigation on a set.
pub trait CategoryRelations: rt::Set<Category> {
    /// The rows of `public.category` it leads to.
    fn category_by_parent(self) -> rt::Query<Category> {
        Category::CATEGORY_BY_PARENT.via(self)
    }
    /// The rows of `public.film` it leads to.
    fn film(self) -> rt::Query<Film> {
        Category::FILM.via(self)
    }
    /// The rows of `public.film_category` it leads to.
    fn film_category(self) -> rt::Query<FilmCategory> {
        Category::FILM_CATEGORY.via(self)
    }
    /// The rows of `public.category` it leads to.
    fn parent(self) -> rt::Query<Category> {
        Category::PARENT.via(self)
    }
}

impl CategoryRelations for rt::Query<Category> {}

impl rt::Relation for Category {
    const META: &'static rt::RelationMeta = &rt::RelationMeta {
        schema: "public",
        name: "category",
        columns: &[("category_id", rt::types::INT4), ("parent_id", rt::types::INT4), ("name", rt::types::TEXT)],
        primary_key: &[0],
        nullable: &[1],
        keys: &[("category_name_key", &[2]), ("category_parent_id_fkey", &[1]), ("category_pkey", &[0])],
    };

    fn from_row(row: &rt::Row<'_>) -> Result<Self, rt::Error> {
        Ok(Self { category_id: row.get(0)?, parent_id: row.get(1)?, name: row.get(2)? })
    }

    fn value(&self, column: u16) -> &dyn rt::Encode {
        match column {
            0 => &self.category_id,
            1 => &self.parent_id,
            2 => &self.name,
            _ => rt::no_column(),
        }
    }
}

impl rt::Table for Category {
    type New = NewCategory;
}

/// Values for a new row: what has no default is required.
#[derive(Clone, Debug, PartialEq)]
pub struct NewCategory {
    /// `name text not null`
    pub name: String,
    /// What may be left out.
    pub optional: NewCategoryOptional,
}

/// What a new row may leave out: `None` takes the default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewCategoryOptional {
    /// `category_id integer not null`
    pub category_id: Option<i32>,
    /// `parent_id integer`
    pub parent_id: Option<i32>,
}

impl rt::Insertable for NewCategory {
    fn value(&self, column: u16) -> Option<&dyn rt::Encode> {
        match column {
            0 => rt::optional(&self.optional.category_id),
            1 => rt::optional(&self.optional.parent_id),
            2 => Some(&self.name),
            _ => None,
        }
    }
}
