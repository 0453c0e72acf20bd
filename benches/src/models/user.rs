//! Table `public.users`.

use relvar::generated as rt;

use super::Post;

/// Table `public.users`.
#[derive(Clone, Debug, PartialEq)]
pub struct User {
    pub id: i32,
    pub name: String,
    pub hair_color: Option<String>,
}

/// Columns.
impl User {
    pub const ID: rt::Column<Self, i32> = rt::column(0);
    pub const NAME: rt::Column<Self, String> = rt::column(1);
    pub const HAIR_COLOR: rt::Column<Self, Option<String>> = rt::column(2);
}

/// Keys.
impl User {
    pub const USERS_PKEY: rt::Key<Self> = rt::key("users_pkey", &[0]);

    pub fn find(id: i32) -> rt::Query<Self> {
        Self::USERS_PKEY.find([rt::bind(id)])
    }
}

/// Foreign keys, in both directions.
impl User {
    pub const POST: rt::ToMany<Self, Post> = rt::to_many(&[(0, 1)]);
}

impl rt::Relation for User {
    const META: &'static rt::RelationMeta = &rt::RelationMeta {
        schema: "public",
        name: "users",
        columns: &[("id", rt::types::INT4), ("name", rt::types::TEXT), ("hair_color", rt::types::TEXT)],
        primary_key: &[0],
        nullable: &[2],
        keys: &[("users_pkey", &[0])],
        unique: &[&[0]],
        indexes: &[],
        mandatory: &[],
    };

    fn from_row(row: &rt::Row<'_>) -> Result<Self, rt::Error> {
        let (id, name, hair_color) = row.columns(0)?;
        Ok(Self { id, name, hair_color })
    }

    fn value(&self, column: u16) -> &dyn rt::Encode {
        match column {
            0 => &self.id,
            1 => &self.name,
            2 => &self.hair_color,
            _ => rt::no_column(),
        }
    }
}

impl rt::Table for User {
    type New = NewUser;
}

/// Values for a new row.
#[derive(Clone, Debug, PartialEq)]
pub struct NewUser {
    pub name: String,
    pub optional: NewUserOptional,
}

/// What a new row may leave out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewUserOptional {
    pub id: Option<i32>,
    pub hair_color: Option<String>,
}

impl rt::Insertable for NewUser {
    fn value(&self, column: u16) -> Option<&dyn rt::Encode> {
        match column {
            0 => rt::optional(&self.optional.id),
            1 => Some(&self.name),
            2 => rt::optional(&self.optional.hair_color),
            _ => None,
        }
    }
}
