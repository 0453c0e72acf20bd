//! Where generated code and a database disagree, found in one query before the first statement fails.

mod difference;

use crate::error::Error;
use crate::execute::Executor;
use crate::node::RelationMeta;
use crate::query::read;
use crate::row::Row;
use crate::statement::{Param, Statement};
use crate::value::{Enum, SqlType, types};

pub use difference::{Difference, DifferenceKind};

/// What generated code says of a schema, as data.
#[derive(Debug)]
pub struct SchemaMeta {
    /// Its relations.
    pub relations: &'static [&'static RelationMeta],
    /// Its enums: [`labels`] of each.
    pub enums: &'static [fn() -> Labels],
}

/// The labels of an enum, as data.
#[derive(Clone, Debug)]
pub struct Labels {
    type_: SqlType,
    labels: Vec<&'static str>,
}

/// The labels of an enum.
pub fn labels<E: Enum>() -> Labels {
    Labels { type_: <E as Enum>::TYPE, labels: E::LABELS.iter().map(|(label, _)| *label).collect() }
}

/// Compares what the code says of schemas with a database, in one query.
///
/// What is found is sorted by object. What a statement of these models cannot stumble over is no difference: relations
/// and columns that the code does not know, as long as rows can be inserted without them.
pub async fn verify(db: &impl Executor, schemas: &[&'static SchemaMeta]) -> Result<Vec<Difference>, Error> {
    read::rows(db, Statement::new(include_str!("drift.sql"), params(schemas)), |row| difference(&row)).await
}

/// Everything the code says, flattened into arrays; an object of a list is named by its place, from one.
fn params(schemas: &[&'static SchemaMeta]) -> Vec<Param> {
    let relations: Vec<_> = schemas.iter().flat_map(|schema| schema.relations).copied().collect();
    let enums: Vec<Labels> = schemas.iter().flat_map(|schema| schema.enums).map(|labels| labels()).collect();
    let columns =
        || (1..).zip(&relations).flat_map(|(at, meta)| (0..).zip(meta.columns).map(move |column| (at, *meta, column)));
    let keys = || {
        (1..).zip(&relations).flat_map(|(at, meta)| {
            let parts = |(name, columns): &'static (&'static str, &'static [u16])| {
                columns.iter().map(move |column| (*name, *column))
            };
            meta.keys.iter().flat_map(parts).map(move |(name, column)| (at, *meta, name, column))
        })
    };
    let labels = || (1..).zip(&enums).flat_map(|(at, e)| e.labels.iter().map(move |label| (at, *label)));
    vec![
        texts(relations.iter().map(|meta| meta.schema)),
        texts(relations.iter().map(|meta| meta.name)),
        places(columns().map(|(at, ..)| at)),
        texts(columns().map(|(.., (_, (name, _)))| *name)),
        texts(columns().map(|(.., (_, (_, type_)))| type_.to_string())),
        Param::new(
            columns().map(|(_, meta, (column, _))| meta.nullable.contains(&column)).collect::<Vec<_>>(),
            types::BOOL_ARRAY,
        ),
        places(keys().map(|(at, ..)| at)),
        texts(keys().map(|(_, _, name, _)| name)),
        texts(keys().map(|(_, meta, _, column)| meta.columns[usize::from(column)].0)),
        texts(enums.iter().map(|e| e.type_.to_string())),
        places(labels().map(|(at, _)| at)),
        texts(labels().map(|(_, label)| label)),
    ]
}

fn texts<T: Into<String>>(texts: impl Iterator<Item = T>) -> Param {
    Param::new(texts.map(Into::into).collect::<Vec<String>>(), types::TEXT_ARRAY)
}

fn places(places: impl Iterator<Item = i32>) -> Param {
    Param::new(places.collect::<Vec<_>>(), types::INT4_ARRAY)
}

fn difference(row: &Row<'_>) -> Result<Difference, Error> {
    let (kind, schema, object, part, expected, found) =
        (row.get::<String>(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?);
    let (expected, found): (Option<String>, Option<String>) = (expected, found);
    let both =
        |expected: Option<String>, found: Option<String>| (expected.unwrap_or_default(), found.unwrap_or_default());
    let kind = match kind.as_str() {
        "relation" => DifferenceKind::MissingRelation,
        "column" => DifferenceKind::MissingColumn,
        "type" => {
            let (expected, found) = both(expected, found);
            DifferenceKind::Type { expected, found }
        }
        "null" => DifferenceKind::Null,
        "not null" => DifferenceKind::NotNull,
        "required" => DifferenceKind::RequiredColumn,
        "key" if found.is_none() => DifferenceKind::MissingKey,
        "key" => {
            let (expected, found) = both(expected, found);
            DifferenceKind::Key { expected, found }
        }
        "enum" => DifferenceKind::MissingEnum,
        "label" => DifferenceKind::MissingLabel,
        _ => DifferenceKind::UnknownLabel,
    };
    Ok(Difference { schema, object, part, kind })
}
