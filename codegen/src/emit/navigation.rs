//! Foreign keys in both directions: constants, methods on rows, and the trait with the same methods on sets.

use super::{
    code::{Code, line},
    expression::{Names, pairs},
    gate,
};
use crate::model::{Cardinality, Navigation, Path, Relation};

/// `pub const LANGUAGE: rt::ToOne<Self, Language> = rt::to_one(&[(3, 0)]);` and `pub fn language(&self) -> …`
pub(super) fn constants(code: &mut Code, names: Names<'_>, relation: &Relation) {
    if relation.navigation.is_empty() {
        return;
    }
    // The row type of another crate gets by a trait what its own would give it.
    let row = &relation.row;
    let (head, owner, public, itself) = match &relation.key_trait {
        None => (format!("impl {row}"), "Self", "pub ", "self"),
        Some(key_trait) => {
            (format!("pub trait {key_trait}: std::borrow::Borrow<{row}>"), row.as_str(), "", "self.borrow()")
        }
    };
    code.gap();
    line!(code, "/// Foreign keys, in both directions.");
    code.block(format_args!("{head}"), |code| {
        for way in &relation.navigation {
            constant(code, names, relation, way, (public, owner));
        }
        for way in &relation.navigation {
            code.gap();
            line!(code, "/// {}", way.method_docs);
            gate::relations(code, names.model, relation.schema, way.relations());
            let target = names.row(way.target);
            code.block(format_args!("{public}fn {}(&self) -> rt::Query<{target}>", way.method), |code| {
                line!(code, "{owner}::{}.of({itself})", way.constant);
            });
        }
    });
    if let Some(key_trait) = &relation.key_trait {
        code.gap();
        line!(code, "impl {key_trait} for {row} {{}}");
    }
}

fn constant(code: &mut Code, names: Names<'_>, relation: &Relation, way: &Navigation, (public, owner): (&str, &str)) {
    let (type_, function) = match way.cardinality {
        Cardinality::One => ("ToOne", "to_one"),
        Cardinality::Optional => ("ToOptional", "to_optional"),
        Cardinality::Many => ("ToMany", "to_many"),
    };
    let (constant, target) = (&way.constant, names.row(way.target));
    code.docs(&way.docs);
    gate::relations(code, names.model, relation.schema, way.relations());
    match &way.path {
        Path::Direct(columns) => {
            line!(
                code,
                "{public}const {constant}: rt::{type_}<{owner}, {target}> = rt::{function}({});",
                pairs(columns)
            );
        }
        Path::Through { association, near, far } => {
            let (association, near, far) = (names.row(*association), pairs(near), pairs(far));
            line!(
                code,
                "{public}const {constant}: rt::{type_}<{owner}, {target}> = rt::through::<_, {association}, _>({near}, {far});"
            );
        }
    }
}

/// `pub trait FilmRelations: rt::Set<Film> { … }`
pub(super) fn traversal(code: &mut Code, names: Names<'_>, relation: &Relation) {
    if relation.navigation.is_empty() {
        return;
    }
    let (row, traversal) = (&relation.row, &relation.traversal);
    code.gap();
    line!(code, "/// The same ways, from a set of rows.");
    code.block(format_args!("pub trait {traversal}: rt::Set<{row}>"), |code| {
        for way in &relation.navigation {
            code.gap();
            line!(code, "/// {}", way.set_docs);
            gate::relations(code, names.model, relation.schema, way.relations());
            let target = names.row(way.target);
            code.block(format_args!("fn {}(self) -> rt::Query<{target}>", way.method), |code| {
                line!(code, "{row}::{}.via(self)", way.constant);
            });
        }
    });
    code.gap();
    line!(code, "impl {traversal} for rt::Query<{row}> {{}}");
}
