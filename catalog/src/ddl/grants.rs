//! Access control lists as `GRANT` and `REVOKE`: what differs from the privileges that a new object has.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{
    DefaultPrivileges, Grantee, ObjectClass, ObjectId, Privilege,
    PrivilegeType::{
        self, Create, Delete, Execute, Insert, Maintain, References, Select, Trigger, Truncate, Update, Usage,
    },
    Privileges,
};

use super::{noun::Noun, sql::identifier};

/// What privileges there are on objects of a kind, and who has them when the object is new (`acldefault`).
struct Kind {
    /// As in `GRANT … ON TABLE`.
    noun: &'static str,
    /// Those of the owner: all there are.
    all: &'static [PrivilegeType],
    /// Those of everybody.
    public: &'static [PrivilegeType],
}

const TABLE: Kind = Kind {
    noun: "TABLE",
    all: &[Select, Insert, Update, Delete, Truncate, References, Trigger, Maintain],
    public: &[],
};
const COLUMN: Kind = Kind { noun: "TABLE", all: &[Select, Insert, Update, References], public: &[] };
const SEQUENCE: Kind = Kind { noun: "SEQUENCE", all: &[Select, Update, Usage], public: &[] };
const SCHEMA: Kind = Kind { noun: "SCHEMA", all: &[Create, Usage], public: &[] };
const TYPE: Kind = Kind { noun: "TYPE", all: &[Usage], public: &[Usage] };
const FUNCTION: Kind = Kind { noun: "FUNCTION", all: &[Execute], public: &[Execute] };
const PROCEDURE: Kind = Kind { noun: "PROCEDURE", ..FUNCTION };
const LANGUAGE: Kind = Kind { noun: "LANGUAGE", ..TYPE };
const WRAPPER: Kind = Kind { noun: "FOREIGN DATA WRAPPER", all: &[Usage], public: &[] };
const SERVER: Kind = Kind { noun: "FOREIGN SERVER", ..WRAPPER };
const LARGE_OBJECT: Kind = Kind { noun: "LARGE OBJECT", all: &[Select, Update], public: &[] };

impl Kind {
    fn of(object: &ObjectId) -> Option<&'static Self> {
        Some(match object {
            ObjectId::Relation { .. } => &TABLE,
            ObjectId::Column { .. } => &COLUMN,
            ObjectId::Sequence(_) => &SEQUENCE,
            ObjectId::Schema(_) => &SCHEMA,
            ObjectId::Type(_) => &TYPE,
            ObjectId::Routine { kind: crate::catalog::RoutineKind::Procedure, .. } => &PROCEDURE,
            ObjectId::Routine { .. } => &FUNCTION,
            ObjectId::Language(_) => &LANGUAGE,
            ObjectId::ForeignDataWrapper(_) => &WRAPPER,
            ObjectId::Server(_) => &SERVER,
            _ => return None,
        })
    }

    fn of_class(class: ObjectClass) -> &'static Self {
        match class {
            ObjectClass::Tables => &TABLE,
            ObjectClass::Sequences => &SEQUENCE,
            ObjectClass::Functions => &FUNCTION,
            ObjectClass::Types => &TYPE,
            ObjectClass::Schemas => &SCHEMA,
            ObjectClass::LargeObjects => &LARGE_OBJECT,
        }
    }

    /// All privileges in a version.
    fn all(&self, version: u32) -> BTreeSet<PrivilegeType> {
        self.all.iter().copied().filter(|privilege| version >= 17 || *privilege != Maintain).collect()
    }

    /// What a new object of that owner has.
    fn default(&self, owner: &str, version: u32) -> Privileges {
        let entry =
            |grantee: Grantee, privilege| Privilege { grantee, privilege, grantor: owner.to_owned(), grantable: false };
        let own = self.all(version).into_iter().map(|privilege| entry(Grantee::Role(owner.to_owned()), privilege));
        own.chain(self.public.iter().map(|privilege| entry(Grantee::Public, *privilege))).collect()
    }
}

/// What decides on the privileges that a new object has.
pub(super) struct Origin<'a> {
    /// What the extension that made the object granted, if it did; otherwise the object has what its kind has.
    pub(super) granted: Option<&'a Privileges>,
    /// The default privileges of the database.
    pub(super) defaults: &'a [DefaultPrivileges],
    pub(super) version: u32,
}

/// The statements that give a new object its privileges.
///
/// The default privileges of the role that makes it take effect. Which role that is depends on who runs the script, so each
/// of them may have taken effect or not: what one of them grants is revoked, and what one of them withholds is granted.
pub(super) fn grants(
    (object, noun): (&ObjectId, Noun),
    owner: &str,
    privileges: Option<&Privileges>,
    origin: &Origin<'_>,
) -> Vec<String> {
    let Some((change, built_in)) = on((object, noun), owner, origin.version) else { return Vec::new() };
    let new = origin.granted.unwrap_or(&built_in);
    let (mut most, mut least) = (new.clone(), new.clone());
    for default in origin.defaults.iter().filter(|default| is_for(default, object)) {
        let granted: Privileges = default.privileges.iter().map(|own| handed_over(own, &default.role, owner)).collect();
        if default.schema.is_none() {
            least.retain(|own| granted.contains(own));
        }
        most.extend(granted);
    }
    change.statements((&most, &least), privileges.unwrap_or(&built_in), owner)
}

/// Whether an object is of the kind, and in the schema, that default privileges are for.
fn is_for(default: &DefaultPrivileges, object: &ObjectId) -> bool {
    let (class, schema) = match object {
        ObjectId::Relation { name, .. } => (ObjectClass::Tables, Some(&name.schema)),
        ObjectId::Sequence(name) => (ObjectClass::Sequences, Some(&name.schema)),
        ObjectId::Routine { name, .. } => (ObjectClass::Functions, Some(&name.schema)),
        ObjectId::Type(name) => (ObjectClass::Types, Some(&name.schema)),
        ObjectId::Schema(_) => (ObjectClass::Schemas, None),
        _ => return false,
    };
    default.objects == class && (default.schema.is_none() || default.schema.as_ref() == schema)
}

/// What a change of owner makes of a privilege.
fn handed_over(privilege: &Privilege, from: &str, to: &str) -> Privilege {
    let mut own = privilege.clone();
    if own.grantor == from {
        to.clone_into(&mut own.grantor);
    }
    if own.grantee == Grantee::Role(from.to_owned()) {
        own.grantee = Grantee::Role(to.to_owned());
        own.grantable = false;
    }
    own
}

/// The statements that change the privileges on an object; none are those that it has when it is new.
pub(super) fn change(
    (object, noun): (&ObjectId, Noun),
    owner: &str,
    (before, after, version): (Option<&Privileges>, Option<&Privileges>, u32),
) -> Vec<String> {
    let Some((change, built_in)) = on((object, noun), owner, version) else { return Vec::new() };
    let before = before.unwrap_or(&built_in);
    change.statements((before, before), after.unwrap_or(&built_in), owner)
}

/// Changes of the privileges on an object, and those that it has when it is new.
fn on<'a>((object, noun): (&'a ObjectId, Noun), owner: &str, version: u32) -> Option<(Change<'a>, Privileges)> {
    let kind = Kind::of(object)?;
    let (on, column) = match object {
        ObjectId::Column { relation, name } => (super::sql::qualified(relation), Some(name.as_str())),
        // Here, no arguments are written as such.
        _ => (noun.name.replace("(*)", "()"), None),
    };
    let default = match object {
        ObjectId::Column { .. } => Vec::new(),
        ObjectId::Schema(name) if name == "public" => public_schema(owner, version),
        _ => kind.default(owner, version),
    };
    Some((Change { kind, target: format!("{} {on}", kind.noun), column, version }, default))
}

/// What the schema `public` of a new database has.
fn public_schema(owner: &str, version: u32) -> Privileges {
    let mut privileges = SCHEMA.default(owner, version);
    let public: &[PrivilegeType] = if version >= 15 { &[Usage] } else { &[Create, Usage] };
    privileges.extend(public.iter().map(|privilege| Privilege {
        grantee: Grantee::Public,
        privilege: *privilege,
        grantor: owner.to_owned(),
        grantable: false,
    }));
    privileges
}

/// `ALTER DEFAULT PRIVILEGES`: those for one schema are added to the others, and those for all take their place.
pub(super) fn default_privileges(default: &DefaultPrivileges, version: u32) -> Vec<String> {
    change_defaults(default, (None, Some(&default.privileges)), version)
}

/// A change of default privileges; none are those that hold where nothing was said.
pub(super) fn change_defaults(
    default: &DefaultPrivileges,
    (before, after): (Option<&Privileges>, Option<&Privileges>),
    version: u32,
) -> Vec<String> {
    let DefaultPrivileges { role, schema, objects, privileges: _ } = default;
    let kind = Kind::of_class(*objects);
    let built_in = if schema.is_some() { Vec::new() } else { kind.default(role, version) };
    let target = objects.as_str().to_uppercase();
    let change = Change { kind, target, column: None, version };
    let within = schema.as_ref().map(|schema| format!(" IN SCHEMA {}", identifier(schema))).unwrap_or_default();
    let head = format!("ALTER DEFAULT PRIVILEGES FOR ROLE {}{within} ", identifier(role));
    let before = before.unwrap_or(&built_in);
    change
        .statements((before, before), after.unwrap_or(&built_in), role)
        .into_iter()
        .map(|sql| head.clone() + &sql)
        .collect()
}

/// A change of privileges on something.
struct Change<'a> {
    kind: &'static Kind,
    /// `TABLE public.film`.
    target: String,
    column: Option<&'a str>,
    version: u32,
}

impl Change<'_> {
    /// From privileges of which the most and the least are known.
    fn statements(&self, (most, least): (&Privileges, &Privileges), after: &Privileges, owner: &str) -> Vec<String> {
        // The grant option of the owner is one that it has anyway.
        let plain = |privilege: &Privilege| {
            let own = privilege.grantee == Grantee::Role(owner.to_owned());
            Privilege { grantable: privilege.grantable && !own, ..privilege.clone() }
        };
        let [most, least, after] =
            [most, least, after].map(|privileges| privileges.iter().map(plain).collect::<BTreeSet<_>>());
        let mut statements = Vec::new();
        for ((grantee, _, _), privileges) in grouped(most.difference(&after)) {
            statements.push(format!("REVOKE {} ON {} FROM {}", self.list(&privileges), self.target, name(&grantee)));
        }
        let mut groups: Vec<_> = grouped(after.difference(&least)).into_iter().collect();
        // Who grants what was granted to it comes after that.
        let mut able: BTreeSet<String> = BTreeSet::from([owner.to_owned()]);
        while !groups.is_empty() {
            let next = groups.iter().position(|((_, grantor, _), _)| able.contains(grantor)).unwrap_or(0);
            let ((grantee, grantor, grantable), privileges) = groups.remove(next);
            let option = if grantable { " WITH GRANT OPTION" } else { "" };
            let grant = format!("GRANT {} ON {} TO {}{option}", self.list(&privileges), self.target, name(&grantee));
            if grantor == owner {
                statements.push(grant);
            } else {
                statements.push(format!("SET SESSION AUTHORIZATION {}", identifier(&grantor)));
                statements.push(grant);
                statements.push("RESET SESSION AUTHORIZATION".to_owned());
            }
            if let (Grantee::Role(role), true) = (grantee, grantable) {
                able.insert(role);
            }
        }
        statements
    }

    fn list(&self, privileges: &BTreeSet<PrivilegeType>) -> String {
        let column = self.column.map(|column| format!(" ({})", identifier(column))).unwrap_or_default();
        if *privileges == self.kind.all(self.version) {
            return format!("ALL{column}");
        }
        let rest = privileges.iter().filter(|own| !self.kind.all.contains(own));
        let ordered = self.kind.all.iter().filter(|privilege| privileges.contains(privilege)).chain(rest);
        ordered.map(|privilege| format!("{}{column}", privilege.as_str())).collect::<Vec<_>>().join(", ")
    }
}

/// Privileges by who has them, from whom, and whether it may pass them on; PUBLIC first.
fn grouped<'a>(
    privileges: impl Iterator<Item = &'a Privilege>,
) -> BTreeMap<(Grantee, String, bool), BTreeSet<PrivilegeType>> {
    let mut groups: BTreeMap<_, BTreeSet<PrivilegeType>> = BTreeMap::new();
    for Privilege { grantee, privilege, grantor, grantable } in privileges {
        groups.entry((grantee.clone(), grantor.clone(), *grantable)).or_default().insert(*privilege);
    }
    groups
}

fn name(grantee: &Grantee) -> String {
    match grantee {
        Grantee::Public => "PUBLIC".to_owned(),
        Grantee::Role(role) => identifier(role),
    }
}
