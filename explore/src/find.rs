//! The object that a user means.

use std::fmt;

use relvar_catalog::{
    Catalog, QualifiedName,
    catalog::{Relation, Routine, Sequence, Type},
};

/// Maximum number of names that a misspelt one may have meant.
const SUGGESTIONS: usize = 3;

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A relation.
    Relation,
    /// A relation, type, routine or sequence.
    Object,
}

impl Wanted {
    fn as_str(self) -> &'static str {
        match self {
            Self::Relation => "relation",
            Self::Object => "relation, type, routine or sequence",
        }
    }
}

/// There is no such object, or more than one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FindError {
    /// No object has the name.
    Unknown {
        /// What was looked for.
        wanted: Wanted,
        /// The name.
        name: String,
        /// Names that may have been meant, the likeliest first.
        similar: Vec<QualifiedName>,
    },
    /// Objects of several schemas have it.
    Ambiguous {
        /// The name.
        name: String,
        /// These objects.
        candidates: Vec<QualifiedName>,
    },
}

impl fmt::Display for FindError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quoted = |names: &[QualifiedName]| names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ");
        match self {
            Self::Unknown { wanted, name, similar } => {
                let hint = match (wanted, similar.as_slice()) {
                    (_, [_, ..]) => format!("did you mean {}?", quoted(similar)),
                    (Wanted::Relation, []) => "`relvar list` shows them all".to_owned(),
                    (Wanted::Object, []) => "`relvar search` finds objects by a part of their name".to_owned(),
                };
                write!(f, "no {} `{name}`\nhint: {hint}", wanted.as_str())
            }
            Self::Ambiguous { name, candidates } => {
                write!(f, "`{name}` is in several schemas\nhint: name one of {}", quoted(candidates))
            }
        }
    }
}

/// An object that is shown.
#[derive(Clone, Debug, PartialEq)]
pub enum Object<'a> {
    /// A relation.
    Relation(&'a Relation),
    /// A type.
    Type(&'a Type),
    /// A sequence.
    Sequence(&'a Sequence),
    /// The routines of one name.
    Routines(Vec<&'a Routine>),
}

/// The relation of that name: qualified or not, with the quotes that SQL needs or without any. If several schemas have
/// it, the one in `public`, which is on PostgreSQL's search path.
pub fn find<'a>(catalog: &'a Catalog, name: &str) -> Result<&'a Relation, FindError> {
    match named(&catalog.relations, |relation| &relation.name, name)?.first() {
        Some(relation) => Ok(relation),
        None => Err(unknown(catalog, Wanted::Relation, name)),
    }
}

/// The relation, type, sequence or routine of that name, in this order. A routine may have its arguments behind its
/// name, `films_in_stock(integer)`; without them, all routines of the name are meant.
pub fn find_object<'a>(catalog: &'a Catalog, name: &str) -> Result<Object<'a>, FindError> {
    if let Some(relation) = named(&catalog.relations, |relation| &relation.name, name)?.first() {
        return Ok(Object::Relation(relation));
    }
    if let Some(type_) = named(&catalog.types, |type_| &type_.name, name)?.first() {
        return Ok(Object::Type(type_));
    }
    if let Some(sequence) = named(&catalog.sequences, |sequence| &sequence.name, name)?.first() {
        return Ok(Object::Sequence(sequence));
    }
    let mut routines = named(&catalog.routines, |routine| &routine.name, name)?;
    if let (true, Some((bare, signature))) = (routines.is_empty(), name.rsplit_once('(')) {
        routines = named(&catalog.routines, |routine| &routine.name, bare)?;
        routines.retain(|routine| routine.signature() == signature.trim_end_matches(')'));
    }
    if routines.is_empty() { Err(unknown(catalog, Wanted::Object, name)) } else { Ok(Object::Routines(routines)) }
}

/// The objects that a name means: several only if they have one name in one schema.
fn named<'a, T>(objects: &'a [T], name_of: impl Fn(&T) -> &QualifiedName, text: &str) -> Result<Vec<&'a T>, FindError> {
    let all = |is: &dyn Fn(&QualifiedName) -> bool| objects.iter().filter(|o| is(name_of(o))).collect::<Vec<_>>();
    let qualified = text.parse::<QualifiedName>().ok();
    let exact = all(&|name| qualified.as_ref() == Some(name) || format!("{}.{}", name.schema, name.name) == text);
    if !exact.is_empty() {
        return Ok(exact);
    }
    let bare = unquoted(text);
    let found = all(&|name| name.name == text || bare.as_ref() == Some(&name.name));
    let mut schemas: Vec<&str> = found.iter().map(|object| name_of(object).schema.as_str()).collect();
    schemas.dedup();
    if schemas.len() < 2 {
        return Ok(found);
    }
    let in_public = all(&|name| name.schema == "public" && (name.name == text || bare.as_ref() == Some(&name.name)));
    if in_public.is_empty() {
        let mut candidates: Vec<_> = found.iter().map(|object| name_of(object).clone()).collect();
        candidates.dedup();
        return Err(FindError::Ambiguous { name: text.to_owned(), candidates });
    }
    Ok(in_public)
}

/// A name without a schema, as SQL writes it: `film`, `"a.b"`.
fn unquoted(text: &str) -> Option<String> {
    format!("public.{text}").parse::<QualifiedName>().ok().map(|name| name.name)
}

fn unknown(catalog: &Catalog, wanted: Wanted, name: &str) -> FindError {
    let relations = catalog.relations.iter().map(|relation| &relation.name);
    let similar = match wanted {
        Wanted::Relation => similar(relations, name),
        Wanted::Object => {
            let types = catalog.types.iter().map(|type_| &type_.name);
            let sequences = catalog.sequences.iter().map(|sequence| &sequence.name);
            let routines = catalog.routines.iter().filter(|r| r.extension.is_none()).map(|routine| &routine.name);
            similar(relations.chain(types).chain(sequences).chain(routines), name)
        }
    };
    FindError::Unknown { wanted, name: name.to_owned(), similar }
}

fn similar<'a>(names: impl Iterator<Item = &'a QualifiedName>, wanted: &str) -> Vec<QualifiedName> {
    let wanted = unquoted(wanted).unwrap_or_else(|| wanted.rsplit('.').next().unwrap_or(wanted).to_owned());
    let wanted = wanted.to_lowercase();
    let mut near: Vec<_> = names
        .map(|name| (strsim::jaro_winkler(&name.name.to_lowercase(), &wanted), name))
        .filter(|(likeness, _)| *likeness > 0.8)
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    near.dedup_by(|a, b| a.1 == b.1);
    near.into_iter().take(SUGGESTIONS).map(|(_, name)| name.clone()).collect()
}

/// The name among `names` that `wanted` may have meant.
pub(crate) fn nearest<'a>(names: impl IntoIterator<Item = &'a str>, wanted: &str) -> Option<&'a str> {
    let likeness = |name: &str| strsim::jaro_winkler(name, wanted);
    let best = names.into_iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    best.filter(|name| likeness(name) > 0.8)
}
