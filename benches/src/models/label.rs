//! Table `public.labels`.

use relvar::generated as rt;

/// Table `public.labels`.
#[derive(Clone, PartialEq)]
pub struct Label {
    pub name: String,
    pub tags: Vec<String>,
}

impl rt::Relation for Label {
    const META: &'static rt::RelationMeta = &rt::RelationMeta {
        schema: "public",
        name: "labels",
        columns: &[("name", rt::types::TEXT), ("tags", rt::types::TEXT_ARRAY)],
        primary_key: &[],
        nullable: &[],
        keys: &[],
        unique: &[],
        indexes: &[],
        mandatory: &[],
    };

    fn from_row(row: &rt::Row<'_>) -> Result<Self, rt::Error> {
        let (name, tags) = row.columns(0)?;
        Ok(Self { name, tags })
    }

    fn value(&self, column: u16) -> &dyn rt::Encode {
        match column {
            0 => &self.name,
            1 => &self.tags,
            _ => rt::no_column(),
        }
    }
}

impl rt::Table for Label {
    type New = NewLabel;
}

/// Values for a new row.
#[derive(Clone)]
pub struct NewLabel {
    pub name: String,
    pub tags: Vec<String>,
}

impl rt::Insertable for NewLabel {
    fn value(&self, column: u16) -> Option<&dyn rt::Encode> {
        match column {
            0 => Some(&self.name),
            1 => Some(&self.tags),
            _ => None,
        }
    }
}
