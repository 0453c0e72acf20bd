//! Statements as they are written, one after the other.

use std::collections::BTreeSet;

use crate::{
    Catalog, Diagnostic,
    catalog::{Argument, ArgumentMode, DefaultPrivileges, ObjectId, Privileges, Role, RoutineKind, literal},
};

use super::{
    Action, Options, Script, Statement,
    grants::{self, Origin},
    noun::Noun,
    once,
    sql::{identifier, qualified, with_implicit_casts},
};

/// The script so far.
pub(super) struct Out<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) options: &'a Options,
    /// The default privileges of the database that the statements run in.
    defaults: &'a [DefaultPrivileges],
    home: Option<ObjectId>,
    needs: BTreeSet<ObjectId>,
    statements: Vec<Statement>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Out<'a> {
    pub(super) fn new(catalog: &'a Catalog, options: &'a Options, diagnostics: Vec<Diagnostic>) -> Self {
        Self {
            catalog,
            options,
            defaults: &[],
            home: None,
            needs: BTreeSet::new(),
            statements: Vec::new(),
            diagnostics,
        }
    }

    /// The same for a database that has default privileges.
    pub(super) fn under(self, defaults: &'a [DefaultPrivileges]) -> Self {
        Self { defaults, ..self }
    }

    pub(super) fn script(self) -> Script {
        Script { statements: self.statements, diagnostics: self.diagnostics }
    }

    /// The objects that statements were written with.
    pub(super) fn homes(&self) -> BTreeSet<ObjectId> {
        self.statements.iter().map(|statement| statement.home.clone()).collect()
    }

    /// What follows belongs to this object, and needs those.
    pub(super) fn at(&mut self, home: ObjectId, needs: BTreeSet<ObjectId>) {
        self.home = Some(home);
        self.needs = needs;
    }

    /// Writes statements of a role.
    pub(super) fn at_role(&mut self, role: &Role, write: fn(&mut Self, &Role)) {
        self.at(ObjectId::Role(role.name.clone()), BTreeSet::new());
        write(self, role);
    }

    pub(super) fn push(&mut self, object: &ObjectId, action: Action, sql: String) {
        let home = self.home.clone().unwrap_or_else(|| object.clone());
        let needs = std::mem::take(&mut self.needs);
        self.statements.push(Statement { object: object.clone(), home, action, needs, sql });
    }

    pub(super) fn create(&mut self, object: &ObjectId, sql: impl Into<String>) {
        self.push(object, Action::Create, with_implicit_casts(sql.into()));
    }

    /// The same for a kind that has no `IF NOT EXISTS`.
    pub(super) fn create_once(&mut self, object: &ObjectId, sql: impl Into<String>) {
        let sql = with_implicit_casts(sql.into());
        let sql = if self.options.if_not_exists { once::unless_it_fails(&sql) } else { sql };
        self.push(object, Action::Create, sql);
    }

    /// A statement that is passed over if its effect is there, which is when a query returns a row.
    pub(super) fn unless(&self, query: &str, sql: String) -> String {
        if self.options.if_not_exists { once::unless(query, &with_implicit_casts(sql)) } else { sql }
    }

    pub(super) fn alter(&mut self, object: &ObjectId, sql: impl Into<String>) {
        self.push(object, Action::Alter, sql.into());
    }

    pub(super) fn remark(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// How statements name an object. Of a procedure, arguments that give something out count too (PostgreSQL 14); without
    /// their modes, the types could be those of another procedure.
    pub(super) fn noun(&self, object: &ObjectId) -> Option<Noun> {
        let noun = Noun::of(object)?;
        let ObjectId::Routine { kind: RoutineKind::Procedure, name, .. } = object else { return Some(noun) };
        let routine = self.catalog.routines.iter().find(|own| own.name == *name && own.id() == *object)?;
        let has_others = self.catalog.routines.iter().any(|own| own.name == *name && own.id() != *object);
        let mode = |argument: &Argument| match argument.mode {
            ArgumentMode::Out | ArgumentMode::Table => "OUT ",
            ArgumentMode::In if has_others => "IN ",
            ArgumentMode::InOut if has_others => "INOUT ",
            ArgumentMode::In | ArgumentMode::InOut | ArgumentMode::Variadic => "",
        };
        let arguments = routine.arguments.iter().map(|own| format!("{}{}", mode(own), own.type_.sql));
        let arguments: Vec<_> = arguments.collect();
        Some(Noun { name: format!("{}({})", qualified(name), arguments.join(", ")), ..noun })
    }

    /// `ALTER … OWNER TO`.
    pub(super) fn owner(&mut self, object: &ObjectId, owner: &str) {
        if let Some(Noun { kind, name }) = self.noun(object).filter(|_| !self.options.no_owner) {
            self.push(object, Action::Owner, format!("ALTER {kind} {name} OWNER TO {}", identifier(owner)));
        }
    }

    /// `COMMENT ON`.
    pub(super) fn comment(&mut self, object: &ObjectId, comment: Option<&String>) {
        let Some(comment) = comment.filter(|_| !self.options.no_comments) else { return };
        if let Some(Noun { kind, name }) = self.noun(object) {
            self.push(object, Action::Comment, format!("COMMENT ON {kind} {name} IS {}", literal(comment)));
        }
    }

    /// `GRANT` and `REVOKE`.
    pub(super) fn grants(&mut self, object: &ObjectId, owner: &str, privileges: Option<&Privileges>) {
        self.grants_after(object, owner, (privileges, None));
    }

    /// The same after an extension has made the object and granted something on it.
    pub(super) fn grants_after(
        &mut self,
        object: &ObjectId,
        owner: &str,
        (privileges, granted): (Option<&Privileges>, Option<&Privileges>),
    ) {
        let Some(noun) = self.noun(object).filter(|_| !self.options.no_privileges) else { return };
        let origin = Origin { granted, defaults: self.defaults, version: self.catalog.server_version };
        for sql in grants::grants((object, noun), owner, privileges, &origin) {
            self.push(object, Action::Grant, sql);
        }
    }
}
