//! Which types have a binary form that generated code can read within another value: a composite or a range.
//!
//! A value of its own can be read as text where there is nothing better; a part of another one comes as it is.

use std::collections::BTreeMap;

use relvar_catalog::{
    QualifiedName,
    catalog::{Relation, Type, TypeKind, TypeRef},
};

use super::type_table;
use crate::{config, model::BuiltinType};

/// Answers, each found once.
pub(super) struct Binary<'a> {
    pub(super) types: &'a BTreeMap<&'a QualifiedName, &'a Type>,
    pub(super) relations: &'a BTreeMap<&'a QualifiedName, &'a Relation>,
    pub(super) config: &'a config::Types,
    /// `false` too while the answer is sought, so that nothing stands on itself.
    pub(super) known: BTreeMap<QualifiedName, bool>,
}

impl Binary<'_> {
    pub(super) fn is(&mut self, name: &QualifiedName) -> bool {
        if let Some(known) = self.known.get(name) {
            return *known;
        }
        self.known.insert(name.clone(), false);
        let answer = self.find(name);
        self.known.insert(name.clone(), answer);
        answer
    }

    /// The same of a declaration, which may be of an array.
    pub(super) fn is_part(&mut self, type_ref: &TypeRef) -> bool {
        let is_nested = type_ref.array && self.is_array(&type_ref.name, 0);
        !is_nested && self.is(&type_ref.name)
    }

    fn find(&mut self, name: &QualifiedName) -> bool {
        if name.schema == "pg_catalog" {
            return type_table::pg_catalog(&name.name).is_some_and(|builtin| builtin.wire.is_some());
        }
        if name.schema == "information_schema" && type_table::information_schema(&name.name).is_some() {
            return true;
        }
        if let Some(relation) = self.relations.get(name).copied() {
            return !relation.columns.is_empty() && relation.columns.iter().all(|column| self.is_part(&column.type_));
        }
        let Some(type_) = self.types.get(name).copied() else { return false };
        match &type_.kind {
            TypeKind::Enum { .. } => true,
            TypeKind::Domain(domain) => self.is_part(&domain.base),
            // A type of the user's own in Rust reads text.
            _ if self.config.of(name).is_some_and(|(_, options)| options.type_.is_some()) => false,
            TypeKind::Composite { attributes } => attributes.iter().all(|attribute| self.is_part(&attribute.type_)),
            TypeKind::Range(range) => !range.subtype.array && self.is(&range.subtype.name),
            TypeKind::Multirange { range } => self.is(range),
            TypeKind::Base { .. } | TypeKind::Pseudo => {
                let extension = type_.extension.as_deref();
                let known = extension.and_then(|extension| type_table::extension(extension, &name.name));
                known.is_some_and(|known| known.send.is_some() || known.rust == BuiltinType::STRING)
            }
        }
    }

    /// A domain over an array: PostgreSQL's arrays of it are arrays of arrays.
    fn is_array(&self, name: &QualifiedName, depth: u32) -> bool {
        match self.types.get(name).map(|type_| &type_.kind) {
            Some(TypeKind::Domain(domain)) => {
                domain.base.array || depth < 64 && self.is_array(&domain.base.name, depth + 1)
            }
            _ => name.schema == "pg_catalog" && matches!(name.name.as_str(), "int2vector" | "oidvector"),
        }
    }
}
