//! The enum of a relation's constraints.

use super::{
    code::{Code, line},
    columns,
};
use crate::model::{Constraints, Relation};

/// `pub enum FilmConstraint { … }` and `impl rt::Constraints for FilmConstraint { … }`
pub(super) fn constraints(code: &mut Code, relation: &Relation, constraints: &Constraints) {
    let Constraints { name, variants } = constraints;
    code.gap();
    line!(code, "/// The constraints of {}: what `error.violates::<{name}>()` gives.", relation.title_name);
    line!(code, "#[derive(Clone, Copy, PartialEq)]");
    code.block(format_args!("pub enum {name}"), |code| {
        for variant in variants {
            line!(code, "/// {}", variant.docs);
            line!(code, "{},", variant.name.rust);
        }
    });
    code.gap();
    code.block(format_args!("impl rt::Constraints for {name}"), |code| {
        let (schema, table) = (&relation.sql.schema, &relation.sql.name);
        code.enclosed(format_args!("const META: rt::ConstraintsMeta<Self> = rt::ConstraintsMeta {{"), "};", |code| {
            line!(code, "schema: {schema:?},");
            line!(code, "relation: {table:?},");
            code.enclosed(format_args!("names: &["), "],", |code| {
                for variant in variants {
                    line!(code, "({:?}, Self::{}),", variant.name.sql, variant.name.rust);
                }
            });
        });
    });
    columns::debug(code, name, format_args!("rt::debug_constraint"));
}
