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
    code.gap();
    line!(code, "/// Foreign keys, in both directions.");
    code.block(format_args!("impl {}", relation.row), |code| {
        for way in &relation.navigation {
            constant(code, names, relation, way);
        }
        for way in &relation.navigation {
            code.gap();
            line!(code, "/// {}", way.method_docs);
            gate::relations(code, names.model, relation.schema, way.relations());
            let target = names.row(way.target);
            code.block(format_args!("pub fn {}(&self) -> rt::Query<{target}>", way.method), |code| {
                line!(code, "Self::{}.of(self)", way.constant);
            });
        }
    });
}

fn constant(code: &mut Code, names: Names<'_>, relation: &Relation, way: &Navigation) {
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
            line!(code, "pub const {constant}: rt::{type_}<Self, {target}> = rt::{function}({});", pairs(columns));
        }
        Path::Through { association, near, far } => {
            let (association, near, far) = (names.row(*association), pairs(near), pairs(far));
            line!(
                code,
                "pub const {constant}: rt::{type_}<Self, {target}> = rt::through::<_, {association}, _>({near}, {far});"
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
