//! Statements that run only if their object is missing, so that a script can run again and again.

use std::{collections::BTreeMap, fmt::Write as _};

use relvar_catalog::{
    QualifiedName,
    catalog::{Grantee, ObjectClass, ObjectId, RelationKind, RoutineKind, TypeRef},
    ddl::literal,
};
use relvar_migrate::{Difference, Plan, Verb};

/// What `pg_get_object_address` takes.
struct Address {
    kind: &'static str,
    names: Vec<String>,
    arguments: Vec<String>,
}

/// When a statement runs.
#[derive(Clone, PartialEq, Eq)]
enum When {
    /// An object was missing.
    Missing(ObjectId),
    /// An object was there.
    Present(ObjectId),
}

/// The statements of a plan with their guards; or those objects that cannot be guarded.
pub(super) fn guarded(plan: &Plan, differences: &[Difference]) -> Result<String, Vec<ObjectId>> {
    let verb = |id: &ObjectId| differences.iter().find(|own| own.object == *id).map(|own| own.verb);
    let first = plan.statements.iter().map(|own| &own.object).find(|id| verb(id) == Some(Verb::Add));
    let (mut steps, mut refused): (Vec<(When, Vec<&str>)>, _) = (Vec::new(), Vec::new());
    let mut asked: BTreeMap<ObjectId, (usize, Address)> = BTreeMap::new();
    for statement in &plan.statements {
        let when = match (verb(&statement.object), first) {
            (Some(Verb::Add), _) => When::Missing(statement.object.clone()),
            (Some(Verb::Remove), _) => When::Present(statement.object.clone()),
            // What was there before is changed together with what is made.
            (Some(Verb::Change) | None, Some(first)) => When::Missing(first.clone()),
            (Some(Verb::Change) | None, None) => {
                refused.push(statement.object.clone());
                continue;
            }
        };
        let (When::Missing(id) | When::Present(id)) = &when;
        let number = asked.len() + 1;
        match address(id) {
            Some(address) => drop(asked.entry(id.clone()).or_insert((number, address))),
            None => refused.push(id.clone()),
        }
        match steps.last_mut() {
            Some((last, statements)) if *last == when => statements.push(&statement.sql),
            _ => steps.push((when, vec![&statement.sql])),
        }
    }
    match (refused.is_empty(), steps.is_empty()) {
        (false, _) => Err(refused),
        (true, true) => Ok("-- There is nothing to apply.\n".to_owned()),
        (true, false) => Ok(text(&asked, &steps)),
    }
}

fn text(asked: &BTreeMap<ObjectId, (usize, Address)>, steps: &[(When, Vec<&str>)]) -> String {
    let array = |texts: &[String]| {
        let texts: Vec<_> = texts.iter().map(|text| literal(text)).collect();
        format!("ARRAY[{}]::text[]", texts.join(", "))
    };
    let mut rows: Vec<_> = asked.values().collect();
    rows.sort_by_key(|(number, _)| *number);
    let rows: Vec<_> = rows
        .into_iter()
        .map(|(number, Address { kind, names, arguments })| {
            format!("        ({number}, {}, {}, {})", literal(kind), array(names), array(arguments))
        })
        .collect();
    let mut text = format!(
        "-- Which objects are there already.
DO $relvar$
DECLARE
    item record;
BEGIN
    FOR item IN SELECT * FROM (VALUES
{}
    ) AS items (number, kind, names, arguments) LOOP
        BEGIN
            PERFORM pg_catalog.pg_get_object_address(item.kind, item.names, item.arguments);
            PERFORM pg_catalog.set_config('relvar.has_' || item.number, 'true', true);
        EXCEPTION
            WHEN undefined_object OR undefined_table OR undefined_column OR undefined_function OR invalid_schema_name THEN
                PERFORM pg_catalog.set_config('relvar.has_' || item.number, 'false', true);
        END;
    END LOOP;
END $relvar$;
",
        rows.join(",\n")
    );
    for (when, statements) in steps {
        let (id, is_there) = match when {
            When::Missing(id) => (id, "false"),
            When::Present(id) => (id, "true"),
        };
        let number = asked.get(id).map_or(0, |(number, _)| *number);
        let _ = write!(
            text,
            "\n-- {id}\nDO $relvar$ BEGIN IF pg_catalog.current_setting('relvar.has_{number}') = '{is_there}' THEN\n"
        );
        for sql in statements {
            let tag = tag(sql);
            let _ = writeln!(text, "EXECUTE {tag}{sql}{tag};");
        }
        text.push_str("END IF; END $relvar$;\n");
    }
    text
}

/// A dollar quote that the text does not have.
fn tag(sql: &str) -> String {
    let tags = (0..).map(|number| if number == 0 { "$sql$".to_owned() } else { format!("$sql{number}$") });
    tags.into_iter().find(|tag| !sql.contains(tag.as_str())).unwrap_or_default()
}

fn address(id: &ObjectId) -> Option<Address> {
    let address = |kind, names: Vec<String>, arguments: Vec<String>| Some(Address { kind, names, arguments });
    let plain = |kind, name: &str| address(kind, vec![name.to_owned()], Vec::new());
    let qualified = |kind, name: &QualifiedName| address(kind, pair(name), Vec::new());
    let within = |kind, name: &QualifiedName, part: &str| {
        address(kind, [pair(name), vec![part.to_owned()]].concat(), Vec::new())
    };
    let of_method = |kind, name: &QualifiedName, method: &str| {
        address(kind, [vec![method.to_owned()], pair(name)].concat(), Vec::new())
    };
    let operand = |type_: &Option<Box<TypeRef>>| type_.as_ref().map_or("NONE", |own| own.sql.as_str()).to_owned();
    match id {
        ObjectId::Schema(name) => plain("schema", name),
        ObjectId::Extension(name) => plain("extension", name),
        ObjectId::AccessMethod(name) => plain("access method", name),
        ObjectId::Publication(name) => plain("publication", name),
        ObjectId::Subscription(name) => plain("subscription", name),
        ObjectId::EventTrigger(name) => plain("event trigger", name),
        ObjectId::Language(name) => plain("language", name),
        ObjectId::ForeignDataWrapper(name) => plain("foreign-data wrapper", name),
        ObjectId::Server(name) => plain("server", name),
        ObjectId::Role(name) => plain("role", name),
        ObjectId::Relation { kind, name } => qualified(
            match kind {
                RelationKind::Table | RelationKind::PartitionedTable => "table",
                RelationKind::View => "view",
                RelationKind::MaterializedView => "materialized view",
                RelationKind::ForeignTable => "foreign table",
            },
            name,
        ),
        ObjectId::Index(name) => qualified("index", name),
        ObjectId::Sequence(name) => qualified("sequence", name),
        ObjectId::Collation(name) => qualified("collation", name),
        ObjectId::Conversion(name) => qualified("conversion", name),
        ObjectId::TextSearchConfiguration(name) => qualified("text search configuration", name),
        ObjectId::TextSearchDictionary(name) => qualified("text search dictionary", name),
        ObjectId::TextSearchParser(name) => qualified("text search parser", name),
        ObjectId::TextSearchTemplate(name) => qualified("text search template", name),
        ObjectId::Statistics(name) => qualified("statistics object", name),
        ObjectId::Type(name) => plain("type", &name.to_string()),
        ObjectId::Column { relation, name } => within("table column", relation, name),
        ObjectId::Default { relation, column } => within("default value", relation, column),
        ObjectId::Constraint { relation, name } => within("table constraint", relation, name),
        ObjectId::Trigger { relation, name } => within("trigger", relation, name),
        ObjectId::Rule { relation, name } => within("rule", relation, name),
        ObjectId::Policy { relation, name } => within("policy", relation, name),
        ObjectId::DomainConstraint { domain, name } => {
            address("domain constraint", vec![domain.to_string()], vec![name.clone()])
        }
        ObjectId::Routine { kind, name, arguments } => address(
            match kind {
                RoutineKind::Function | RoutineKind::Window => "function",
                RoutineKind::Procedure => "procedure",
                RoutineKind::Aggregate => "aggregate",
            },
            pair(name),
            arguments.iter().map(|own| own.sql.clone()).collect(),
        ),
        ObjectId::Cast { source, target } => address("cast", vec![source.sql.clone()], vec![target.sql.clone()]),
        ObjectId::Operator { name, left, right } => {
            address("operator", pair(name), vec![operand(left), operand(right)])
        }
        ObjectId::OperatorClass { name, method } => of_method("operator class", name, method),
        ObjectId::OperatorFamily { name, method } => of_method("operator family", name, method),
        ObjectId::Transform { type_, language } => {
            address("transform", vec![type_.sql.clone()], vec![language.clone()])
        }
        ObjectId::UserMapping { role, server } => {
            let role = match role {
                Grantee::Public => "public",
                Grantee::Role(role) => role,
            };
            address("user mapping", vec![role.to_owned()], vec![server.clone()])
        }
        ObjectId::DefaultPrivileges { role, objects, schema } => {
            let class = match objects {
                ObjectClass::Tables => "r",
                ObjectClass::Sequences => "S",
                ObjectClass::Functions => "f",
                ObjectClass::Types => "T",
                ObjectClass::Schemas => "n",
                ObjectClass::LargeObjects => "L",
            };
            let names = [role.clone()].into_iter().chain(schema.clone()).collect();
            address("default acl", names, vec![class.to_owned()])
        }
        // These have no address of their own.
        ObjectId::Settings(_) | ObjectId::Privileges(_) | ObjectId::Comment(_) | ObjectId::SecurityLabel { .. } => None,
    }
}

fn pair(name: &QualifiedName) -> Vec<String> {
    vec![name.schema.clone(), name.name.clone()]
}
