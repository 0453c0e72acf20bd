//! Where the pages are, and how one leads to another.

use std::{collections::BTreeMap, fmt::Write as _};

use relvar_catalog::{
    Catalog, QualifiedName,
    catalog::{ObjectId, Routine, Type},
};
use serde::Serialize;

use crate::{
    graph::{Graph, Node},
    sql,
};

/// Names of files are shorter than this, whatever they are made of.
const LONGEST: usize = 120;

/// Something with a name, and a page where it has one.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Link {
    pub(super) text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) href: Option<String>,
}

/// The pages of relations.
pub(super) struct Links<'a> {
    graph: &'a Graph<'a>,
    stems: Vec<String>,
    /// Places of routines on their page.
    routines: BTreeMap<ObjectId, String>,
    /// Places of types on their page.
    types: BTreeMap<&'a QualifiedName, String>,
}

impl<'a> Links<'a> {
    pub(super) fn new(graph: &'a Graph<'a>) -> Self {
        let routines = own_routines(graph.catalog).map(|routine| (routine.id(), routine_anchor(routine)));
        let types = own_types(graph.catalog).map(|type_| (&type_.name, anchor(type_)));
        let stems = graph.relations().map(|(_, relation)| stem(&relation.name)).collect();
        Self { graph, stems, routines: routines.collect(), types: types.collect() }
    }

    /// The file of a relation, from the folder of the site.
    pub(super) fn page(&self, node: Node) -> String {
        format!("r/{}.html", self.stem(node))
    }

    pub(super) fn stem(&self, node: Node) -> &str {
        &self.stems[node.0]
    }

    /// A relation, as its page's neighbours refer to it.
    pub(super) fn beside(&self, name: &QualifiedName) -> Link {
        let href = self.graph.node(name).map(|node| format!("{}.html", self.stem(node)));
        Link { text: sql::qualified(name), href }
    }

    /// A relation, as pages in the folder of the site refer to it.
    pub(super) fn below(&self, name: &QualifiedName) -> Link {
        Link { text: sql::qualified(name), href: self.graph.node(name).map(|node| self.page(node)) }
    }

    /// An object of a dependency, such as `view public.film_list`, as relations refer to it.
    pub(super) fn object(&self, object: &ObjectId) -> Link {
        let text = object.to_string();
        let href = match object {
            ObjectId::Routine { .. } => self.routines.get(object).map(|anchor| format!("../routines.html#{anchor}")),
            ObjectId::Type(name) => self.types.get(name).map(|anchor| format!("../types.html#{anchor}")),
            _ => {
                let node = object.relation().and_then(|relation| self.graph.node(relation));
                node.map(|node| format!("{}.html", self.stem(node)))
            }
        };
        Link { text, href }
    }
}

/// The anchor of a type among all of them.
pub(super) fn anchor(type_: &Type) -> String {
    stem(&type_.name)
}

/// Types of the schema, and not of an extension.
pub(super) fn own_types(catalog: &Catalog) -> impl Iterator<Item = &Type> {
    catalog.types.iter().filter(|type_| type_.extension.is_none())
}

/// Functions and procedures of the schema, and not of an extension.
pub(super) fn own_routines(catalog: &Catalog) -> impl Iterator<Item = &Routine> {
    catalog.routines.iter().filter(|routine| routine.extension.is_none())
}

/// The anchor of a routine among all of them.
pub(super) fn routine_anchor(routine: &Routine) -> String {
    let name = format!("{}({})", routine.name.name, routine.signature());
    stem(&QualifiedName::new(&routine.name.schema, name))
}

/// A name of a file for a name of anything: no two that differ get the same, not even where case says nothing.
pub(super) fn stem(name: &QualifiedName) -> String {
    let mut stem = format!("{}.{}", part(&name.schema), part(&name.name));
    if is_device(&name.schema) {
        // Windows has a device of that name, whatever follows the dot.
        let first = stem.remove(0);
        stem = format!("~{:02x}{stem}", u32::from(first));
    }
    if stem.len() > LONGEST {
        stem.truncate(LONGEST);
        let _ = write!(stem, "~{:016x}", hash(name));
    }
    stem
}

/// The name of a device on Windows; in upper case it is written in another way anyhow.
fn is_device(name: &str) -> bool {
    let numbered = ["com", "lpt"].iter().filter_map(|prefix| name.strip_prefix(prefix));
    matches!(name, "aux" | "con" | "nul" | "prn")
        || numbered.into_iter().any(|number| number.len() == 1 && number.as_bytes()[0].is_ascii_digit())
}

fn part(name: &str) -> String {
    let mut part = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_' {
            part.push(char::from(byte));
        } else {
            let _ = write!(part, "~{byte:02x}");
        }
    }
    part
}

/// FNV-1a: the same on every machine and in every version, which the standard library's is not.
fn hash(name: &QualifiedName) -> u64 {
    let bytes = name.schema.bytes().chain([0]).chain(name.name.bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_tell_names_apart() {
        for (schema, name, file) in [
            ("public", "film", "public.film"),
            ("Public", "film", "~50ublic.film"),
            ("a.b", "c", "a~2eb.c"),
            ("a", "../../etc/passwd", "a.~2e~2e~2f~2e~2e~2fetc~2fpasswd"),
            ("con", "film", "~63on.film"),
            ("CON", "film", "~43~4f~4e.film"),
            ("com1", "film", "~63om1.film"),
            ("ü", "x y", "~c3~bc.x~20y"),
        ] {
            assert_eq!(stem(&QualifiedName::new(schema, name)), file);
        }
        let long = |end| stem(&QualifiedName::new("Ä".repeat(31), format!("{}{end}", "Ö".repeat(30))));
        assert!(long("a") != long("b") && long("a").len() < 140);
    }
}
