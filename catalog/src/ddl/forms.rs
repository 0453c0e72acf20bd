//! Which of several forms a declaration takes, where PostgreSQL knows a shorter one that says the same.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{
    Catalog, Column, Constraint, ConstraintKind, Index, Persistence, QualifiedName, Relation, RelationKind, Sequence,
    literal,
};

use super::sql::{object_name, qualified};

/// The forms that were chosen.
pub(super) struct Forms<'a> {
    catalog: &'a Catalog,
    /// Sequences by the column that owns them.
    owned: BTreeMap<(&'a QualifiedName, &'a str), &'a Sequence>,
    /// Partitions by their table.
    children: BTreeMap<&'a QualifiedName, Vec<&'a Relation>>,
    /// Partitions that `PARTITION OF` makes, with all that they have of their table.
    partitions: BTreeSet<&'a QualifiedName>,
    /// Indexes of partitions that come with the index of their table, and those of the tables.
    cascades: BTreeSet<QualifiedName>,
    /// Tables that are made without their parents.
    joined: BTreeSet<&'a QualifiedName>,
    /// Sequences that are there before their columns.
    kept: BTreeSet<&'a QualifiedName>,
}

impl<'a> Forms<'a> {
    pub(super) fn new(catalog: &'a Catalog) -> Self {
        let owned = catalog.sequences.iter().filter_map(|sequence| {
            let owner = sequence.owned_by.as_ref()?;
            Some(((&owner.relation, owner.column.as_str()), sequence))
        });
        let mut children: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for relation in catalog.relations.iter().filter(|relation| relation.is_partition()) {
            relation.inherits.iter().for_each(|parent| children.entry(parent).or_default().push(relation));
        }
        let cascades = cascades(catalog);
        let partitions = catalog.relations.iter().filter(|relation| relation.is_partition());
        let partitions = partitions.filter(|r| is_made_whole(catalog, r, &cascades)).map(|relation| &relation.name);
        let joined = catalog.relations.iter().filter(|relation| is_joined(catalog, relation));
        let joined = joined.map(|relation| &relation.name).collect();
        Self {
            catalog,
            owned: owned.collect(),
            partitions: partitions.collect(),
            children,
            cascades,
            joined,
            kept: BTreeSet::new(),
        }
    }

    /// Takes note of the sequences that another catalog has for other columns, or for none.
    pub(super) fn keep_sequences(&mut self, other: &Catalog) {
        let before: BTreeMap<&QualifiedName, &Sequence> = other.sequences.iter().map(|own| (&own.name, own)).collect();
        let is_kept = |own: &&Sequence| {
            before.get(&own.name).is_some_and(|before| !before.identity && before.owned_by != own.owned_by)
        };
        self.kept = self.catalog.sequences.iter().filter(is_kept).map(|own| &own.name).collect();
    }

    /// The relation of that name.
    pub(super) fn relation(&self, name: &QualifiedName) -> Option<&'a Relation> {
        self.catalog.relation(name)
    }

    /// The partitions of a table, by name.
    pub(super) fn partitions_of(&self, relation: &Relation) -> &[&'a Relation] {
        self.children.get(&relation.name).map_or(&[], Vec::as_slice)
    }

    /// The sequence that a column owns.
    pub(super) fn owned(&self, relation: &Relation, column: &Column) -> Option<&'a Sequence> {
        self.owned.get(&(&relation.name, column.name.as_str())).copied()
    }

    /// The sequence of an identity column.
    pub(super) fn identity(&self, relation: &Relation, column: &Column) -> Option<&'a Sequence> {
        self.owned(relation, column).filter(|sequence| sequence.identity)
    }

    /// `serial` makes this column and its sequence; which word of the three it is.
    pub(super) fn serial(&self, relation: &Relation, column: &Column) -> Option<&'static str> {
        let sequence = self.owned(relation, column).filter(|sequence| !sequence.identity)?;
        let (word, max) = match column.type_.sql.as_str() {
            "smallint" => ("smallserial", i64::from(i16::MAX)),
            "integer" => ("serial", i64::from(i32::MAX)),
            "bigint" => ("bigserial", i64::MAX),
            _ => return None,
        };
        let Sequence { name, owner, data_type, start, increment, min, max: own_max, cache, cycle, .. } = sequence;
        let by_default = (*start, *increment, *min, *own_max, *cache, *cycle) == (1, 1, 1, max, 1, false);
        let named =
            name.schema == relation.name.schema && name.name == object_name(&relation.name.name, &column.name, "seq");
        let next = format!("nextval({}::regclass)", literal(&qualified(name)));
        let is_plain = column.not_null && !column.inherited && relation.of_type.is_none() && !relation.is_partition();
        (by_default
            && named
            && !self.kept.contains(name)
            && is_plain
            && *data_type == column.type_.sql
            && *owner == relation.owner
            && sequence.persistence == relation.persistence
            && relation.persistence == Persistence::Permanent
            && column.default.as_deref() == Some(&next))
        .then_some(word)
    }

    /// The sequence comes with its column.
    pub(super) fn is_serial(&self, sequence: &Sequence) -> bool {
        let Some(owner) = &sequence.owned_by else { return false };
        let Some(relation) = self.catalog.relation(&owner.relation) else { return false };
        relation.column(&owner.column).is_some_and(|(_, column)| self.serial(relation, column).is_some())
    }

    /// `CREATE TABLE … PARTITION OF` makes the partition.
    pub(super) fn is_partition_of(&self, relation: &Relation) -> bool {
        self.partitions.contains(&relation.name)
    }

    /// `ALTER TABLE … INHERIT` gives the table its parents: `INHERITS` would put its columns in another order.
    pub(super) fn is_joined(&self, relation: &Relation) -> bool {
        self.joined.contains(&relation.name)
    }

    /// The declaration of a relation lists the column. Those that it has of others are not listed, unless the relation is a
    /// partition that is attached later: until then it has all of them itself.
    pub(super) fn declares(&self, relation: &Relation, column: &Column) -> bool {
        match relation.kind {
            RelationKind::View | RelationKind::MaterializedView => false,
            _ if relation.of_type.is_some() => true,
            RelationKind::Table | RelationKind::PartitionedTable | RelationKind::ForeignTable => {
                if relation.is_partition() { !self.is_partition_of(relation) } else { !column.inherited }
            }
        }
    }

    /// What a column without a declaration has of the relations that it comes from.
    pub(super) fn inherited<'b>(
        &'b self,
        relation: &'b Relation,
        column: &'b Column,
    ) -> impl Iterator<Item = &'a Column> {
        let parents = relation.inherits.iter().filter_map(|parent| self.catalog.relation(parent));
        parents.filter_map(|parent| parent.column(&column.name)).map(|(_, column)| column)
    }

    /// The default comes with the column from elsewhere.
    pub(super) fn has_inherited_default(&self, relation: &Relation, column: &Column) -> bool {
        let is_table = !matches!(relation.kind, RelationKind::View | RelationKind::MaterializedView);
        is_table
            && !self.declares(relation, column)
            && self.inherited(relation, column).any(|parent| parent.default == column.default)
    }

    /// A parent has the expression of the generated column, so that it is not written again: PostgreSQL 15 and earlier refuse it.
    pub(super) fn has_inherited_expression(&self, relation: &Relation, column: &Column) -> bool {
        self.catalog.server_version < 16
            && !relation.is_partition()
            && !self.is_joined(relation)
            && self.inherited(relation, column).any(|parent| parent.generated.is_some())
    }

    /// A constraint is written for the relation, which does not just have it from its parents.
    pub(super) fn writes_constraint(&self, relation: &Relation, constraint: &Constraint) -> bool {
        match constraint.kind {
            // Others are written with their column.
            ConstraintKind::NotNull { .. } => constraint.not_valid,
            _ if !constraint.inherited => true,
            // Attaching finds them by what they say, and takes those on.
            _ => {
                relation.is_partition()
                    && !self.is_partition_of(relation)
                    && !self.is_named_by_parent(relation, constraint)
            }
        }
    }

    /// Attaching a partition gives it a foreign key like this one, with the name that it has.
    fn is_named_by_parent(&self, relation: &Relation, constraint: &Constraint) -> bool {
        let mut parents = relation.inherits.iter().filter_map(|parent| self.catalog.relation(parent));
        matches!(constraint.kind, ConstraintKind::ForeignKey(_))
            && parents.any(|parent| parent.constraints.iter().any(|own| own.name == constraint.name))
    }

    /// The index comes with the one of the partitioned table.
    pub(super) fn is_made_by_parent(&self, relation: &Relation, index: &Index) -> bool {
        index.parent.is_some() && self.cascades.contains(&QualifiedName::new(&relation.name.schema, &index.name))
    }

    /// The index of a partitioned table makes those of its partitions.
    pub(super) fn cascades(&self, relation: &Relation, index: &Index) -> bool {
        self.cascades.contains(&QualifiedName::new(&relation.name.schema, &index.name))
    }
}

/// All that a table has is its own too, and the columns of its parents do not come first.
fn is_joined(catalog: &Catalog, table: &Relation) -> bool {
    let is_own = |own: &Constraint| !own.inherited || matches!(own.kind, ConstraintKind::NotNull { .. });
    if table.is_partition()
        || table.columns.iter().any(|column| column.inherited)
        || !table.constraints.iter().all(is_own)
    {
        return false;
    }
    let mut merged: Vec<&str> = Vec::new();
    let parents = table.inherits.iter().filter_map(|parent| catalog.relation(parent));
    for column in parents.flat_map(|parent| &parent.columns) {
        if !merged.contains(&column.name.as_str()) {
            merged.push(&column.name);
        }
    }
    !table.columns.iter().map(|column| column.name.as_str()).take(merged.len()).eq(merged.iter().copied())
}

/// `PARTITION OF` gives a partition the names that it has.
fn is_made_whole(catalog: &Catalog, partition: &Relation, cascades: &BTreeSet<QualifiedName>) -> bool {
    let Some(parent) = partition.inherits.first().and_then(|name| catalog.relation(name)) else { return false };
    let same_columns = parent.columns.len() == partition.columns.len()
        && parent.columns.iter().zip(&partition.columns).all(|(a, b)| {
            a.name == b.name
                && a.type_ == b.type_
                && a.collation == b.collation
                && a.generated == b.generated
                && (a.identity == b.identity || b.identity.is_none())
        });
    let as_named = |constraint: &Constraint| {
        if !constraint.inherited {
            return true;
        }
        let by_parent = || parent.constraints.iter().any(|own| own.name == constraint.name);
        match &constraint.kind {
            ConstraintKind::PrimaryKey(_) => constraint.name == object_name(&partition.name.name, "", "pkey"),
            ConstraintKind::Unique(key) => {
                let columns: Vec<&str> = key.columns.iter().chain(&key.include).map(String::as_str).collect();
                constraint.name == object_name(&partition.name.name, &columns.join("_"), "key")
            }
            ConstraintKind::ForeignKey(_) | ConstraintKind::Check(_) => by_parent(),
            ConstraintKind::Exclusion(_) => false,
            ConstraintKind::NotNull { .. } => true,
        }
    };
    let of_parent = |constraint: &Constraint| match &constraint.kind {
        ConstraintKind::PrimaryKey(_) | ConstraintKind::Unique(_) | ConstraintKind::Exclusion(_) => {
            let is_on = |index: &&Index| index.constraint.as_ref() == Some(&constraint.name);
            let index =
                parent.indexes.iter().find(is_on).map(|index| QualifiedName::new(&parent.name.schema, &index.name));
            partition.indexes.iter().any(|own| own.parent.is_some() && own.parent == index && own.constraint.is_some())
        }
        _ => true,
    };
    let plain_storage = partition.indexes.iter().all(|index| {
        index.constraint.is_none() || index.parent.is_none() || index.options.is_empty() && index.tablespace.is_none()
    });
    let by_parent = |index: &Index| {
        index.constraint.is_some() || cascades.contains(&QualifiedName::new(&parent.name.schema, &index.name))
    };
    same_columns
        && plain_storage
        && parent.indexes.iter().all(by_parent)
        && partition.constraints.iter().all(as_named)
        && parent.constraints.iter().all(of_parent)
        && partition.kind != RelationKind::ForeignTable
}

/// Indexes of partitions, with their relations, by the index of the table.
type Children<'a> = BTreeMap<&'a QualifiedName, Vec<(&'a Relation, &'a Index)>>;

/// Indexes of partitioned tables whose partitions all have one with the name that PostgreSQL chooses; and those.
fn cascades(catalog: &Catalog) -> BTreeSet<QualifiedName> {
    let mut children = Children::new();
    let mut partitions: BTreeMap<&QualifiedName, usize> = BTreeMap::new();
    for relation in &catalog.relations {
        for index in &relation.indexes {
            if let Some(parent) = &index.parent {
                children.entry(parent).or_default().push((relation, index));
            }
        }
        if relation.is_partition() {
            relation.inherits.iter().for_each(|parent| *partitions.entry(parent).or_default() += 1);
        }
    }
    let mut found = BTreeSet::new();
    for relation in catalog.relations.iter().filter(|r| r.kind == RelationKind::PartitionedTable && !r.is_partition()) {
        for index in relation.indexes.iter().filter(|index| index.constraint.is_none() && !index.invalid) {
            let mut below = Vec::new();
            if collect((relation, index), (&children, &partitions), &mut below) {
                found.extend(below);
            }
        }
    }
    found
}

/// The index and all below it, if each partition has one with the name that PostgreSQL chooses.
fn collect<'a>(
    (relation, index): (&'a Relation, &'a Index),
    maps: (&Children<'a>, &BTreeMap<&QualifiedName, usize>),
    found: &mut Vec<QualifiedName>,
) -> bool {
    let name = QualifiedName::new(&relation.name.schema, &index.name);
    let below = maps.0.get(&name).map_or(&[][..], Vec::as_slice);
    found.push(name);
    let count = maps.1.get(&relation.name).copied().unwrap_or(0);
    below.len() == count
        && below.iter().all(|(partition, own)| {
            let columns: Option<Vec<&str>> = own.parts.iter().map(|part| part.column.as_deref()).collect();
            let Some(mut columns) = columns else { return false };
            columns.extend(own.include.iter().map(String::as_str));
            own.constraint.is_none()
                && own.tablespace == index.tablespace
                && own.options == index.options
                && own.name == object_name(&partition.name.name, &columns.join("_"), "idx")
                && !has_belongings(own)
                && collect((partition, own), maps, found)
        })
}

/// The index has something that its table does not give it.
fn has_belongings(index: &Index) -> bool {
    let has_statistics = index.parts.iter().any(|part| part.statistics.is_some());
    index.comment.is_some() || index.replica_identity || index.clustered || has_statistics
}
