//! Identities as people write them.

use std::str::FromStr;

use super::{ObjectId, SettingsScope};
use crate::catalog::{Grantee, ObjectClass, QualifiedName, RelationKind, RoutineKind, TypeRef, name::split_identifier};

/// A text that is no identity of an object.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` does not name an object; write its kind and its qualified name, such as `table public.film`, \
         `column public.film.title` or `function public.rank(integer)`"
)]
pub struct ParseObjectIdError(String);

impl FromStr for ObjectId {
    type Err = ParseObjectIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut rest = Rest(text.trim());
        let id = rest.object().filter(|_| rest.0.is_empty());
        id.ok_or_else(|| ParseObjectIdError(text.to_owned()))
    }
}

type Alone = fn(String) -> ObjectId;
type Qualified = fn(QualifiedName) -> ObjectId;
type Within = fn(QualifiedName, String) -> ObjectId;

/// What is left of the text.
struct Rest<'a>(&'a str);

impl Rest<'_> {
    fn object(&mut self) -> Option<ObjectId> {
        self.special().or_else(|| self.relation()).or_else(|| self.routine()).or_else(|| self.plain())
    }

    /// The kinds whose names have a form of their own.
    fn special(&mut self) -> Option<ObjectId> {
        if self.word("column ") {
            let (relation, name) = self.column()?;
            Some(ObjectId::Column { relation, name })
        } else if self.word("default privileges of ") {
            self.default_privileges()
        } else if self.word("default ") {
            let (relation, column) = self.column()?;
            Some(ObjectId::Default { relation, column })
        } else if self.word("cast (") {
            let source = Box::new(self.type_until(&[" as "])?);
            self.expect(" as ")?;
            let target = Box::new(self.type_until(&[")"])?);
            self.expect(")")?;
            Some(ObjectId::Cast { source, target })
        } else if self.word("operator class ") {
            let (name, method) = self.of_method()?;
            Some(ObjectId::OperatorClass { name, method })
        } else if self.word("operator family ") {
            let (name, method) = self.of_method()?;
            Some(ObjectId::OperatorFamily { name, method })
        } else if self.word("operator ") {
            self.operator()
        } else if self.word("transform for ") {
            let type_ = Box::new(self.type_until(&[" language "])?);
            self.expect(" language ")?;
            Some(ObjectId::Transform { type_, language: self.identifier()? })
        } else if self.word("user mapping for ") {
            // No role can have that name.
            let role = if self.word("public ") { Grantee::Public } else { self.role()? };
            self.expect("server ")?;
            Some(ObjectId::UserMapping { role, server: self.identifier()? })
        } else if self.word("settings of database") {
            Some(ObjectId::Settings(SettingsScope::Database))
        } else if self.word("settings of role ") {
            let role = self.identifier()?;
            let in_database = self.word(" in database");
            let scope = if in_database { SettingsScope::RoleInDatabase(role) } else { SettingsScope::Role(role) };
            Some(ObjectId::Settings(scope))
        } else if self.word("privileges on ") {
            Some(ObjectId::Privileges(Box::new(self.object()?)))
        } else if self.word("comment on ") {
            Some(ObjectId::Comment(Box::new(self.object()?)))
        } else if self.word("security label of ") {
            let provider = self.identifier()?;
            self.expect(" on ")?;
            Some(ObjectId::SecurityLabel { provider, object: Box::new(self.object()?) })
        } else {
            None
        }
    }

    fn relation(&mut self) -> Option<ObjectId> {
        let kind = RelationKind::ALL.into_iter().find(|kind| self.word(&format!("{} ", kind.as_str())))?;
        Some(ObjectId::Relation { kind, name: self.qualified()? })
    }

    fn routine(&mut self) -> Option<ObjectId> {
        let kind = RoutineKind::ALL.into_iter().find(|kind| self.word(&format!("{} ", kind.as_str())))?;
        let name = self.qualified()?;
        self.expect("(")?;
        let mut arguments = Vec::new();
        while !self.word(")") {
            if !arguments.is_empty() {
                self.expect(",")?;
            }
            self.0 = self.0.trim_start();
            arguments.push(self.type_until(&[",", ")"])?);
        }
        Some(ObjectId::Routine { kind, name, arguments })
    }

    /// The kinds that have a name, a qualified name, or a name on something.
    fn plain(&mut self) -> Option<ObjectId> {
        let alone: [(&str, Alone); 10] = [
            ("schema ", ObjectId::Schema),
            ("extension ", ObjectId::Extension),
            ("access method ", ObjectId::AccessMethod),
            ("publication ", ObjectId::Publication),
            ("subscription ", ObjectId::Subscription),
            ("event trigger ", ObjectId::EventTrigger),
            ("language ", ObjectId::Language),
            ("foreign-data wrapper ", ObjectId::ForeignDataWrapper),
            ("server ", ObjectId::Server),
            ("role ", ObjectId::Role),
        ];
        if let Some((_, id)) = alone.into_iter().find(|(kind, _)| self.word(kind)) {
            return self.identifier().map(id);
        }
        let qualified: [(&str, Qualified); 10] = [
            ("index ", ObjectId::Index),
            ("type ", ObjectId::Type),
            ("sequence ", ObjectId::Sequence),
            ("collation ", ObjectId::Collation),
            ("conversion ", ObjectId::Conversion),
            ("statistics ", ObjectId::Statistics),
            ("text search configuration ", ObjectId::TextSearchConfiguration),
            ("text search dictionary ", ObjectId::TextSearchDictionary),
            ("text search parser ", ObjectId::TextSearchParser),
            ("text search template ", ObjectId::TextSearchTemplate),
        ];
        if let Some((_, id)) = qualified.into_iter().find(|(kind, _)| self.word(kind)) {
            return self.qualified().map(id);
        }
        let on: [(&str, Within); 5] = [
            ("constraint ", |relation, name| ObjectId::Constraint { relation, name }),
            ("domain constraint ", |domain, name| ObjectId::DomainConstraint { domain, name }),
            ("trigger ", |relation, name| ObjectId::Trigger { relation, name }),
            ("rule ", |relation, name| ObjectId::Rule { relation, name }),
            ("policy ", |relation, name| ObjectId::Policy { relation, name }),
        ];
        let (_, id) = on.into_iter().find(|(kind, _)| self.word(kind))?;
        let name = self.identifier()?;
        self.expect(" on ")?;
        Some(id(self.qualified()?, name))
    }

    fn default_privileges(&mut self) -> Option<ObjectId> {
        let role = self.identifier()?;
        self.expect(" for ")?;
        let objects = ObjectClass::ALL.into_iter().find(|objects| self.word(objects.as_str()))?;
        let schema = if self.word(" in schema ") { Some(self.identifier()?) } else { None };
        Some(ObjectId::DefaultPrivileges { role, objects, schema })
    }

    fn operator(&mut self) -> Option<ObjectId> {
        let schema = self.identifier()?;
        self.expect(".")?;
        let end = self.0.find('(').filter(|end| *end > 0)?;
        let name = QualifiedName::new(schema, &self.0[..end]);
        self.0 = &self.0[end + 1..];
        let left = operand(self.type_until(&[","])?);
        self.expect(",")?;
        self.0 = self.0.trim_start();
        let right = operand(self.type_until(&[")"])?);
        self.expect(")")?;
        Some(ObjectId::Operator { name, left, right })
    }

    fn of_method(&mut self) -> Option<(QualifiedName, String)> {
        let name = self.qualified()?;
        self.expect(" using ")?;
        Some((name, self.identifier()?))
    }

    fn role(&mut self) -> Option<Grantee> {
        let role = self.identifier()?;
        self.expect(" ")?;
        Some(Grantee::Role(role))
    }

    fn column(&mut self) -> Option<(QualifiedName, String)> {
        let relation = self.qualified()?;
        self.expect(".")?;
        Some((relation, self.identifier()?))
    }

    fn qualified(&mut self) -> Option<QualifiedName> {
        let schema = self.identifier()?;
        self.expect(".")?;
        Some(QualifiedName { schema, name: self.identifier()? })
    }

    fn identifier(&mut self) -> Option<String> {
        let (identifier, rest) = split_identifier(self.0, |c| matches!(c, '.' | ' ' | '(' | ')' | ','))?;
        self.0 = rest;
        Some(identifier)
    }

    /// A type, up to one of the ends outside of quotes and parentheses.
    fn type_until(&mut self, ends: &[&str]) -> Option<TypeRef> {
        let (mut quoted, mut depth) = (false, 0_u32);
        let is_end = |(at, c): &(usize, char)| {
            if !quoted && depth == 0 && ends.iter().any(|end| self.0[*at..].starts_with(end)) {
                return true;
            }
            match c {
                '"' => quoted = !quoted,
                '(' if !quoted => depth += 1,
                ')' if !quoted => depth = depth.saturating_sub(1),
                _ => {}
            }
            false
        };
        let (end, _) = self.0.char_indices().find(is_end)?;
        let (sql, rest) = self.0.split_at(end);
        self.0 = rest;
        (!sql.is_empty()).then(|| TypeRef::parse(sql))
    }

    /// Takes a word off the front, if it is there.
    fn word(&mut self, word: &str) -> bool {
        let rest = self.0.strip_prefix(word);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn expect(&mut self, word: &str) -> Option<()> {
        self.word(word).then_some(())
    }
}

/// The type of an operand, or the word for none.
fn operand(type_: TypeRef) -> Option<Box<TypeRef>> {
    (!type_.sql.eq_ignore_ascii_case("none")).then(|| Box::new(type_))
}
