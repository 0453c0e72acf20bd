//! The page of a relation.

use std::collections::BTreeSet;

use relvar_catalog::catalog::{
    Column, Constraint, ConstraintKind, Grantee, Identity, Index, Policy, PolicyCommand, Relation,
};
use serde::Serialize;

use super::{
    Site,
    findings::Found,
    links::{Link, anchor},
    numbers,
};
use crate::{
    erd::{neighbourhood, svg},
    graph::{AssociationWay, Cardinality, Node, Way, unique_sets},
    show::{RustSheet, Sheet, show},
    sql,
};

/// A picture with more relations than this is none: the others are listed.
const NEIGHBOURS: usize = 16;

#[derive(Serialize)]
pub(super) struct RelationPage {
    title: String,
    schema: String,
    name: String,
    kind: &'static str,
    comment: Option<String>,
    facts: Vec<(&'static str, String)>,
    picture: Option<String>,
    /// Relations that are too many for the picture.
    more: usize,
    columns: Vec<ColumnRow>,
    has_comments: bool,
    has_rust: bool,
    references: Vec<KeyRow>,
    referenced_by: Vec<KeyRow>,
    associations: Vec<Associated>,
    keys: Vec<Declared>,
    checks: Vec<Declared>,
    indexes: Vec<Declared>,
    triggers: Vec<Declared>,
    policies: Vec<Declared>,
    rules: Vec<Declared>,
    parents: Vec<Link>,
    children: Vec<Link>,
    depends_on: Vec<Link>,
    used_by: Vec<Link>,
    query: Option<String>,
    rust: Option<RustSheet>,
    findings: Vec<Found>,
}

#[derive(Serialize)]
struct ColumnRow {
    name: String,
    #[serde(rename = "type")]
    type_: String,
    href: Option<String>,
    null: bool,
    default: Option<String>,
    marks: Vec<&'static str>,
    references: Vec<Link>,
    referenced: usize,
    rust: Option<String>,
    comment: Option<String>,
}

#[derive(Serialize)]
struct KeyRow {
    constraint: String,
    columns: String,
    to: Link,
    to_columns: String,
    cardinality: &'static str,
    method: Option<String>,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct Associated {
    through: Link,
    to: Link,
    method: Option<String>,
}

/// What is declared by a text.
#[derive(Serialize)]
struct Declared {
    name: String,
    definition: String,
    notes: Vec<&'static str>,
    comment: Option<String>,
}

pub(super) fn relation(site: &Site<'_>, node: Node) -> RelationPage {
    let sheet = show(site.graph, node, None);
    let relation = sheet.relation;
    let (diagram, more) = neighbourhood(site.graph, node, NEIGHBOURS);
    let is_drawn = !relation.is_partition() && !diagram.relationships.is_empty();
    let picture = is_drawn.then(|| svg(&diagram, |entity| site.links.beside(&entity.name).href).element());
    let constraints = |takes: fn(&ConstraintKind) -> bool| {
        relation
            .constraints
            .iter()
            .filter(|c| takes(&c.kind) && !c.inherited)
            .map(|c| constraint(relation, c))
            .collect::<Vec<_>>()
    };
    // What a partition has from its table is told there.
    let columns = relation.columns.iter().filter(|column| !column.inherited || !relation.is_partition());
    let own_key = |way: &&Way| {
        let inherited = |c: &Constraint| c.name == way.constraint && c.inherited;
        !relation.constraints.iter().any(inherited)
    };
    let own_index = |index: &&Index| index.constraint.is_none() && index.parent.is_none();
    let found = site.findings.get(&relation.name).into_iter().flatten();
    RelationPage {
        title: sql::qualified(&relation.name),
        schema: relation.name.schema.clone(),
        name: relation.name.name.clone(),
        kind: if relation.is_partition() { "partition" } else { relation.kind.as_str() },
        comment: relation.comment.clone(),
        facts: facts(site, &sheet),
        picture,
        more,
        columns: columns.map(|column| column_row(site, &sheet, column)).collect(),
        has_comments: relation.columns.iter().any(|column| column.comment.is_some()),
        has_rust: sheet.rust.is_some(),
        references: sheet.references.iter().filter(own_key).map(|way| key_row(site, way)).collect(),
        referenced_by: sheet.referenced_by.iter().map(|way| key_row(site, way)).collect(),
        associations: sheet.associations.iter().map(|way| associated(site, way)).collect(),
        keys: constraints(|kind| {
            matches!(kind, ConstraintKind::PrimaryKey(_) | ConstraintKind::Unique(_) | ConstraintKind::Exclusion(_))
        }),
        checks: constraints(|kind| matches!(kind, ConstraintKind::Check(_))),
        indexes: relation.indexes.iter().filter(own_index).map(index).collect(),
        triggers: relation
            .triggers
            .iter()
            .filter(|trigger| !trigger.inherited)
            .map(|t| declared(&t.name, &relation.trigger_definition(t), t.comment.as_ref()))
            .collect(),
        policies: relation.policies.iter().map(policy).collect(),
        rules: relation
            .rules
            .iter()
            .map(|r| declared(&r.name, &relation.rule_definition(r), r.comment.as_ref()))
            .collect(),
        parents: relation.inherits.iter().map(|name| site.links.beside(name)).collect(),
        children: sheet.children.iter().map(|name| site.links.beside(name)).collect(),
        depends_on: sheet.depends_on.iter().map(|object| site.links.object(object)).collect(),
        used_by: sheet.used_by.iter().map(|object| site.links.object(object)).collect(),
        query: relation.query.clone(),
        findings: found.map(|finding| Found::new(finding, Link { text: String::new(), href: None })).collect(),
        rust: sheet.rust,
    }
}

fn facts(site: &Site<'_>, sheet: &Sheet<'_>) -> Vec<(&'static str, String)> {
    let relation = sheet.relation;
    let volume = site.volumes.get(&relation.name);
    let partitioning = relation.partitioning.as_ref();
    let facts = [
        ("rows", volume.and_then(|volume| volume.rows).map(|rows| format!("~{}", numbers::thousands(rows)))),
        ("size", volume.map(|volume| numbers::bytes(volume.bytes))),
        ("columns", Some(relation.columns.len().to_string())),
        ("partitioned by", partitioning.and_then(|partitioning| Some(partitioning.by.as_ref()?.definition()))),
        ("bound", partitioning.and_then(|partitioning| Some(partitioning.bound.as_ref()?.definition()))),
        ("server", relation.server.clone()),
        ("extension", relation.extension.clone()),
        ("row security", relation.row_security.then(|| "on".to_owned())),
        ("options", Some(relation.options_in_words().join(", ")).filter(|options| !options.is_empty())),
        ("owner", Some(relation.owner.clone())),
    ];
    facts.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

fn column_row(site: &Site<'_>, sheet: &Sheet<'_>, column: &Column) -> ColumnRow {
    let relation = sheet.relation;
    let within = |columns: &[String]| columns.contains(&column.name);
    let primary = relation.primary_key().is_some_and(|(_, key)| within(&key.columns));
    let alone = |columns: &BTreeSet<&str>| columns.len() == 1 && columns.contains(column.name.as_str());
    let marks = [
        (primary, "PK"),
        (sheet.references.iter().any(|way| within(&way.columns)), "FK"),
        (!primary && unique_sets(relation).iter().any(alone), "UK"),
    ];
    let generated = column.generated.as_ref().map(|generated| {
        format!("generated as ({}){}", generated.expression, if generated.stored { "" } else { " virtual" })
    });
    let identity = column.identity.map(|identity| match identity {
        Identity::Always => "identity, always",
        Identity::ByDefault => "identity",
    });
    let field = sheet.rust.iter().flat_map(|rust| &rust.fields).find(|field| field.column == column.name);
    let type_ = site.graph.catalog.type_(&column.type_.name).filter(|type_| type_.extension.is_none());
    let mut references: Vec<Link> = Vec::new();
    for way in sheet.references.iter().filter(|way| within(&way.columns)) {
        let link = site.links.beside(&way.to);
        if references.iter().all(|other| other.text != link.text) {
            references.push(link);
        }
    }
    ColumnRow {
        name: column.name.clone(),
        type_: column.type_.sql.clone(),
        href: type_.map(|type_| format!("../types.html#{}", anchor(type_))),
        null: !column.not_null,
        default: column.default.clone().or(generated).or(identity.map(str::to_owned)),
        marks: marks.into_iter().filter(|(due, _)| *due).map(|(_, mark)| mark).collect(),
        references,
        referenced: sheet.referenced_by.iter().filter(|way| within(&way.columns)).count(),
        rust: field.map(|field| {
            let same = field.field == column.name;
            if same { field.type_.clone() } else { format!("{}: {}", field.field, field.type_) }
        }),
        comment: column.comment.clone(),
    }
}

fn key_row(site: &Site<'_>, way: &Way) -> KeyRow {
    let action = |word: &str, action| {
        use relvar_catalog::catalog::ReferentialAction as Action;
        let does = match action {
            Action::NoAction => return None,
            Action::Restrict => "restrict",
            Action::Cascade => "cascade",
            Action::SetNull => "set null",
            Action::SetDefault => "set default",
        };
        Some(format!("on {word} {does}"))
    };
    let said = [
        (way.not_valid, "not valid"),
        (way.not_enforced, "not enforced"),
        (way.deferrable.is_some(), "deferrable"),
        (way.configured, "by configuration"),
    ];
    let said = said.into_iter().filter(|(due, _)| *due).map(|(_, note)| note.to_owned());
    let actions = [action("delete", way.on_delete), action("update", way.on_update)];
    KeyRow {
        constraint: way.constraint.clone(),
        columns: way.columns.join(", "),
        to: site.links.beside(&way.to),
        to_columns: way.to_columns.join(", "),
        cardinality: match way.cardinality {
            Cardinality::One => "exactly one",
            Cardinality::Optional => "one or none",
            Cardinality::Many => "any number",
        },
        method: way.rust.as_ref().map(|rust| rust.method.clone()),
        notes: actions.into_iter().flatten().chain(said).chain(way.comment.clone()).collect(),
    }
}

fn associated(site: &Site<'_>, way: &AssociationWay) -> Associated {
    Associated {
        through: site.links.beside(&way.through),
        to: site.links.beside(&way.to),
        method: way.rust.as_ref().map(|rust| rust.method.clone()),
    }
}

fn declared(name: &str, definition: &str, comment: Option<&String>) -> Declared {
    Declared { name: name.to_owned(), definition: definition.to_owned(), notes: Vec::new(), comment: comment.cloned() }
}

fn constraint(relation: &Relation, constraint: &Constraint) -> Declared {
    let notes = [(constraint.not_valid, "not valid"), (constraint.not_enforced, "not enforced")];
    let notes = notes.into_iter().filter(|(due, _)| *due).map(|(_, note)| note).collect();
    Declared {
        notes,
        ..declared(&constraint.name, &relation.constraint_definition(constraint), constraint.comment.as_ref())
    }
}

fn index(index: &Index) -> Declared {
    let notes = [(index.unique, "unique"), (index.invalid, "invalid")];
    let notes = notes.into_iter().filter(|(due, _)| *due).map(|(_, note)| note).collect();
    Declared { notes, ..declared(&index.name, &index.method_and_parts(), index.comment.as_ref()) }
}

fn policy(policy: &Policy) -> Declared {
    let command = match policy.command {
        PolicyCommand::All => "all",
        PolicyCommand::Select => "select",
        PolicyCommand::Insert => "insert",
        PolicyCommand::Update => "update",
        PolicyCommand::Delete => "delete",
    };
    let roles: Vec<_> = policy
        .roles
        .iter()
        .map(|role| match role {
            Grantee::Public => "public",
            Grantee::Role(name) => name,
        })
        .collect();
    let mut definition = format!("for {command} to {}", roles.join(", "));
    for (word, expression) in [("using", &policy.using), ("with check", &policy.with_check)] {
        if let Some(expression) = expression {
            definition = format!("{definition} {word} ({expression})");
        }
    }
    let notes = if policy.permissive { Vec::new() } else { vec!["restrictive"] };
    Declared { notes, ..declared(&policy.name, &definition, policy.comment.as_ref()) }
}
