//! Table `public.posts`.

use relvar::generated as rt;

use super::{Comment, User};

/// Table `public.posts`.
#[derive(Clone, Debug, PartialEq)]
pub struct Post {
    pub id: i32,
    pub user_id: i32,
    pub title: String,
    pub body: Option<String>,
}

/// Columns.
impl Post {
    pub const ID: rt::Column<Self, i32> = rt::column(0);
    pub const USER_ID: rt::Column<Self, i32> = rt::column(1);
    pub const TITLE: rt::Column<Self, String> = rt::column(2);
    pub const BODY: rt::Column<Self, Option<String>> = rt::column(3);
}

/// Keys.
impl Post {
    pub const POSTS_PKEY: rt::Key<Self> = rt::key("posts_pkey", &[0]);

    pub fn find(id: i32) -> rt::Query<Self> {
        Self::POSTS_PKEY.find([rt::bind(id)])
    }
}

/// Foreign keys, in both directions.
impl Post {
    pub const USER: rt::ToOne<Self, User> = rt::to_one(&[(1, 0)]);
    pub const COMMENT: rt::ToMany<Self, Comment> = rt::to_many(&[(0, 1)]);
}

impl rt::Relation for Post {
    const META: &'static rt::RelationMeta = &rt::RelationMeta {
        schema: "public",
        name: "posts",
        columns: &[
            ("id", rt::types::INT4),
            ("user_id", rt::types::INT4),
            ("title", rt::types::TEXT),
            ("body", rt::types::TEXT),
        ],
        primary_key: &[0],
        nullable: &[3],
        keys: &[("posts_pkey", &[0]), ("posts_user_id_fkey", &[1])],
        unique: &[&[0]],
        indexes: &[&[1]],
        mandatory: &[&[1]],
    };

    fn from_row(row: &rt::Row<'_>) -> Result<Self, rt::Error> {
        let (id, user_id, title, body) = row.columns(0)?;
        Ok(Self { id, user_id, title, body })
    }

    fn value(&self, column: u16) -> &dyn rt::Encode {
        match column {
            0 => &self.id,
            1 => &self.user_id,
            2 => &self.title,
            3 => &self.body,
            _ => rt::no_column(),
        }
    }
}
