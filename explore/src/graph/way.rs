//! A key in one direction, as data that stands for itself: what `show`, `between` and `path` answer with.

use relvar_catalog::{
    QualifiedName,
    catalog::{Deferral, MatchType, ReferentialAction},
};
use relvar_codegen::model::{Navigation, Path};
use serde::Serialize;

use super::{Association, Graph, KeyId, Node};

/// One direction of a foreign key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Way {
    /// The name of the constraint.
    pub constraint: String,
    /// Along the key, or against it.
    pub direction: Direction,
    /// Where it starts.
    pub from: QualifiedName,
    /// Columns there, in the order of the key.
    pub columns: Vec<String>,
    /// Where it leads.
    pub to: QualifiedName,
    /// Columns there, in the order of the key.
    pub to_columns: Vec<String>,
    /// How many rows there are at the other end of one row.
    pub cardinality: Cardinality,
    /// What a change of the referenced row's columns does.
    pub on_update: ReferentialAction,
    /// What the referenced row's end does.
    pub on_delete: ReferentialAction,
    /// `MATCH`.
    #[serde(rename = "match")]
    pub match_type: MatchType,
    /// `DEFERRABLE`, and how it starts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deferrable: Option<Deferral>,
    /// `NOT VALID`: rows that were there before were not checked.
    pub not_valid: bool,
    /// `NOT ENFORCED`.
    pub not_enforced: bool,
    /// Declared in the configuration alone.
    pub configured: bool,
    /// `COMMENT ON CONSTRAINT`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// What generated code calls it; absent where one of the relations is not generated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rust: Option<RustWay>,
}

/// The directions of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// From the referencing relation to the referenced one.
    Forward,
    /// From the referenced relation to the referencing one.
    Reverse,
}

/// How many rows a way leads to from one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cardinality {
    /// Exactly one.
    One,
    /// One or none.
    Optional,
    /// Any number.
    Many,
}

/// What generated code calls a way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RustWay {
    /// The method on rows and on sets.
    pub method: String,
    /// The constant on the row type.
    pub constant: String,
    /// The row type it starts from.
    pub row: String,
}

/// The way through a relation that connects two others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AssociationWay {
    /// Where it starts.
    pub from: QualifiedName,
    /// The connecting relation.
    pub through: QualifiedName,
    /// Where it leads.
    pub to: QualifiedName,
    /// The constraint that leads back to the start.
    pub near: String,
    /// The constraint that leads on.
    pub far: String,
    /// What generated code calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rust: Option<RustWay>,
}

impl Graph<'_> {
    /// A key in one direction.
    pub fn way(&self, id: KeyId, direction: Direction) -> Way {
        let key = self.key(id);
        let name = |node| self.relation(node).name.clone();
        let owned = |columns: &[&str]| columns.iter().map(|&column| column.to_owned()).collect();
        let here = (name(key.from), owned(&key.columns));
        let there = (name(key.to), owned(&key.referenced_columns));
        let (start, end, node, navigation, cardinality) = match direction {
            Direction::Forward if key.optional => (here, there, key.from, key.forward, Cardinality::Optional),
            Direction::Forward => (here, there, key.from, key.forward, Cardinality::One),
            Direction::Reverse if key.unique => (there, here, key.to, key.reverse, Cardinality::Optional),
            Direction::Reverse => (there, here, key.to, key.reverse, Cardinality::Many),
        };
        let (constraint, foreign) = key.declared.unzip();
        Way {
            constraint: key.name.clone(),
            direction,
            from: start.0,
            columns: start.1,
            to: end.0,
            to_columns: end.1,
            cardinality,
            on_update: foreign.map(|f| f.on_update).unwrap_or_default(),
            on_delete: foreign.map(|f| f.on_delete).unwrap_or_default(),
            match_type: foreign.map(|f| f.match_type).unwrap_or_default(),
            deferrable: constraint.and_then(|c| c.deferrable),
            not_valid: constraint.is_some_and(|c| c.not_valid),
            not_enforced: constraint.is_some_and(|c| c.not_enforced),
            configured: constraint.is_none(),
            comment: constraint.and_then(|c| c.comment.clone()),
            rust: navigation.and_then(|navigation| self.rust_way(node, navigation)),
        }
    }

    /// Both directions of every association that a relation takes part in, as seen from there, by connecting relation.
    pub fn association_ways(&self, from: Node) -> Vec<AssociationWay> {
        let mut ways = Vec::new();
        for association in self.associations() {
            for (near, far) in [(association.first, association.second), (association.second, association.first)] {
                if self.key(near).to == from {
                    ways.push(self.association_way(association, near, far));
                }
            }
        }
        ways
    }

    fn association_way(&self, association: &Association, near: KeyId, far: KeyId) -> AssociationWay {
        let (near_key, far_key) = (self.key(near), self.key(far));
        let name = |node| self.relation(node).name.clone();
        AssociationWay {
            from: name(near_key.to),
            through: name(association.table),
            to: name(far_key.to),
            near: near_key.name.clone(),
            far: far_key.name.clone(),
            rust: self.through(near, far).and_then(|navigation| self.rust_way(near_key.to, navigation)),
        }
    }

    /// What generated code calls the way against one key of an association and along another.
    pub(crate) fn through(&self, near: KeyId, far: KeyId) -> Option<&Navigation> {
        let (near, far) = (self.key(near), self.key(far));
        let (start, end) = (self.generated(near.to)?, self.generated(far.to)?);
        let between = self.generated(near.from)?;
        start.navigation.iter().find(|navigation| {
            let Path::Through { association, near: backward, far: forward } = &navigation.path else { return false };
            let first = backward.iter().map(|(_, at)| between.column(*at).sql.as_str());
            let second = forward.iter().map(|(at, _)| between.column(*at).sql.as_str());
            self.model.at(*association).sql == between.sql
                && self.model.at(navigation.target).sql == end.sql
                && first.eq(near.columns.iter().copied())
                && second.eq(far.columns.iter().copied())
        })
    }

    fn rust_way(&self, from: Node, navigation: &Navigation) -> Option<RustWay> {
        Some(RustWay {
            method: navigation.method.to_string(),
            constant: navigation.constant.to_string(),
            row: self.generated(from)?.row.to_string(),
        })
    }
}
