//! The objects that a user means, of any kind.

use std::{collections::BTreeSet, fmt};

use relvar_catalog::catalog::{ObjectId, QualifiedName};

/// Maximum number of names that a misspelt one may have meant.
const SUGGESTIONS: usize = 3;

/// No object has the name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct UnknownObject {
    /// The name.
    pub name: String,
    /// Objects that may have been meant, the likeliest first.
    pub similar: Vec<ObjectId>,
}

impl fmt::Display for UnknownObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no object `{}`", self.name)?;
        let similar: Vec<_> = self.similar.iter().map(|object| format!("`{object}`")).collect();
        if similar.is_empty() {
            f.write_str("\nhint: write its name, or its kind and name, such as `function public.rank(integer)`")
        } else {
            write!(f, "\nhint: did you mean {}?", similar.join(", "))
        }
    }
}

/// The objects of that name: `film`, `public.film`, `public.rank(integer)`, `function public.rank(integer)`.
///
/// Several may have it: routines with different arguments, a table and a trigger. Of several schemas, `public` goes first,
/// as it does on PostgreSQL's search path.
pub fn objects<'a>(all: &BTreeSet<&'a ObjectId>, name: &str) -> Result<Vec<&'a ObjectId>, UnknownObject> {
    let find = |is_it: &dyn Fn(&ObjectId) -> bool| -> Vec<&'a ObjectId> {
        all.iter().copied().filter(|object| is_it(object)).collect()
    };
    let exact = find(&|object| object.to_string() == name || full_name(object) == name);
    if !exact.is_empty() {
        return Ok(exact);
    }
    let qualified = find(&|object| object.qualified_name().is_some_and(|own| is_written(own, name)));
    if !qualified.is_empty() {
        return Ok(qualified);
    }
    let bare = find(&|object| bare_name(object) == name);
    let in_public: Vec<_> = bare
        .iter()
        .copied()
        .filter(|object| object.qualified_name().is_some_and(|own| own.schema == "public"))
        .collect();
    match (in_public.is_empty(), bare.is_empty()) {
        (false, _) => Ok(in_public),
        (true, false) => Ok(bare),
        (true, true) => Err(UnknownObject { name: name.to_owned(), similar: similar(all, name) }),
    }
}

/// The identity without its kind.
fn full_name(object: &ObjectId) -> String {
    let text = object.to_string();
    text.strip_prefix(object.kind()).map(|rest| rest.trim_start().to_owned()).unwrap_or(text)
}

fn is_written(own: &QualifiedName, name: &str) -> bool {
    own.to_string() == name || format!("{}.{}", own.schema, own.name) == name
}

fn bare_name(object: &ObjectId) -> String {
    match object {
        ObjectId::Schema(name)
        | ObjectId::Extension(name)
        | ObjectId::AccessMethod(name)
        | ObjectId::Publication(name)
        | ObjectId::Subscription(name)
        | ObjectId::EventTrigger(name)
        | ObjectId::Language(name)
        | ObjectId::ForeignDataWrapper(name)
        | ObjectId::Server(name)
        | ObjectId::Role(name)
        | ObjectId::Trigger { name, .. }
        | ObjectId::Rule { name, .. }
        | ObjectId::Policy { name, .. }
        | ObjectId::Constraint { name, .. }
        | ObjectId::DomainConstraint { name, .. } => name.clone(),
        _ => object.qualified_name().map_or_else(|| full_name(object), |own| own.name.clone()),
    }
}

fn similar(all: &BTreeSet<&ObjectId>, name: &str) -> Vec<ObjectId> {
    let wanted = name.split('(').next().unwrap_or(name);
    let wanted = wanted.rsplit(['.', ' ']).next().unwrap_or(wanted).trim_matches('"').to_lowercase();
    let mut near: Vec<_> = all
        .iter()
        .map(|object| (strsim::jaro_winkler(&bare_name(object).to_lowercase(), &wanted), *object))
        .filter(|(likeness, _)| *likeness > 0.8)
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    near.into_iter().take(SUGGESTIONS).map(|(_, object)| object.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_found_by_what_people_call_them() {
        let ids: Vec<ObjectId> = [
            "table public.film",
            "table sales.film",
            "function public.rank(integer)",
            "function public.rank(text)",
            "view sales.\"Totals\"",
            "index public.film_title_idx",
            "trigger film_update on public.film",
        ]
        .map(|text| text.parse().unwrap_or_else(|_| ObjectId::Schema(String::new())))
        .into();
        let all: BTreeSet<&ObjectId> = ids.iter().collect();
        let check = |name: &str, expected: &[&str]| {
            let found: Vec<String> = objects(&all, name).into_iter().flatten().map(ToString::to_string).collect();
            assert_eq!(found, expected, "{name}");
        };
        check("film", &["table public.film"]);
        check("sales.film", &["table sales.film"]);
        check("rank", &["function public.rank(integer)", "function public.rank(text)"]);
        check("public.rank(text)", &["function public.rank(text)"]);
        check("function public.rank(integer)", &["function public.rank(integer)"]);
        check("sales.Totals", &["view sales.\"Totals\""]);
        check("Totals", &["view sales.\"Totals\""]);
        check("film_update", &["trigger film_update on public.film"]);
        let error = objects(&all, "public.flim").map(|found| found.len()).map_err(|error| error.to_string());
        let expected = "no object `public.flim`\nhint: did you mean `table public.film`, `table sales.film`";
        assert!(error.as_ref().is_err_and(|error| error.starts_with(expected)), "{error:?}");
    }
}
