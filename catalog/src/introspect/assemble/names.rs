//! Names of what rows refer to by OID or by number.

use std::collections::{HashMap, HashSet};

use crate::{catalog::QualifiedName, introspect::rows::Rows};

use super::group;

/// Names by OID.
pub(super) struct Names {
    relations: HashMap<u32, QualifiedName>,
    /// Number, name and collation, by number.
    columns: HashMap<u32, Vec<(i16, String, u32)>>,
    types: HashMap<u32, QualifiedName>,
    collations: HashMap<u32, QualifiedName>,
    operator_classes: HashMap<u32, QualifiedName>,
    default_operator_classes: HashSet<u32>,
}

impl Names {
    pub(super) fn new(rows: &Rows) -> Self {
        let mut rows_of_columns: Vec<_> = rows.columns.iter().collect();
        rows_of_columns.sort_unstable_by_key(|row| (row.relation, row.number));
        let columns = group(rows_of_columns, |row| (row.relation, (row.number, row.name.clone(), row.collation)));
        Self {
            relations: by_oid(rows.relations.iter().map(|r| (r.oid, &r.schema, &r.name))),
            columns,
            types: by_oid(rows.types.iter().map(|t| (t.oid, &t.schema, &t.name))),
            collations: by_oid(rows.collations.iter().map(|c| (c.oid, &c.schema, &c.name))),
            default_operator_classes: rows.operator_classes.iter().filter(|o| o.is_default).map(|o| o.oid).collect(),
            operator_classes: by_oid(rows.operator_classes.iter().map(|o| (o.oid, &o.schema, &o.name))),
        }
    }

    pub(super) fn relation(&self, oid: u32) -> Option<&QualifiedName> {
        self.relations.get(&oid)
    }

    pub(super) fn type_(&self, oid: u32) -> Option<&QualifiedName> {
        self.types.get(&oid)
    }

    pub(super) fn collation(&self, oid: u32) -> Option<&QualifiedName> {
        self.collations.get(&oid)
    }

    /// The name of an operator class that is not the default of its type.
    pub(super) fn operator_class(&self, oid: u32) -> Option<&QualifiedName> {
        self.any_operator_class(oid).filter(|_| !self.default_operator_classes.contains(&oid))
    }

    /// The name of an operator class, be it the default of its type.
    pub(super) fn any_operator_class(&self, oid: u32) -> Option<&QualifiedName> {
        self.operator_classes.get(&oid)
    }

    /// The column of a relation with that number.
    pub(super) fn column(&self, relation: u32, number: i16) -> Option<&str> {
        self.numbered(relation, number).map(|(_, name, _)| name.as_str())
    }

    /// The collation of a column.
    pub(super) fn column_collation(&self, relation: u32, number: i16) -> Option<u32> {
        self.numbered(relation, number).map(|(_, _, collation)| *collation)
    }

    fn numbered(&self, relation: u32, number: i16) -> Option<&(i16, String, u32)> {
        let columns = self.columns.get(&relation)?;
        let at = columns.binary_search_by_key(&number, |(number, _, _)| *number).ok()?;
        Some(&columns[at])
    }

    /// Columns of a relation, in the order of their numbers in a list.
    pub(super) fn columns(&self, relation: u32, numbers: &[i16]) -> Vec<String> {
        numbers.iter().filter_map(|number| self.column(relation, *number)).map(str::to_owned).collect()
    }
}

fn by_oid<'a>(rows: impl Iterator<Item = (u32, &'a String, &'a String)>) -> HashMap<u32, QualifiedName> {
    rows.map(|(oid, schema, name)| (oid, QualifiedName::new(schema, name))).collect()
}
