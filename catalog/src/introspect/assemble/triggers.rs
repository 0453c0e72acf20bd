//! Triggers and rewrite rules.

use std::collections::HashMap;

use crate::{
    catalog::{
        ConstraintTrigger, ObjectId, QualifiedName, Rule, Trigger, TriggerEvent, TriggerLevel, TriggerTiming,
        identifier,
    },
    introspect::{
        IntrospectError,
        rows::{RuleRow, TriggerRow},
    },
};

use super::{address::class, constraints::deferral, facts::Facts, group, named::commented, names::Names, text};

/// Bits of `pg_trigger.tgtype`.
const ROW: i16 = 1;
const BEFORE: i16 = 2;
const INSTEAD: i16 = 64;
const EVENTS: [(i16, TriggerEvent); 4] =
    [(4, TriggerEvent::Insert), (8, TriggerEvent::Delete), (16, TriggerEvent::Update), (32, TriggerEvent::Truncate)];

/// Triggers by relation, each list by name.
pub(super) fn triggers(
    rows: Vec<TriggerRow>,
    names: &Names,
    facts: &mut Facts,
) -> Result<HashMap<u32, Vec<Trigger>>, IntrospectError> {
    let known = rows.into_iter().filter_map(|row| Some((names.relation(row.relation)?, row)));
    let triggers = known.map(|(relation, row)| Ok((row.relation, row.oid, trigger(row, relation, names)?)));
    let triggers = triggers.collect::<Result<Vec<_>, IntrospectError>>()?;
    let mut triggers = group(triggers, |(relation, oid, trigger)| (relation, (oid, trigger)));
    Ok(triggers.drain().map(|(relation, list)| (relation, commented(list, class::TRIGGER, facts))).collect())
}

fn trigger(row: TriggerRow, relation: &QualifiedName, names: &Names) -> Result<Trigger, IntrospectError> {
    let has = |bit: i16| row.type_ & bit != 0;
    let known = ROW | BEFORE | INSTEAD | EVENTS.iter().fold(0, |bits, (bit, _)| bits | bit);
    let unknown = |description: String| IntrospectError::Unknown {
        object: Box::new(ObjectId::Trigger { relation: relation.clone(), name: row.name.clone() }),
        description,
    };
    if row.type_ & !known != 0 {
        return Err(unknown(format!("type {}", row.type_)));
    }
    let condition = match &row.definition {
        Some(definition) => Some(condition(definition).ok_or_else(|| unknown(definition.clone()))?),
        None => None,
    };
    let count = usize::try_from(row.argument_count).unwrap_or(0);
    // Each argument ends in a zero byte.
    let arguments = row.arguments.split(|byte| *byte == 0).take(count);
    Ok(Trigger {
        timing: match (has(BEFORE), has(INSTEAD)) {
            (_, true) => TriggerTiming::InsteadOf,
            (true, false) => TriggerTiming::Before,
            (false, false) => TriggerTiming::After,
        },
        events: EVENTS.into_iter().filter(|(bit, _)| has(*bit)).map(|(_, event)| event).collect(),
        columns: names.columns(row.relation, &row.columns),
        level: if has(ROW) { TriggerLevel::Row } else { TriggerLevel::Statement },
        condition,
        arguments: arguments.map(|argument| String::from_utf8_lossy(argument).into_owned()).collect(),
        constraint: row.is_constraint.then(|| ConstraintTrigger {
            deferrable: deferral(row.deferrable, row.deferred),
            references: names.relation(row.referenced).cloned(),
        }),
        name: row.name,
        old_table: row.old_table,
        new_table: row.new_table,
        function: QualifiedName::new(row.function_schema, row.function_name),
        enabled: row.enabled,
        inherited: row.inherited,
        comment: None,
    })
}

/// The condition within `CREATE TRIGGER … FOR EACH ROW WHEN (…) EXECUTE FUNCTION …`.
fn condition(definition: &str) -> Option<String> {
    const WHEN: &str = " WHEN ";
    let condition = &definition[text::outside(definition, WHEN)? + WHEN.len()..];
    let condition = &condition[..text::outside(condition, " EXECUTE ")?];
    Some(condition.strip_prefix('(')?.strip_suffix(')')?.to_owned())
}

/// Rules by relation, each list by name.
pub(super) fn rules(
    rows: Vec<RuleRow>,
    names: &Names,
    facts: &mut Facts,
) -> Result<HashMap<u32, Vec<Rule>>, IntrospectError> {
    let known = rows.into_iter().filter_map(|row| Some((names.relation(row.relation)?, row)));
    let rules = known.map(|(relation, row)| {
        let unknown = |description: &str| IntrospectError::Unknown {
            object: Box::new(ObjectId::Rule { relation: relation.clone(), name: row.name.clone() }),
            description: description.to_owned(),
        };
        let (condition, action) = command(&row).ok_or_else(|| unknown(&row.definition))?;
        let RuleRow { oid, relation, name, event, instead, definition: _, enabled } = row;
        Ok((relation, (oid, Rule { name, event, instead, condition, action, enabled, comment: None })))
    });
    let rules = rules.collect::<Result<Vec<_>, IntrospectError>>()?;
    let mut rules = group(rules, |rule| rule);
    Ok(rules.drain().map(|(relation, list)| (relation, commented(list, class::REWRITE, facts))).collect())
}

/// The condition and the commands of `CREATE RULE … AS ON … TO … WHERE … DO INSTEAD …`.
fn command(row: &RuleRow) -> Option<(Option<String>, String)> {
    const DO: &str = " DO";
    const WHERE: &str = " WHERE ";
    let head = format!("CREATE RULE {} AS\n    ON ", identifier(&row.name));
    // Another version may quote a name of a rule that is a keyword there.
    let rest =
        row.definition.strip_prefix(&head).or_else(|| row.definition.split_once(" AS\n    ON ").map(|(_, r)| r))?;
    // `NOTIFY` begins a line of its own.
    let at = text::outside(rest, " DO ").or_else(|| text::outside(rest, " DO\n"))?;
    let condition = text::outside(&rest[..at], WHERE).map(|from| rest[from + WHERE.len()..at].to_owned());
    let action = rest[at + DO.len()..].trim();
    let action = if row.instead { action.strip_prefix("INSTEAD")? } else { action };
    Some((condition, action.strip_suffix(';').unwrap_or(action).trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use crate::catalog::{Firing, RuleEvent};

    use super::*;

    #[test]
    fn a_condition_is_taken_out_of_its_definition() {
        let definition = "CREATE TRIGGER \" WHEN (\" AFTER UPDATE ON public.t FOR EACH ROW \
                          WHEN ((old.a IS DISTINCT FROM ') EXECUTE FUNCTION'::text)) EXECUTE FUNCTION f(') EXECUTE ')";
        assert_eq!(condition(definition).as_deref(), Some("(old.a IS DISTINCT FROM ') EXECUTE FUNCTION'::text)"));
    }

    #[test]
    fn a_rule_is_a_condition_and_commands() {
        let rule = |condition: &str, action: &str| RuleRow {
            oid: 0,
            relation: 0,
            name: "kept".to_owned(),
            event: RuleEvent::Update,
            instead: true,
            definition: format!(
                "CREATE RULE kept AS\n    ON UPDATE TO public.\" WHERE \"{condition} DO INSTEAD{action};"
            ),
            enabled: Firing::Origin,
        };
        let read = |condition: &str, action: &str| command(&rule(condition, action)).unwrap_or_default();
        let insert = "INSERT INTO public.log  SELECT old.a WHERE (old.a = 1)".to_owned();
        assert_eq!(read("", &format!("  {insert}")), (None, insert.clone()));
        let condition = "(old.a = ' DO '::text)";
        assert_eq!(
            read(&format!("\n   WHERE {condition}"), &format!("  {insert}")),
            (Some(condition.to_owned()), insert)
        );
    }
}
