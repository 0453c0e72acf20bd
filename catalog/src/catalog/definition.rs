//! Declarations as PostgreSQL writes them, from their structure: what `pg_get_constraintdef`, `pg_get_indexdef`,
//! `pg_get_triggerdef` and `pg_get_ruledef` say with only `pg_catalog` on the search path.

use std::fmt::Write as _;

use super::{
    Constraint, ConstraintKind, Deferral, DomainCheck, Exclusion, ForeignKey, Index, IndexPart, MatchType, Options,
    PartitionBound, PartitionBy, PartitionPart, PartitionStrategy, QualifiedName, ReferentialAction, Relation,
    RelationKind, Rule, RuleEvent, Trigger, TriggerEvent, TriggerLevel, TriggerTiming, Unique, identifier, literal,
};

impl QualifiedName {
    /// The name as PostgreSQL writes it with only `pg_catalog` on the search path: quoted where it has to be.
    pub fn to_short_sql(&self) -> String {
        if self.schema == "pg_catalog" {
            identifier(&self.name).into_owned()
        } else {
            format!("{}.{}", identifier(&self.schema), identifier(&self.name))
        }
    }
}

/// Columns with commas between them.
fn list<T: AsRef<str>>(names: &[T]) -> String {
    names.iter().map(|name| identifier(name.as_ref())).collect::<Vec<_>>().join(", ")
}

/// The operator as an expression names it.
pub(super) fn operator(name: &QualifiedName) -> String {
    if name.schema == "pg_catalog" {
        name.name.clone()
    } else {
        format!("OPERATOR({}.{})", identifier(&name.schema), name.name)
    }
}

impl Relation {
    /// The declaration of one of the relation's constraints, such as `FOREIGN KEY (film_id) REFERENCES public.film(film_id)`.
    pub fn constraint_definition(&self, constraint: &Constraint) -> String {
        let mut sql = match &constraint.kind {
            ConstraintKind::PrimaryKey(key) => unique("PRIMARY KEY", key),
            ConstraintKind::Unique(key) => unique("UNIQUE", key),
            ConstraintKind::ForeignKey(key) => foreign_key(key),
            ConstraintKind::Check(check) => format!("CHECK ({})", check.expression),
            ConstraintKind::Exclusion(exclusion) => self.exclusion(&constraint.name, exclusion),
            ConstraintKind::NotNull { column } => format!("NOT NULL {}", identifier(column)),
        };
        if constraint.no_inherit {
            sql.push_str(" NO INHERIT");
        }
        match constraint.deferrable {
            Some(Deferral::InitiallyImmediate) => sql.push_str(" DEFERRABLE"),
            Some(Deferral::InitiallyDeferred) => sql.push_str(" DEFERRABLE INITIALLY DEFERRED"),
            None => {}
        }
        if constraint.not_enforced {
            sql.push_str(" NOT ENFORCED");
        } else if constraint.not_valid {
            sql.push_str(" NOT VALID");
        }
        sql
    }

    fn exclusion(&self, name: &str, exclusion: &Exclusion) -> String {
        let index = self.indexes.iter().find(|index| index.constraint.as_deref() == Some(name));
        let Some(index) = index else { return "EXCLUDE".to_owned() };
        let elements = index.parts.iter().zip(&exclusion.operators);
        let elements = elements.map(|(part, with)| format!("{} WITH {}", part.definition(), operator(with)));
        let elements = elements.collect::<Vec<_>>().join(", ");
        let mut sql = format!("EXCLUDE USING {} ({elements})", identifier(&index.method));
        if !index.include.is_empty() {
            let _ = write!(sql, " INCLUDE ({})", list(&index.include));
        }
        if let Some(predicate) = &index.predicate {
            let _ = write!(sql, " WHERE ({predicate})");
        }
        sql
    }

    /// The statement that creates one of the relation's indexes.
    pub fn index_definition(&self, index: &Index) -> String {
        let unique = if index.unique { "UNIQUE " } else { "" };
        let only = if self.kind == RelationKind::PartitionedTable { "ONLY " } else { "" };
        let (name, relation) = (identifier(&index.name), self.name.to_short_sql());
        format!("CREATE {unique}INDEX {name} ON {only}{relation} USING {}", index.method_and_parts())
    }

    /// The statement that creates one of the relation's triggers.
    pub fn trigger_definition(&self, trigger: &Trigger) -> String {
        let constraint = if trigger.constraint.is_some() { "CONSTRAINT " } else { "" };
        let events: Vec<String> = trigger.events.iter().map(|event| trigger_event(*event, &trigger.columns)).collect();
        let mut sql = format!(
            "CREATE {constraint}TRIGGER {} {} {} ON {}",
            identifier(&trigger.name),
            timing(trigger.timing),
            events.join(" OR "),
            self.name.to_short_sql()
        );
        if let Some(constraint) = &trigger.constraint {
            if let Some(references) = &constraint.references {
                let _ = write!(sql, " FROM {}", references.to_short_sql());
            }
            sql.push_str(match constraint.deferrable {
                None => " NOT DEFERRABLE INITIALLY IMMEDIATE",
                Some(Deferral::InitiallyImmediate) => " DEFERRABLE INITIALLY IMMEDIATE",
                Some(Deferral::InitiallyDeferred) => " DEFERRABLE INITIALLY DEFERRED",
            });
        }
        sql.push_str(&transition_tables(trigger));
        sql.push_str(match trigger.level {
            TriggerLevel::Row => " FOR EACH ROW",
            TriggerLevel::Statement => " FOR EACH STATEMENT",
        });
        if let Some(condition) = &trigger.condition {
            let _ = write!(sql, " WHEN ({condition})");
        }
        let arguments: Vec<String> = trigger.arguments.iter().map(|argument| literal(argument)).collect();
        let _ = write!(sql, " EXECUTE FUNCTION {}({})", trigger.function.to_short_sql(), arguments.join(", "));
        sql
    }

    /// The statement that creates one of the relation's rules.
    pub fn rule_definition(&self, rule: &Rule) -> String {
        let event = match rule.event {
            RuleEvent::Select => "SELECT",
            RuleEvent::Update => "UPDATE",
            RuleEvent::Insert => "INSERT",
            RuleEvent::Delete => "DELETE",
        };
        let condition = rule.condition.as_ref().map(|condition| format!("\n  WHERE {condition}")).unwrap_or_default();
        let instead = if rule.instead { "INSTEAD " } else { "" };
        let (name, relation) = (identifier(&rule.name), self.name.to_short_sql());
        format!("CREATE RULE {name} AS\n    ON {event} TO {relation}{condition} DO {instead}{};", rule.action)
    }
}

fn unique(keyword: &str, key: &Unique) -> String {
    let Unique { columns, include, nulls_not_distinct, without_overlaps } = key;
    let nulls = if *nulls_not_distinct { " NULLS NOT DISTINCT" } else { "" };
    let overlaps = if *without_overlaps { " WITHOUT OVERLAPS" } else { "" };
    let mut sql = format!("{keyword}{nulls} ({}{overlaps})", list(columns));
    if !include.is_empty() {
        let _ = write!(sql, " INCLUDE ({})", list(include));
    }
    sql
}

fn foreign_key(key: &ForeignKey) -> String {
    let period = |columns: &[String]| match columns {
        [others @ .., last] if key.period => {
            let others: Vec<_> = others.iter().map(|column| identifier(column).into_owned()).collect();
            [others, vec![format!("PERIOD {}", identifier(last))]].concat().join(", ")
        }
        columns => list(columns),
    };
    let mut sql = format!(
        "FOREIGN KEY ({}) REFERENCES {}({})",
        period(&key.columns),
        key.references.to_short_sql(),
        period(&key.referenced_columns)
    );
    if key.match_type == MatchType::Full {
        sql.push_str(" MATCH FULL");
    }
    for (event, taken) in [("UPDATE", key.on_update), ("DELETE", key.on_delete)] {
        if let Some(action) = action(taken) {
            let _ = write!(sql, " ON {event} {action}");
        }
    }
    if !key.on_delete_columns.is_empty() {
        let _ = write!(sql, " ({})", list(&key.on_delete_columns));
    }
    sql
}

fn action(action: ReferentialAction) -> Option<&'static str> {
    match action {
        ReferentialAction::NoAction => None,
        ReferentialAction::Restrict => Some("RESTRICT"),
        ReferentialAction::Cascade => Some("CASCADE"),
        ReferentialAction::SetNull => Some("SET NULL"),
        ReferentialAction::SetDefault => Some("SET DEFAULT"),
    }
}

fn timing(timing: TriggerTiming) -> &'static str {
    match timing {
        TriggerTiming::Before => "BEFORE",
        TriggerTiming::After => "AFTER",
        TriggerTiming::InsteadOf => "INSTEAD OF",
    }
}

fn trigger_event(event: TriggerEvent, columns: &[String]) -> String {
    match event {
        TriggerEvent::Insert => "INSERT".to_owned(),
        TriggerEvent::Delete => "DELETE".to_owned(),
        TriggerEvent::Update if columns.is_empty() => "UPDATE".to_owned(),
        TriggerEvent::Update => format!("UPDATE OF {}", list(columns)),
        TriggerEvent::Truncate => "TRUNCATE".to_owned(),
    }
}

fn transition_tables(trigger: &Trigger) -> String {
    let table = |which: &str, name: &Option<String>| {
        name.as_ref().map(|name| format!(" {which} TABLE AS {}", identifier(name))).unwrap_or_default()
    };
    let tables = table("OLD", &trigger.old_table) + &table("NEW", &trigger.new_table);
    if tables.is_empty() { tables } else { format!(" REFERENCING{tables}") }
}

impl Index {
    /// The declaration from the access method on: `btree (title) INCLUDE (length) WHERE (length > 0)`.
    pub fn method_and_parts(&self) -> String {
        let parts: Vec<String> = self.parts.iter().map(IndexPart::definition).collect();
        let mut sql = format!("{} ({})", identifier(&self.method), parts.join(", "));
        if !self.include.is_empty() {
            let _ = write!(sql, " INCLUDE ({})", list(&self.include));
        }
        if self.nulls_not_distinct {
            sql.push_str(" NULLS NOT DISTINCT");
        }
        if !self.options.is_empty() {
            let _ = write!(sql, " WITH ({})", options(&self.options));
        }
        if let Some(predicate) = &self.predicate {
            let _ = write!(sql, " WHERE {predicate}");
        }
        sql
    }
}

/// Options of an index: a value is quoted unless it could be a name.
fn options(options: &Options) -> String {
    let option = |(name, value): (&String, &String)| {
        let plain = identifier(value) == value.as_str();
        let value = if plain { value.clone() } else { literal(value) };
        format!("{}={value}", identifier(name))
    };
    options.iter().map(option).collect::<Vec<_>>().join(", ")
}

impl IndexPart {
    /// The declaration of the part: `title COLLATE "C" text_pattern_ops DESC`.
    pub fn definition(&self) -> String {
        let mut sql = self.sql().into_owned();
        if let Some(collation) = &self.collation {
            let _ = write!(sql, " COLLATE {}", collation.to_short_sql());
        }
        if let Some(class) = &self.operator_class {
            let _ = write!(sql, " {}", class.to_short_sql());
        }
        if !self.operator_class_options.is_empty() {
            let _ = write!(sql, " ({})", options(&self.operator_class_options));
        }
        sql.push_str(match (self.descending, self.nulls_first) {
            (false, false) => "",
            (false, true) => " NULLS FIRST",
            (true, true) => " DESC",
            (true, false) => " DESC NULLS LAST",
        });
        sql
    }
}

impl DomainCheck {
    /// The declaration: `CHECK ((VALUE > 0))`.
    pub fn definition(&self) -> String {
        let not_valid = if self.not_valid { " NOT VALID" } else { "" };
        format!("CHECK ({}){not_valid}", self.expression)
    }
}

impl PartitionBy {
    /// The declaration after `PARTITION BY`: `RANGE (created_at)`.
    pub fn definition(&self) -> String {
        let strategy = match self.strategy {
            PartitionStrategy::List => "LIST",
            PartitionStrategy::Range => "RANGE",
            PartitionStrategy::Hash => "HASH",
        };
        let parts: Vec<String> = self.key.iter().map(PartitionPart::definition).collect();
        format!("{strategy} ({})", parts.join(", "))
    }
}

impl PartitionPart {
    /// The declaration of the part.
    pub fn definition(&self) -> String {
        let mut sql = match (&self.column, &self.expression) {
            (Some(column), _) => identifier(column).into_owned(),
            (None, expression) => format!("({})", expression.as_deref().unwrap_or_default()),
        };
        if let Some(collation) = &self.collation {
            let _ = write!(sql, " COLLATE {}", collation.to_short_sql());
        }
        if let Some(class) = &self.operator_class {
            let _ = write!(sql, " {}", class.to_short_sql());
        }
        sql
    }
}

impl PartitionBound {
    /// The declaration after `PARTITION OF …`: `FOR VALUES FROM (1) TO (10)`, or `DEFAULT`.
    pub fn definition(&self) -> String {
        match self {
            Self::Default => "DEFAULT".to_owned(),
            Self::List(values) => format!("FOR VALUES IN ({})", values.join(", ")),
            Self::Range { from, to } => format!("FOR VALUES FROM ({}) TO ({})", from.join(", "), to.join(", ")),
            Self::Hash { modulus, remainder } => {
                format!("FOR VALUES WITH (modulus {modulus}, remainder {remainder})")
            }
        }
    }
}
