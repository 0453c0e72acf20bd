//! Table `public.items`.

use relvar::generated as rt;

/// Table `public.items`.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    pub id: i32,
    pub name: String,
    pub category: i32,
    pub price: f64,
    pub stock: i64,
    pub active: bool,
    pub note: Option<String>,
    pub created: rt::chrono::DateTime<rt::chrono::Utc>,
}

/// Columns.
impl Item {
    pub const ID: rt::Column<Self, i32> = rt::column(0);
    pub const NAME: rt::Column<Self, String> = rt::column(1);
    pub const CATEGORY: rt::Column<Self, i32> = rt::column(2);
    pub const PRICE: rt::Column<Self, f64> = rt::column(3);
    pub const STOCK: rt::Column<Self, i64> = rt::column(4);
    pub const ACTIVE: rt::Column<Self, bool> = rt::column(5);
    pub const NOTE: rt::Column<Self, Option<String>> = rt::column(6);
    pub const CREATED: rt::Column<Self, rt::chrono::DateTime<rt::chrono::Utc>> = rt::column(7);
}

/// Keys.
impl Item {
    pub const ITEMS_PKEY: rt::Key<Self> = rt::key("items_pkey", &[0]);

    pub fn find(id: i32) -> rt::Query<Self> {
        Self::ITEMS_PKEY.find([rt::bind(id)])
    }
}

impl rt::Relation for Item {
    const META: &'static rt::RelationMeta = &rt::RelationMeta {
        schema: "public",
        name: "items",
        columns: &[
            ("id", rt::types::INT4),
            ("name", rt::types::TEXT),
            ("category", rt::types::INT4),
            ("price", rt::types::FLOAT8),
            ("stock", rt::types::INT8),
            ("active", rt::types::BOOL),
            ("note", rt::types::TEXT),
            ("created", rt::types::TIMESTAMPTZ),
        ],
        primary_key: &[0],
        nullable: &[6],
        keys: &[("items_pkey", &[0])],
        unique: &[&[0]],
        indexes: &[],
        mandatory: &[],
    };

    fn from_row(row: &rt::Row<'_>) -> Result<Self, rt::Error> {
        let (id, name, category, price, stock, active, note, created) = row.columns(0)?;
        Ok(Self { id, name, category, price, stock, active, note, created })
    }

    fn value(&self, column: u16) -> &dyn rt::Encode {
        match column {
            0 => &self.id,
            1 => &self.name,
            2 => &self.category,
            3 => &self.price,
            4 => &self.stock,
            5 => &self.active,
            6 => &self.note,
            7 => &self.created,
            _ => rt::no_column(),
        }
    }
}
