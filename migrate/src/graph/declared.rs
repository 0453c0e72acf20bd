//! What a declaration names: the needs that a catalog does not list besides.

use relvar_catalog::{
    QualifiedName,
    catalog::{ConstraintKind, ForeignKey, Index, ObjectId, Relation, Routine, Type, TypeKind, TypeRef},
    ddl::Item,
};

use crate::part::{Parts, What};

/// What the declaration of a part names, and what it may name.
pub(super) fn declared(what: What<'_>, parts: &Parts<'_>) -> (Vec<ObjectId>, Vec<ObjectId>) {
    let mut needs = Needs { parts, found: Vec::new(), possible: Vec::new() };
    match what {
        What::Column(relation, column) => {
            if relation.query.is_none() {
                needs.type_(&column.type_);
                needs.collation(column.collation.as_ref());
                if let Some(type_) = &relation.of_type {
                    needs.named(type_);
                }
                if column.inherited {
                    let parents = relation.inherits.iter();
                    needs.found.extend(
                        parents.map(|parent| ObjectId::Column { relation: parent.clone(), name: column.name.clone() }),
                    );
                }
            }
        }
        What::Item(item) => needs.item(item),
        // A label needs what it is on, which is its host.
        What::Settings(_) | What::Label(_) => {}
    }
    (needs.found, needs.possible)
}

struct Needs<'p> {
    parts: &'p Parts<'p>,
    found: Vec<ObjectId>,
    possible: Vec<ObjectId>,
}

impl Needs<'_> {
    fn schema(&mut self, name: &QualifiedName) {
        self.found.push(ObjectId::Schema(name.schema.clone()));
    }

    fn type_(&mut self, type_: &TypeRef) {
        self.named(&type_.name);
    }

    /// A type, or a relation, whose row type has its name.
    fn named(&mut self, name: &QualifiedName) {
        if let Some(relation) = self.parts.catalog.relation(name) {
            self.found.push(relation.id());
        } else if let Some(type_) = self.parts.catalog.type_(name) {
            let name = match &type_.kind {
                TypeKind::Multirange { range } => range,
                _ => name,
            };
            match &type_.extension {
                Some(extension) => self.found.push(ObjectId::Extension(extension.clone())),
                None => self.found.push(ObjectId::Type(name.clone())),
            }
        }
    }

    fn collation(&mut self, name: Option<&QualifiedName>) {
        self.found.extend(name.map(|name| ObjectId::Collation(name.clone())));
    }

    fn columns(&mut self, relation: &QualifiedName, names: &[String]) {
        self.found.extend(names.iter().map(|name| ObjectId::Column { relation: relation.clone(), name: name.clone() }));
    }

    /// Every function of that name: which of them it is does not matter for the order.
    fn functions(&mut self, name: &QualifiedName) {
        let found = self.parts.catalog.routines.iter().filter(|routine| routine.name == *name);
        self.found.extend(found.map(|routine| match &routine.extension {
            Some(extension) => ObjectId::Extension(extension.clone()),
            None => routine.id(),
        }));
    }

    fn item(&mut self, item: Item<'_>) {
        match item {
            Item::Extension(own) => self.found.push(ObjectId::Schema(own.schema.clone())),
            Item::Type(own) | Item::Shell(own) => self.of_type(own),
            Item::Routine(own) => self.routine(own),
            Item::Sequence(own) | Item::Ownership(own) => self.schema(&own.name),
            Item::Relation(own) | Item::Stub(own) | Item::Refresh(own) | Item::Attachment(own) => self.relation(own),
            Item::Constraint(relation, own) => {
                match &own.kind {
                    ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => {
                        self.columns(&relation.name, &key.columns);
                        self.columns(&relation.name, &key.include);
                    }
                    ConstraintKind::Check(check) => self.columns(&relation.name, &check.columns),
                    ConstraintKind::NotNull { column } => self.columns(&relation.name, std::slice::from_ref(column)),
                    ConstraintKind::ForeignKey(key) => self.key(relation, key),
                    ConstraintKind::Exclusion(_) => {}
                }
                if own.inherited {
                    let parents = relation.inherits.iter().cloned();
                    self.found.extend(
                        parents.map(|parent| ObjectId::Constraint { relation: parent, name: own.name.clone() }),
                    );
                }
                let index = relation.indexes.iter().find(|index| index.constraint.as_ref() == Some(&own.name));
                if let Some(index) = index {
                    self.index(relation, index);
                }
            }
            Item::Index(relation, own) | Item::IndexAttachment(relation, own) => self.index(relation, own),
            Item::Trigger(_, own) => self.functions(&own.function),
            Item::Schema(_)
            | Item::DomainCheck(..)
            | Item::Default(..)
            | Item::Rule(..)
            | Item::Policy(..)
            | Item::Other(_)
            | Item::DefaultPrivileges(_) => {}
        }
    }

    fn of_type(&mut self, own: &Type) {
        self.schema(&own.name);
        match &own.kind {
            TypeKind::Domain(domain) => {
                self.type_(&domain.base);
                self.collation(domain.collation.as_ref());
            }
            TypeKind::Composite { attributes } => {
                for attribute in attributes {
                    self.type_(&attribute.type_);
                    self.collation(attribute.collation.as_ref());
                }
            }
            TypeKind::Range(range) => {
                self.type_(&range.subtype);
                self.collation(range.collation.as_ref());
                range.canonical.iter().chain(&range.subtype_diff).for_each(|function| self.functions(function));
                let class =
                    |name: &QualifiedName| ObjectId::OperatorClass { name: name.clone(), method: "btree".to_owned() };
                self.found.extend(range.operator_class.as_ref().map(class));
            }
            TypeKind::Base { .. } | TypeKind::Enum { .. } | TypeKind::Multirange { .. } | TypeKind::Pseudo => {}
        }
    }

    fn routine(&mut self, own: &Routine) {
        self.schema(&own.name);
        own.arguments.iter().map(|argument| &argument.type_).chain(&own.returns).for_each(|type_| self.type_(type_));
        self.found.push(ObjectId::Language(own.language.clone()));
    }

    fn relation(&mut self, own: &Relation) {
        self.schema(&own.name);
        own.inherits.iter().for_each(|parent| self.named(parent));
        own.of_type.iter().for_each(|type_| self.named(type_));
        self.found.extend(own.server.clone().map(ObjectId::Server));
        self.found.extend(own.access_method.clone().map(ObjectId::AccessMethod));
    }

    /// The columns on both sides, and the key that a foreign key leads to: a constraint, or an index alone.
    fn key(&mut self, relation: &Relation, key: &ForeignKey) {
        self.columns(&relation.name, &key.columns);
        self.named(&key.references);
        self.columns(&key.references, &key.referenced_columns);
        let Some(referenced) = self.parts.catalog.relation(&key.references) else { return };
        let mut wanted: Vec<&str> = key.referenced_columns.iter().map(String::as_str).collect();
        wanted.sort_unstable();
        let fits = |index: &&Index| {
            let mut columns: Vec<&str> = index.parts.iter().filter_map(|part| part.column.as_deref()).collect();
            columns.sort_unstable();
            index.unique && index.predicate.is_none() && columns.len() == index.parts.len() && columns == wanted
        };
        // PostgreSQL takes the primary key if it can, and else the first one: it is not known which, where there are several.
        let mut found: Vec<&Index> = referenced.indexes.iter().filter(fits).collect();
        found.sort_by_key(|index| {
            let primary = referenced.primary_key().map(|(constraint, _)| &constraint.name);
            (index.constraint.is_none() || index.constraint.as_ref() != primary, index.constraint.is_none())
        });
        for index in found {
            self.possible.push(match &index.constraint {
                Some(name) => ObjectId::Constraint { relation: referenced.name.clone(), name: name.clone() },
                None => ObjectId::Index(QualifiedName::new(&referenced.name.schema, &index.name)),
            });
        }
    }

    fn index(&mut self, relation: &Relation, own: &Index) {
        let columns: Vec<String> = own.parts.iter().filter_map(|part| part.column.clone()).collect();
        self.columns(&relation.name, &columns);
        self.columns(&relation.name, &own.include);
        for part in &own.parts {
            self.collation(part.collation.as_ref());
            let class =
                |name: &QualifiedName| ObjectId::OperatorClass { name: name.clone(), method: own.method.clone() };
            self.found.extend(part.operator_class.as_ref().map(class));
        }
        if own.parts.iter().any(|part| part.column.is_none()) || own.predicate.is_some() {
            // Which columns and types an expression names is not known: any of its relation.
            let column = |name: &String| ObjectId::Column { relation: relation.name.clone(), name: name.clone() };
            self.possible.extend(relation.columns.iter().map(|own| column(&own.name)));
        }
        if let Some(parent) = &own.parent {
            self.found.push(ObjectId::Index(parent.clone()));
        }
        self.found.push(ObjectId::AccessMethod(own.method.clone()));
    }
}
