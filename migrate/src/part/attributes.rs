//! What of a part is compared: everything that its serialised form says, but for what is listed here.

use std::collections::BTreeMap;

use relvar_catalog::{
    catalog::{RelationKind, TypeKind},
    ddl::Item,
};
use serde::Serialize;
use serde_json::Value;

use super::What;

/// What is not compared of any part: its identity says it, or it is compared by itself.
const EVERYWHERE: &[&str] = &["name", "id", "comment", "owner", "privileges", "extension"];

/// What is not compared, by kind, and why.
const IGNORED: &[(&str, &[&str], &str)] = &[
    ("schema", &["inaccessible"], "what the role that read the catalog may do"),
    (
        "relation",
        &["kind", "columns", "constraints", "indexes", "triggers", "rules", "policies"],
        "each is a part of its own, and the kind belongs to the identity",
    ),
    ("relation", &["insertable", "updatable"], "follows from the query and its triggers"),
    ("relation", &["unreadable"], "what the role that read the catalog may do"),
    ("relation", &["unpopulated"], "data, not schema"),
    ("column", &["read_only", "base"], "follows from the query of the view"),
    ("column", &["unreadable"], "what the role that read the catalog may do"),
    ("column", &["inherited"], "follows from the parents of its relation"),
    ("column", &["default"], "a part of its own"),
    ("view column", &["type", "not_null", "collation", "generated", "identity"], "follows from the query of the view"),
    ("constraint", &["inherited"], "follows from the parents of its relation"),
    ("trigger", &["inherited"], "follows from the parents of its relation"),
    ("domain", &["checks"], "each is a part of its own"),
    ("extension", &["version"], "what is installed on the server, unless both name one"),
    ("extension", &["configuration"], "what the version says of its tables"),
    ("extension", &["initial_privileges"], "what the version grants; privileges on members are not compared"),
];

/// What is compared of a part, by name.
pub(super) fn attributes(what: What<'_>) -> BTreeMap<String, Value> {
    match what {
        What::Column(relation, column) => {
            let is_view = matches!(relation.kind, RelationKind::View | RelationKind::MaterializedView);
            let kinds: &[&str] = if is_view { &["column", "view column"] } else { &["column"] };
            serialized(column, kinds)
        }
        What::Item(item) => of_item(item),
        What::Settings(own) => {
            own.values.iter().map(|(name, value)| (name.clone(), Value::from(value.clone()))).collect()
        }
        What::Label(own) => BTreeMap::from([("label".to_owned(), Value::from(own.label.clone()))]),
    }
}

fn of_item(item: Item<'_>) -> BTreeMap<String, Value> {
    match item {
        Item::Schema(own) => serialized(own, &["schema"]),
        Item::Extension(own) => serialized(own, &["extension"]),
        Item::Type(own) | Item::Shell(own) => {
            let mut attributes =
                serialized(own, &[if matches!(own.kind, TypeKind::Domain(_)) { "domain" } else { "type" }]);
            // Comments are no reason to touch an attribute.
            if let Some(Value::Array(list)) = attributes.get_mut("attributes") {
                let comments =
                    |own: &mut Value| Some((own.get("name")?.clone(), own.as_object_mut()?.remove("comment")?));
                let comments: Vec<_> = list.iter_mut().filter_map(comments).collect();
                if !comments.is_empty() {
                    let comments = comments.into_iter().map(|(name, text)| Value::Array(vec![name, text]));
                    attributes.insert("comments".to_owned(), Value::Array(comments.collect()));
                }
            }
            attributes
        }
        Item::DomainCheck(_, own) => serialized(own, &["domain check"]),
        Item::Routine(own) => serialized(own, &["routine"]),
        Item::Sequence(own) | Item::Ownership(own) => serialized(own, &["sequence"]),
        Item::Relation(own) | Item::Stub(own) | Item::Refresh(own) | Item::Attachment(own) => {
            serialized(own, &["relation"])
        }
        Item::Default(_, own) => {
            BTreeMap::from([("expression".to_owned(), Value::from(own.default.clone().unwrap_or_default()))])
        }
        Item::Constraint(_, own) => serialized(own, &["constraint"]),
        Item::Index(_, own) | Item::IndexAttachment(_, own) => serialized(own, &["index"]),
        Item::Trigger(_, own) => serialized(own, &["trigger"]),
        Item::Rule(_, own) => serialized(own, &["rule"]),
        Item::Policy(_, own) => serialized(own, &["policy"]),
        Item::Other(own) => serialized(own, &["other"]),
        Item::DefaultPrivileges(_) => BTreeMap::new(),
    }
}

/// The serialised form of a part, without what is ignored of these kinds.
#[expect(
    clippy::panic,
    reason = "a part of a catalog is a struct: that it has no serialised form is a fault of its type"
)]
fn serialized(part: &impl Serialize, kinds: &[&str]) -> BTreeMap<String, Value> {
    let all = match serde_json::to_value(part) {
        Ok(Value::Object(all)) => all,
        other => panic!("{kinds:?}: not an object: {other:?}"),
    };
    let ignored = |name: &str| {
        let mut own = IGNORED.iter().filter(|(kind, _, _)| kinds.contains(kind));
        EVERYWHERE.contains(&name) || own.any(|(_, names, _)| names.contains(&name))
    };
    all.into_iter().filter(|(name, _)| !ignored(name)).collect()
}

#[cfg(test)]
mod tests {
    use relvar_catalog::catalog::{
        Column, Constraint, Extension, Index, OtherObject, Policy, Relation, Routine, Rule, Schema, Sequence, Trigger,
        Type,
    };
    use serde::de::DeserializeOwned;

    use super::{EVERYWHERE, IGNORED};

    /// The names of the fields, which the error about an unknown one lists.
    fn fields<T: DeserializeOwned>() -> Vec<String> {
        let text = match serde_json::from_str::<T>(r#"{"no such field": null}"#) {
            Ok(_) => String::new(),
            Err(error) => error.to_string(),
        };
        let names = text.split_once("expected one of").map(|(_, names)| names).unwrap_or_default();
        names.split('`').skip(1).step_by(2).map(str::to_owned).collect()
    }

    #[test]
    fn what_is_ignored_is_a_field() {
        for (kind, names, _) in IGNORED {
            let fields = match *kind {
                "schema" => fields::<Schema>(),
                "relation" => fields::<Relation>(),
                "column" | "view column" => fields::<Column>(),
                "constraint" => fields::<Constraint>(),
                "trigger" => fields::<Trigger>(),
                "domain" => fields::<Type>(),
                "extension" => fields::<Extension>(),
                _ => Vec::new(),
            };
            for name in *names {
                assert!(fields.iter().any(|field| field == name), "`{name}` of {kind} is none of {fields:?}");
            }
        }
        let all = [
            fields::<Relation>(),
            fields::<Column>(),
            fields::<Index>(),
            fields::<Type>(),
            fields::<Routine>(),
            fields::<Sequence>(),
            fields::<Rule>(),
            fields::<Policy>(),
            fields::<OtherObject>(),
        ];
        for name in EVERYWHERE {
            assert!(all.iter().flatten().any(|field| field == name), "`{name}`");
        }
    }
}
