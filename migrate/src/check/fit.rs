//! Which values of a column do not fit another type.

use relvar_catalog::{
    Catalog,
    catalog::{Column, TypeKind, TypeRef, literal},
};

/// A condition that is true for values that do not fit; nothing if all do; an error if nobody can tell before.
pub(super) fn condition(
    (old, new): (&Column, &Column),
    value: &str,
    (from, to): (&Catalog, &Catalog),
) -> Result<Option<String>, String> {
    if new.generated.is_some() || new.type_.array || old.type_.array {
        return if old.type_ == new.type_ { Ok(None) } else { unknown(old, new) };
    }
    if let Some(TypeKind::Enum { labels }) = to.type_(&new.type_.name).map(|own| &own.kind) {
        let before = from.type_(&old.type_.name).map(|own| &own.kind);
        if let Some(TypeKind::Enum { labels: before }) = before
            && before.iter().all(|label| labels.contains(label))
        {
            return Ok(None);
        }
        let labels: Vec<_> = labels.iter().map(|label| literal(label)).collect();
        return Ok(Some(format!("{value}::text <> ALL (ARRAY[{}]::text[])", labels.join(", "))));
    }
    if old.type_ == new.type_ {
        return Ok(None);
    }
    let is_builtin = |type_: &TypeRef| type_.name.schema == "pg_catalog";
    if !is_builtin(&old.type_) || !is_builtin(&new.type_) {
        return unknown(old, new);
    }
    let (before, after) = (old.type_.name.name.as_str(), new.type_.name.name.as_str());
    let is_text = |name: &str| ["text", "varchar", "bpchar", "name"].contains(&name);
    let is_number = |name: &str| ["int2", "int4", "int8", "numeric", "float4", "float8"].contains(&name);
    let limits = |name: &str| match name {
        "int2" => Some(("-32768", "32767")),
        "int4" => Some(("-2147483648", "2147483647")),
        "int8" => Some(("-9223372036854775808", "9223372036854775807")),
        _ => None,
    };
    match (before, after) {
        (_, "text") => Ok(None),
        (_, "varchar" | "bpchar") => {
            let limit = numbers(&new.type_.sql).first().copied();
            Ok(limit.map(|limit| format!("length(rtrim({value}::text, ' ')) > {limit}")))
        }
        (_, "numeric") if is_number(before) => Ok(match numbers(&new.type_.sql)[..] {
            [precision, scale] => Some(format!(
                "abs(round({value}::numeric, {scale})) >= 10::numeric ^ {}",
                precision.saturating_sub(scale)
            )),
            [precision] => Some(format!("abs(round({value}::numeric)) >= 10::numeric ^ {precision}")),
            _ => None,
        }),
        _ if is_number(before) && is_number(after) => {
            Ok(limits(after).map(|(low, high)| format!("round({value}::numeric) NOT BETWEEN ({low}) AND ({high})")))
        }
        _ if is_text(before) => match after {
            "int2" | "int4" | "int8" => {
                let (low, high) = limits(after).unwrap_or_default();
                Ok(Some(format!(
                    "CASE WHEN {value}::text ~ '^\\s*[-+]?[0-9]+\\s*$' \
                     THEN {value}::text::numeric NOT BETWEEN ({low}) AND ({high}) ELSE true END"
                )))
            }
            "uuid" => Ok(Some(format!(
                "lower({value}::text) !~ '^[0-9a-f]{{8}}-[0-9a-f]{{4}}-[0-9a-f]{{4}}-[0-9a-f]{{4}}-[0-9a-f]{{12}}$'"
            ))),
            _ if from.server_version >= 16 => {
                Ok(Some(format!("NOT pg_catalog.pg_input_is_valid({value}::text, {})", literal(&new.type_.sql))))
            }
            _ => unknown(old, new),
        },
        ("timestamp" | "timestamptz" | "date", "timestamp" | "timestamptz" | "date")
        | ("json", "jsonb")
        | ("jsonb", "json") => Ok(None),
        _ if before == after => Ok(None),
        _ => unknown(old, new),
    }
}

fn unknown(old: &Column, new: &Column) -> Result<Option<String>, String> {
    Err(format!("whether values of {} fit {} is not known before", old.type_.sql, new.type_.sql))
}

/// The numbers in the parentheses of a type.
fn numbers(sql: &str) -> Vec<u32> {
    let inner = sql.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map(|(inner, _)| inner);
    inner.into_iter().flat_map(|inner| inner.split(',')).filter_map(|number| number.trim().parse().ok()).collect()
}
