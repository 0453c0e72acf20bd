//! How large the box of an entity is, and where its rows are.

use relvar_catalog::catalog::RelationKind;
use unicode_width::UnicodeWidthStr as _;

use super::super::diagram::{Attribute, Diagram, Entity};

/// The width of a character; of every monospaced font in the style it is three fifths of the size, or a little less.
const CHARACTER: f64 = 7.24;
const SMALL_CHARACTER: f64 = 5.5;
const PADDING: i32 = 10;
const GAP: i32 = 14;
/// The height of a head and of a row.
pub(super) const HEAD: i32 = 27;
pub(super) const ROW: i32 = 19;
/// Longer declarations are cut short.
const LONGEST_TYPE: usize = 30;

/// The box of an entity.
pub(super) struct Box {
    /// The schema, where the diagram has several.
    pub(super) schema: Option<String>,
    /// What it is, unless it is a table.
    pub(super) kind: Option<&'static str>,
    pub(super) width: i32,
    pub(super) height: i32,
    /// Where names and types of columns begin.
    pub(super) name_at: i32,
    pub(super) type_at: i32,
    /// The last row, where columns are left out.
    pub(super) more: Option<String>,
}

impl Box {
    pub(super) fn of(diagram: &Diagram, entity: &Entity) -> Self {
        let schema = diagram.has_schemas().then(|| format!("{}.", entity.name.schema));
        let kind = match entity.kind {
            RelationKind::Table => None,
            RelationKind::PartitionedTable => Some("partitioned"),
            RelationKind::View => Some("view"),
            RelationKind::MaterializedView => Some("materialized view"),
            RelationKind::ForeignTable => Some("foreign table"),
        };
        let more = (entity.hidden > 0 && !entity.attributes.is_empty()).then(|| format!("+ {} more", entity.hidden));
        let widest = |text: &dyn Fn(&Attribute) -> i32| entity.attributes.iter().map(text).max().unwrap_or_default();
        let marks = widest(&|a| small_width(&a.markers().join(" ")));
        let name_at = PADDING + if marks > 0 { marks + 8 } else { 0 };
        let type_at = name_at + widest(&|a| width(&a.name)) + GAP;
        let types = widest(&|a| width(&type_(a)));
        let head =
            schema.as_deref().map_or(0, width) + width(&entity.name.name) + kind.map_or(0, |kind| width(kind) + GAP);
        let rows = entity.attributes.len() + usize::from(more.is_some());
        let rows = i32::try_from(rows).unwrap_or(i32::MAX / ROW);
        Self {
            schema,
            kind,
            width: (head + 2 * PADDING).max(if types > 0 { type_at + types + PADDING } else { 0 }),
            height: HEAD + if rows > 0 { rows * ROW + 8 } else { 0 },
            name_at,
            type_at,
            more,
        }
    }
}

/// The declaration as it is drawn: with a question mark where there may be null.
pub(super) fn type_(attribute: &Attribute) -> String {
    let mut text: String = attribute.type_.chars().take(LONGEST_TYPE).collect();
    if text.len() < attribute.type_.len() {
        text.push('…');
    }
    if !attribute.not_null {
        text.push('?');
    }
    text
}

/// How far down the middle of a row is; of a column that is not drawn, that of the head.
pub(super) fn middle(entity: &Entity, column: Option<&String>) -> i32 {
    match entity.attributes.iter().position(|attribute| Some(&attribute.name) == column) {
        Some(row) => HEAD + 4 + ROW * i32::try_from(row).unwrap_or_default() + ROW / 2,
        None => HEAD / 2,
    }
}

/// The width of a text.
pub(super) fn width(text: &str) -> i32 {
    pixels(text, CHARACTER)
}

fn small_width(text: &str) -> i32 {
    pixels(text, SMALL_CHARACTER)
}

#[expect(clippy::cast_possible_truncation, reason = "names are short")]
fn pixels(text: &str, character: f64) -> i32 {
    let columns = f64::from(u32::try_from(text.width()).unwrap_or(u32::MAX));
    (columns * character).ceil() as i32
}
