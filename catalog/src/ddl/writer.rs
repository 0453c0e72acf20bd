//! Statements of single objects, for those who change a schema rather than create it.

use std::collections::BTreeSet;

use crate::{
    Catalog,
    catalog::{Column, DefaultPrivileges, ObjectId, Privileges, Relation, SecurityLabel, Sequence, Settings, literal},
};

use super::{
    Options, Script, create,
    forms::Forms,
    grants::{self, Origin},
    item::Item,
    noun::Noun,
    out::Out,
    sql::identifier,
};

/// `FOR VALUES …` or `DEFAULT`, of a partition.
pub fn bound(partition: &Relation) -> String {
    create::table::bound(partition)
}

/// Writes the statements of single objects of a catalog.
pub struct Writer<'a> {
    catalog: &'a Catalog,
    forms: Forms<'a>,
    options: Options,
    defaults: &'a [DefaultPrivileges],
}

impl<'a> Writer<'a> {
    /// A writer for the objects of a catalog.
    pub fn new(catalog: &'a Catalog) -> Self {
        Self { catalog, forms: Forms::new(catalog), options: Options::default(), defaults: &[] }
    }

    /// The same for a database that has default privileges: what they do to new objects is undone.
    #[must_use]
    pub fn under(self, defaults: &'a [DefaultPrivileges]) -> Self {
        Self { defaults, ..self }
    }

    /// The same for a database with the objects of another catalog: `serial` would make a sequence again that it has for another
    /// column.
    #[must_use]
    pub fn beside(mut self, other: &Catalog) -> Self {
        self.forms.keep_sequences(other);
        self
    }

    /// The statements that make an object, with what is written within it.
    pub fn create(&self, object: &ObjectId, item: Item<'_>, within: &[Item<'_>]) -> Script {
        let mut out = Out::new(self.catalog, &self.options, Vec::new()).under(self.defaults);
        out.at(object.clone(), BTreeSet::new());
        create::item(&mut out, item, within, (false, &self.forms));
        out.script()
    }

    /// The declaration of a column, as it stands after `ADD COLUMN`; its default is one of the items, or left out.
    pub fn column(&self, relation: &Relation, column: &Column, within: &[Item<'_>]) -> String {
        create::column::column(relation, column, (within, &self.forms))
    }

    /// What belongs to a column and is not in its declaration: storage, statistics, options.
    pub fn column_settings(&self, relation: &Relation, column: &Column) -> Script {
        let mut out = Out::new(self.catalog, &self.options, Vec::new());
        create::column::settings(&mut out, relation, column);
        out.script()
    }

    /// `ALTER TABLE … ALTER COLUMN …`, of any kind of relation.
    pub fn alter_column(relation: &Relation, column: &Column) -> String {
        create::column::alter_column(relation, column)
    }

    /// `ADD GENERATED … AS IDENTITY`, what follows `ADD`.
    pub fn identity(&self, relation: &Relation, column: &Column) -> String {
        create::column::identity(relation, column, &self.forms)
    }

    /// The word of the three that makes a column and its sequence, where one says it all.
    pub fn serial(&self, relation: &Relation, column: &Column) -> Option<&'static str> {
        self.forms.serial(relation, column)
    }

    /// The sequence comes with its column.
    pub fn is_serial(&self, sequence: &Sequence) -> bool {
        self.forms.is_serial(sequence)
    }

    /// Another object makes this one, or it is inherited: it has no statement of its own.
    pub fn is_made_elsewhere(&self, item: Item<'_>) -> bool {
        match item {
            Item::Default(relation, column) => self.forms.has_inherited_default(relation, column),
            Item::Constraint(relation, constraint) => !self.forms.writes_constraint(relation, constraint),
            Item::Index(relation, index) => index.constraint.is_some() || self.forms.is_made_by_parent(relation, index),
            Item::Trigger(_, trigger) => trigger.inherited,
            _ => false,
        }
    }

    /// The declaration of a relation lists the column.
    pub fn declares(&self, relation: &Relation, column: &Column) -> bool {
        self.forms.declares(relation, column)
    }

    /// `CREATE TABLE … PARTITION OF` makes the partition, rather than `ATTACH PARTITION`.
    pub fn is_partition_of(&self, relation: &Relation) -> bool {
        self.forms.is_partition_of(relation)
    }

    /// The index of a partitioned table makes those of its partitions.
    pub fn cascades(&self, item: Item<'_>) -> bool {
        matches!(item, Item::Index(relation, index) if self.forms.cascades(relation, index))
    }

    /// The statements that give an object its privileges, when another made it.
    pub fn grants_on_new(&self, object: &ObjectId, owner: &str, privileges: Option<&Privileges>) -> Vec<String> {
        let Some(noun) = self.noun(object) else { return Vec::new() };
        let origin = Origin { granted: None, defaults: self.defaults, version: self.catalog.server_version };
        grants::grants((object, noun), owner, privileges, &origin)
    }

    /// The statements that change privileges on an object; none are those that it has when it is new.
    pub fn grants(
        &self,
        object: &ObjectId,
        owner: &str,
        (before, after): (Option<&Privileges>, Option<&Privileges>),
    ) -> Vec<String> {
        let Some(noun) = self.noun(object) else { return Vec::new() };
        grants::change((object, noun), owner, (before, after, self.catalog.server_version))
    }

    /// The statements that change default privileges; none are those that hold where nothing was said.
    pub fn default_privileges(
        &self,
        default: &DefaultPrivileges,
        change: (Option<&Privileges>, Option<&Privileges>),
    ) -> Vec<String> {
        grants::change_defaults(default, change, self.catalog.server_version)
    }

    /// `COMMENT ON`; none takes the comment away.
    pub fn comment(&self, object: &ObjectId, comment: Option<&str>) -> Option<String> {
        let Noun { kind, name } = self.noun(object)?;
        Some(format!("COMMENT ON {kind} {name} IS {}", comment.map_or_else(|| "NULL".to_owned(), literal)))
    }

    /// `SECURITY LABEL` with the text of the label; no text takes the label away.
    pub fn security_label(&self, label: &SecurityLabel, text: Option<&str>) -> Option<String> {
        Some(create::label::statement(&self.noun(&label.object)?, &label.provider, text))
    }

    /// The statement that leads from the first settings to the second, which have the same scope; nothing for settings that
    /// hold in other databases too.
    pub fn settings(before: Option<&Settings>, after: Option<&Settings>) -> Option<String> {
        create::settings::change(&after.or(before)?.id, (before, after))
    }

    /// `ALTER … OWNER TO`.
    pub fn owner(&self, object: &ObjectId, owner: &str) -> Option<String> {
        let Noun { kind, name } = self.noun(object)?;
        Some(format!("ALTER {kind} {name} OWNER TO {}", identifier(owner)))
    }

    /// How statements name an object.
    pub fn noun(&self, object: &ObjectId) -> Option<Noun> {
        Out::new(self.catalog, &self.options, Vec::new()).noun(object)
    }
}
