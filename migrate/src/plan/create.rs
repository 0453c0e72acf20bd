//! What makes an object that is new, or made anew.

use std::collections::BTreeSet;

use relvar_catalog::{
    Diagnostic, QualifiedName,
    catalog::{ConstraintKind, Generated, ObjectId, RelationKind},
    ddl::{Action, Item, Writer, identifier, qualified},
};

use crate::part::{Part, Parts, What};

use super::{form::Form, step::Step};

/// The statement that makes an object, without what completes it.
pub(super) fn first(parts: &Parts<'_>, part: &Part<'_>) -> Option<String> {
    let What::Item(item) = part.what else { return None };
    let script = parts.writer.create(&part.id, item, &[]);
    script.statements.into_iter().find(|statement| statement.action == Action::Create).map(|statement| statement.sql)
}

/// The statements that make an object, with what is written within it; what could not be written goes to the diagnostics.
pub(super) fn create(
    parts: &Parts<'_>,
    (part, within): (&Part<'_>, &[Item<'_>]),
    diagnostics: &mut BTreeSet<Diagnostic>,
) -> Vec<Step> {
    match part.what {
        What::Column(relation, column) => {
            let kind = if relation.kind == RelationKind::ForeignTable { "FOREIGN TABLE" } else { "TABLE" };
            let declaration = parts.writer.column(relation, column, within);
            let sql = format!("ALTER {kind} {} ADD COLUMN {declaration}", qualified(&relation.name));
            let stored = matches!(column.generated, Some(Generated { stored: true, .. }));
            let rewrites =
                stored || column.identity.is_some() || within.iter().any(|_| is_volatile(column.default.as_deref()));
            let form = if rewrites { Form::AddColumnRewrite } else { Form::AddColumn };
            let mut steps = vec![Step::new(&part.id, form, sql)];
            let settings = parts.writer.column_settings(relation, column);
            diagnostics.extend(settings.diagnostics);
            let settings = settings.statements.into_iter();
            steps.extend(settings.map(|own| Step::new(&own.object, Form::SetColumnOptions, own.sql)));
            steps
        }
        What::Settings(own) => only(part, (Form::Settings, Writer::settings(None, Some(own))), diagnostics),
        What::Label(own) => {
            let sql = parts.writer.security_label(own, Some(&own.label));
            only(part, (Form::Label, sql), diagnostics)
        }
        What::Item(item) => {
            let script = parts.writer.create(&part.id, item, within);
            diagnostics.extend(script.diagnostics);
            script
                .statements
                .into_iter()
                .map(|own| Step::new(&own.object, form(parts, item, own.action), own.sql))
                .collect()
        }
    }
}

/// The step of a statement, or a remark if there is no such statement.
fn only(part: &Part<'_>, (form, sql): (Form, Option<String>), diagnostics: &mut BTreeSet<Diagnostic>) -> Vec<Step> {
    if sql.is_none() {
        diagnostics
            .insert(Diagnostic::new(format!("`{}` is left out: no statement of this database makes it", part.id)));
    }
    sql.into_iter().map(|sql| Step::new(&part.id, form, sql)).collect()
}

/// Whether the catalog says all that is needed to make an object. Of a subscription and a user mapping it does not hold the
/// passwords, and of some routines and other objects the server does not say how they are made.
pub(super) fn can_be_made(parts: &Parts<'_>, part: &Part<'_>) -> bool {
    match part.what {
        What::Item(Item::Relation(own)) => {
            own.query.is_some() || !matches!(own.kind, RelationKind::View | RelationKind::MaterializedView)
        }
        What::Item(item @ (Item::Routine(_) | Item::Other(_))) => {
            parts.writer.create(&part.id, item, &[]).diagnostics.is_empty()
        }
        What::Item(_) | What::Column(..) | What::Settings(_) | What::Label(_) => true,
    }
}

/// Whether every row may get another value; unknown functions are taken to be so.
fn is_volatile(default: Option<&str>) -> bool {
    const STABLE: &[&str] = &["now()", "CURRENT_TIMESTAMP", "CURRENT_DATE", "LOCALTIMESTAMP", "CURRENT_USER"];
    default.is_some_and(|default| default.contains('(') && !STABLE.contains(&default))
}

fn form(parts: &Parts<'_>, item: Item<'_>, action: Action) -> Form {
    match action {
        Action::Owner => return Form::Owner,
        Action::Comment => return Form::Comment,
        Action::Grant => return Form::Grant,
        Action::Create | Action::Alter => {}
    }
    match item {
        Item::Relation(own) if parts.writer.is_partition_of(own) => Form::CreatePartition,
        Item::Relation(own) if own.query.is_none() => Form::CreateTable,
        Item::Index(..) => Form::CreateIndex,
        Item::Trigger(..) => Form::CreateTrigger,
        Item::Rule(..) => Form::CreateRule,
        Item::Policy(..) => Form::CreatePolicy,
        Item::Default(..) => Form::SetDefault,
        Item::Constraint(_, own) => match (&own.kind, own.not_valid) {
            (ConstraintKind::ForeignKey(_), true) => Form::AddForeignKeyNotValid,
            (ConstraintKind::ForeignKey(_), false) => Form::AddForeignKey,
            (_, true) => Form::AddNotValid,
            (ConstraintKind::Check(_) | ConstraintKind::NotNull { .. }, false) => Form::AddCheck,
            (ConstraintKind::PrimaryKey(_) | ConstraintKind::Unique(_) | ConstraintKind::Exclusion(_), false) => {
                Form::AddUnique
            }
        },
        Item::DomainCheck(_, own) if own.not_valid => Form::AlterDomain,
        Item::DomainCheck(..) => Form::DomainConstraint,
        Item::DefaultPrivileges(_) => Form::Grant,
        _ => Form::Create,
    }
}

/// What makes a table a partition or a child of others, once all is there.
pub(super) fn hook(part: &Part<'_>, kept: &[QualifiedName]) -> Vec<Step> {
    let What::Item(Item::Relation(own)) = part.what else { return Vec::new() };
    if own.is_partition() {
        let attach = |parent| {
            let bound = relvar_catalog::ddl::bound(own);
            let sql =
                format!("ALTER TABLE ONLY {} ATTACH PARTITION {} {bound}", qualified(parent), qualified(&own.name));
            Step::new(&part.id, Form::Attach, sql)
        };
        return own.inherits.iter().map(attach).collect();
    }
    let inherit = |parent| {
        Step::new(
            &part.id,
            Form::Inherit,
            format!("ALTER TABLE {} INHERIT {}", qualified(&own.name), qualified(parent)),
        )
    };
    own.inherits.iter().filter(|parent| !kept.contains(parent)).map(inherit).collect()
}

/// What takes a table from its parents.
pub(super) fn unhook(part: &Part<'_>, kept: &[QualifiedName]) -> Vec<Step> {
    let What::Item(Item::Relation(own)) = part.what else { return Vec::new() };
    let name = qualified(&own.name);
    let step = |parent| {
        let parent = qualified(parent);
        if own.is_partition() {
            Step::new(&part.id, Form::Detach, format!("ALTER TABLE {parent} DETACH PARTITION {name}"))
        } else {
            Step::new(&part.id, Form::Inherit, format!("ALTER TABLE {name} NO INHERIT {parent}"))
        }
    };
    own.inherits.iter().filter(|parent| !kept.contains(parent)).map(step).collect()
}

/// The name that a type or a collation has while its successor takes its place.
pub(super) fn spare_name(parts: &[&Parts<'_>], id: &ObjectId) -> Option<(String, String)> {
    let (ObjectId::Type(name) | ObjectId::Collation(name)) = id else { return None };
    let taken = |candidate: &str| {
        let candidate = relvar_catalog::QualifiedName::new(&name.schema, candidate);
        parts.iter().any(|parts| {
            let collation = ObjectId::Collation(candidate.clone());
            parts.catalog.type_(&candidate).is_some()
                || parts.catalog.relation(&candidate).is_some()
                || parts.get(&collation).is_some()
        })
    };
    let end = (0..=52).rev().find(|end| name.name.is_char_boundary((*end).min(name.name.len()))).unwrap_or(0);
    let stem = &name.name[..end.min(name.name.len())];
    let spare = (0_u32..).map(|number| if number == 0 { format!("{stem}_old") } else { format!("{stem}_old{number}") });
    let spare = spare.into_iter().find(|candidate| !taken(candidate))?;
    let schema = identifier(&name.schema);
    Some((identifier(&spare), format!("{schema}.{}", identifier(&spare))))
}
