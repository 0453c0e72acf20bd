//! Table `public.comments`.

use relvar::generated as rt;

use super::Post;

/// Table `public.comments`.
#[derive(Clone, Debug, PartialEq)]
pub struct Comment {
    pub id: i32,
    pub post_id: i32,
    pub text: String,
}

/// Columns.
impl Comment {
    pub const ID: rt::Column<Self, i32> = rt::column(0);
    pub const POST_ID: rt::Column<Self, i32> = rt::column(1);
    pub const TEXT: rt::Column<Self, String> = rt::column(2);
}

/// Keys.
impl Comment {
    pub const COMMENTS_PKEY: rt::Key<Self> = rt::key("comments_pkey", &[0]);

    pub fn find(id: i32) -> rt::Query<Self> {
        Self::COMMENTS_PKEY.find([rt::bind(id)])
    }
}

/// Foreign keys, in both directions.
impl Comment {
    pub const POST: rt::ToOne<Self, Post> = rt::to_one(&[(1, 0)]);
}

impl rt::Relation for Comment {
    const META: &'static rt::RelationMeta = &rt::RelationMeta {
        schema: "public",
        name: "comments",
        columns: &[("id", rt::types::INT4), ("post_id", rt::types::INT4), ("text", rt::types::TEXT)],
        primary_key: &[0],
        nullable: &[],
        keys: &[("comments_pkey", &[0]), ("comments_post_id_fkey", &[1])],
        unique: &[&[0]],
        indexes: &[&[1]],
        mandatory: &[&[1]],
    };

    fn from_row(row: &rt::Row<'_>) -> Result<Self, rt::Error> {
        let (id, post_id, text) = row.columns(0)?;
        Ok(Self { id, post_id, text })
    }

    fn value(&self, column: u16) -> &dyn rt::Encode {
        match column {
            0 => &self.id,
            1 => &self.post_id,
            2 => &self.text,
            _ => rt::no_column(),
        }
    }
}
