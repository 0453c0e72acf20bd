//! Writing pieces: the statements that make each kind of object and what belongs to it.

mod access;
pub(super) mod column;
mod constraint;
mod index;
pub(super) mod label;
mod member;
mod other;
pub(super) mod role;
mod routine;
mod schema;
mod sequence;
pub(super) mod settings;
pub(super) mod table;
mod trigger;
mod types;
mod view;

pub(super) use label::labels;
pub(super) use settings::settings;

use crate::catalog::RelationKind;

use super::{forms::Forms, item::Item, out::Out, pieces::Pieces};

/// Writes the statements of a piece, with all that is written within it.
pub(super) fn create(out: &mut Out<'_>, pieces: &Pieces<'_>, (at, forms): (usize, &Forms<'_>)) {
    let piece = &pieces.list[at];
    let home = pieces.home(at);
    let needs = pieces.within(at).chain([piece]).flat_map(|piece| &piece.needs).map(|need| pieces.home(*need));
    let needs = needs.filter(|need| *need != home).collect();
    out.at(home, needs);
    let within: Vec<Item<'_>> = pieces.within(at).map(|piece| piece.item).collect();
    item(out, piece.item, &within, (pieces.is_stubbed(at), forms));
}

/// Writes the statements of one item.
pub(super) fn item(out: &mut Out<'_>, item: Item<'_>, within: &[Item<'_>], (is_stubbed, forms): (bool, &Forms<'_>)) {
    match item {
        Item::Schema(schema) => schema::schema(out, schema),
        Item::Extension(extension) => schema::extension(out, extension),
        Item::Shell(type_) => types::shell(out, type_),
        Item::Type(type_) => types::type_(out, type_, within),
        Item::DomainCheck(domain, check) => types::late_check(out, domain, check),
        Item::Routine(routine) => routine::routine(out, routine),
        Item::Sequence(sequence) => sequence::sequence(out, sequence),
        Item::Ownership(sequence) => sequence::ownership(out, sequence),
        Item::Relation(relation) => match relation.kind {
            RelationKind::View => view::view(out, relation, (within, is_stubbed)),
            RelationKind::MaterializedView => view::materialized(out, relation),
            RelationKind::Table | RelationKind::PartitionedTable | RelationKind::ForeignTable => {
                table::table(out, relation, (within, forms));
            }
        },
        Item::Refresh(view) => view::refresh(out, view),
        Item::Stub(view) => view::stub(out, view),
        Item::Default(relation, column) => column::late_default(out, relation, column),
        Item::Constraint(relation, constraint) => constraint::late(out, relation, constraint),
        Item::Attachment(partition) => table::attachment(out, partition, forms),
        Item::Index(relation, index) => index::index(out, relation, (index, forms)),
        Item::IndexAttachment(relation, index) => index::attachment(out, relation, index),
        Item::Trigger(relation, trigger) => trigger::trigger(out, relation, trigger),
        Item::Rule(relation, rule) => trigger::rule(out, relation, rule),
        Item::Policy(relation, policy) => access::policy(out, relation, policy),
        Item::Other(object) => other::other(out, object),
        Item::DefaultPrivileges(default) => access::default_privileges(out, default),
    }
}
