//! Statements that let reads and writes go on, in place of those that block them for long.

use std::collections::BTreeSet;

use relvar_catalog::{
    QualifiedName,
    catalog::{Constraint, ConstraintKind, Deferral, Index, ObjectId, Relation, RelationKind},
    ddl::{Item, identifier, qualified},
};

use crate::part::{Parts, What};

use super::{form::Form, step::Step};

/// The same steps, on tables that are there already by forms that block nobody for long.
pub(super) fn online(steps: Vec<Step>, (from, to): (&Parts<'_>, &Parts<'_>)) -> Vec<Step> {
    let made = |step: &Step| matches!(step.object, ObjectId::Relation { .. }) && step.sql.starts_with("CREATE ");
    let made: BTreeSet<QualifiedName> =
        steps.iter().filter(|step| made(step)).filter_map(|step| step.object.relation().cloned()).collect();
    let writing = Writing { from, to, made };
    steps.into_iter().flat_map(|step| writing.step(step)).collect()
}

struct Writing<'w, 'a> {
    from: &'w Parts<'a>,
    to: &'w Parts<'a>,
    /// Relations that the plan makes: nobody uses them yet.
    made: BTreeSet<QualifiedName>,
}

impl Writing<'_, '_> {
    fn is_used(&self, relation: &Relation) -> bool {
        self.from.catalog.relation(&relation.name).is_some() && !self.made.contains(&relation.name)
    }

    fn item<'p>(parts: &'p Parts<'_>, id: &ObjectId) -> Option<Item<'p>> {
        match parts.get(id)?.what {
            What::Item(item) => Some(item),
            What::Column(..) | What::Settings(_) | What::Label(_) => None,
        }
    }

    fn step(&self, step: Step) -> Vec<Step> {
        let other = match step.form {
            Form::CreateIndex => self.create_index(&step),
            Form::DropIndex => self.drop_index(&step),
            Form::AddCheck | Form::AddForeignKey => self.add_valid(&step),
            Form::AddUnique => self.add_unique(&step),
            Form::SetNotNull => self.set_not_null(&step),
            // `DETACH PARTITION … CONCURRENTLY` would leave a check behind, whose name is not known before.
            _ => None,
        };
        other.unwrap_or_else(|| vec![step])
    }

    fn create_index(&self, step: &Step) -> Option<Vec<Step>> {
        let Item::Index(relation, _) = Self::item(self.to, &step.object)? else { return None };
        let word = ["CREATE UNIQUE INDEX ", "CREATE INDEX "].into_iter().find(|word| step.sql.starts_with(word))?;
        // The index of a partitioned table cannot be built so.
        let can_be = matches!(relation.kind, RelationKind::Table | RelationKind::MaterializedView);
        (can_be && self.is_used(relation)).then(|| {
            let sql = step.sql.replacen(word, &format!("{word}CONCURRENTLY "), 1);
            vec![Step::new(&step.object, Form::CreateIndexConcurrently, sql)]
        })
    }

    fn drop_index(&self, step: &Step) -> Option<Vec<Step>> {
        let Item::Index(relation, index) = Self::item(self.from, &step.object)? else { return None };
        let can_be = relation.kind != RelationKind::PartitionedTable && index.parent.is_none();
        can_be.then(|| {
            let sql = step.sql.replacen("DROP INDEX ", "DROP INDEX CONCURRENTLY ", 1);
            vec![Step::new(&step.object, Form::DropIndexConcurrently, sql)]
        })
    }

    /// A constraint that is checked later, under a lock that lets writes go on.
    fn add_valid(&self, step: &Step) -> Option<Vec<Step>> {
        let Item::Constraint(relation, own) = Self::item(self.to, &step.object)? else { return None };
        let (form, can_be) = match own.kind {
            ConstraintKind::Check(_) => (Form::AddNotValid, true),
            ConstraintKind::ForeignKey(_) => {
                (Form::AddForeignKeyNotValid, relation.kind != RelationKind::PartitionedTable)
            }
            ConstraintKind::NotNull { .. }
            | ConstraintKind::PrimaryKey(_)
            | ConstraintKind::Unique(_)
            | ConstraintKind::Exclusion(_) => return None,
        };
        let can_be = can_be && !own.not_valid && !own.not_enforced && step.sql.contains("ADD CONSTRAINT");
        (can_be && self.is_used(relation)).then(|| {
            let add = Step::new(&step.object, form, format!("{} NOT VALID", step.sql));
            vec![add.alone(), validate(relation, &own.name).alone()]
        })
    }

    /// A key whose index is built before.
    fn add_unique(&self, step: &Step) -> Option<Vec<Step>> {
        let Item::Constraint(relation, own) = Self::item(self.to, &step.object)? else { return None };
        let word = match &own.kind {
            ConstraintKind::PrimaryKey(key) if !key.without_overlaps => "PRIMARY KEY",
            ConstraintKind::Unique(key) if !key.without_overlaps => "UNIQUE",
            ConstraintKind::PrimaryKey(_)
            | ConstraintKind::Unique(_)
            | ConstraintKind::ForeignKey(_)
            | ConstraintKind::Check(_)
            | ConstraintKind::Exclusion(_)
            | ConstraintKind::NotNull { .. } => return None,
        };
        if relation.kind != RelationKind::Table || !self.is_used(relation) || !step.sql.contains("ADD CONSTRAINT") {
            return None;
        }
        let index = relation.indexes.iter().find(|index| index.constraint.as_ref() == Some(&own.name))?;
        let (table, name) = (qualified(&relation.name), identifier(&own.name));
        let id = ObjectId::Index(QualifiedName::new(&relation.name.schema, &index.name));
        let build = Step::new(&id, Form::CreateIndexConcurrently, build(relation, index));
        let sql = format!("ALTER TABLE {table} ADD CONSTRAINT {name} {word} USING INDEX {name}{}", deferral(own));
        Some(vec![build, Step::new(&step.object, Form::AddUsingIndex, sql).alone()])
    }

    /// `SET NOT NULL` reads no row if a check says that there is no NULL.
    fn set_not_null(&self, step: &Step) -> Option<Vec<Step>> {
        let What::Column(relation, column) = self.to.get(&step.object)?.what else { return None };
        if !self.is_used(relation) || relation.kind == RelationKind::ForeignTable {
            return None;
        }
        let (table, name) = (qualified(&relation.name), identifier(&column.name));
        let helper = self.free_name(relation, &format!("{}_not_null", column.name));
        let id = ObjectId::Constraint { relation: relation.name.clone(), name: helper.clone() };
        let check = identifier(&helper);
        let add = format!("ALTER TABLE {table} ADD CONSTRAINT {check} CHECK ({name} IS NOT NULL) NOT VALID");
        let drop = format!("ALTER TABLE {table} DROP CONSTRAINT {check}");
        Some(vec![
            Step::new(&id, Form::AddNotValid, add).alone(),
            validate(relation, &helper).alone(),
            Step::new(&step.object, Form::SetNotNullProven, step.sql.clone()).alone(),
            Step::new(&id, Form::DropConstraint, drop).alone(),
        ])
    }

    /// A name that no constraint of a table has, on either side.
    fn free_name(&self, relation: &Relation, wanted: &str) -> String {
        let is_taken = |name: &str| {
            let id = ObjectId::Constraint { relation: relation.name.clone(), name: name.to_owned() };
            self.from.get(&id).is_some() || self.to.get(&id).is_some()
        };
        let end = (0..=55).rev().find(|end| wanted.is_char_boundary((*end).min(wanted.len()))).unwrap_or(0);
        let stem = &wanted[..end.min(wanted.len())];
        let mut names = (0_u32..).map(|at| if at == 0 { stem.to_owned() } else { format!("{stem}{at}") });
        names.find(|name| !is_taken(name)).unwrap_or_else(|| stem.to_owned())
    }
}

fn validate(relation: &Relation, constraint: &str) -> Step {
    let id = ObjectId::Constraint { relation: relation.name.clone(), name: constraint.to_owned() };
    let sql = format!("ALTER TABLE {} VALIDATE CONSTRAINT {}", qualified(&relation.name), identifier(constraint));
    Step::new(&id, Form::Validate, sql)
}

/// The index of a key, built by itself.
fn build(relation: &Relation, index: &Index) -> String {
    let space = index.tablespace.as_ref().map(|name| format!(" TABLESPACE {}", identifier(name))).unwrap_or_default();
    format!(
        "CREATE UNIQUE INDEX CONCURRENTLY {} ON {} USING {}{space}",
        identifier(&index.name),
        qualified(&relation.name),
        index.method_and_parts()
    )
}

fn deferral(own: &Constraint) -> &'static str {
    match own.deferrable {
        None => "",
        Some(Deferral::InitiallyImmediate) => " DEFERRABLE INITIALLY IMMEDIATE",
        Some(Deferral::InitiallyDeferred) => " DEFERRABLE INITIALLY DEFERRED",
    }
}
