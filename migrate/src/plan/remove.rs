//! What drops an object; never with `CASCADE`.

use relvar_catalog::{
    catalog::{ConstraintKind, Domain, ObjectId, RelationKind, TypeKind},
    ddl::{Item, Noun, Writer, identifier, qualified},
};

use crate::part::{Part, Parts, What};

use super::{form::Form, step::Step};

/// How far the drop of a column goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// To the children as well.
    All,
    /// The children keep it.
    Only,
}

/// The statements that drop an object.
pub(super) fn remove(parts: &Parts<'_>, part: &Part<'_>, reach: Reach) -> Vec<Step> {
    let table = |kind| if kind == RelationKind::ForeignTable { "FOREIGN TABLE" } else { "TABLE" };
    let (form, sql) = match part.what {
        // It goes with the query of its view.
        What::Column(relation, _) if relation.query.is_some() => return Vec::new(),
        What::Column(relation, column) => {
            let form = if column.generated.is_some() { Form::DropGeneratedColumn } else { Form::DropColumn };
            let kind = table(relation.kind);
            let only = if reach == Reach::Only { "ONLY " } else { "" };
            (form, format!("ALTER {kind} {only}{} DROP COLUMN {}", qualified(&relation.name), identifier(&column.name)))
        }
        What::Settings(own) => match Writer::settings(Some(own), None) {
            Some(sql) => (Form::Settings, sql),
            None => return Vec::new(),
        },
        What::Label(own) => match parts.writer.security_label(own, None) {
            Some(sql) => (Form::Label, sql),
            None => return Vec::new(),
        },
        What::Item(item) => match item {
            Item::Default(relation, column) => {
                (Form::DropDefault, format!("{} DROP DEFAULT", Writer::alter_column(relation, column)))
            }
            Item::Constraint(relation, own) => {
                let is_key = matches!(own.kind, ConstraintKind::ForeignKey(_));
                let form = if is_key { Form::DropForeignKey } else { Form::DropConstraint };
                let kind = table(relation.kind);
                (form, format!("ALTER {kind} {} DROP CONSTRAINT {}", qualified(&relation.name), identifier(&own.name)))
            }
            Item::DomainCheck(domain, own) => (
                Form::AlterDomain,
                format!("ALTER DOMAIN {} DROP CONSTRAINT {}", qualified(&domain.name), identifier(&own.name)),
            ),
            Item::DefaultPrivileges(own) => {
                let change = parts.writer.default_privileges(own, (Some(&own.privileges), None));
                return change.into_iter().map(|sql| Step::new(&part.id, Form::Grant, sql)).collect();
            }
            _ => match drop(parts, part) {
                Some(found) => found,
                None => return Vec::new(),
            },
        },
    };
    vec![Step::new(&part.id, form, sql)]
}

fn drop(parts: &Parts<'_>, part: &Part<'_>) -> Option<(Form, String)> {
    let Noun { kind, name } = parts.writer.noun(&part.id)?;
    let form = match &part.id {
        ObjectId::Relation { kind, .. } => match kind {
            RelationKind::Table | RelationKind::PartitionedTable => Form::DropTable,
            RelationKind::View | RelationKind::ForeignTable => Form::DropView,
            RelationKind::MaterializedView => Form::DropMaterializedView,
        },
        ObjectId::Sequence(_) => Form::DropSequence,
        ObjectId::Index(_) => Form::DropIndex,
        ObjectId::Trigger { .. } => Form::DropTrigger,
        ObjectId::Rule { .. } => Form::DropRule,
        ObjectId::Policy { .. } => Form::DropPolicy,
        ObjectId::Schema(_) => Form::DropSchema,
        ObjectId::Subscription(_) => Form::DropSubscription,
        _ => Form::Drop,
    };
    let kind = match part.what {
        What::Item(Item::Type(own)) if matches!(own.kind, TypeKind::Domain(Domain { .. })) => "DOMAIN",
        _ => kind,
    };
    Some((form, format!("DROP {kind} {name}")))
}
