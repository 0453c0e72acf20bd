//! Names that Rust or the runtime has taken.

/// Names of the standard prelude, which no generated type may take.
pub(super) const PRELUDE: &[&str] = &[
    "AsMut",
    "AsRef",
    "AsyncFn",
    "AsyncFnMut",
    "AsyncFnOnce",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "DoubleEndedIterator",
    "Drop",
    "Eq",
    "Err",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Future",
    "Hash",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Self",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Vec",
];

/// Names that mean something on a relation or a query: a way that had one would hide it, or be hidden by it.
pub(super) const METHODS: &[&str] = &[
    "after",
    "aggregate",
    "all",
    "and",
    "any",
    "before",
    "borrow",
    "borrow_mut",
    "clone",
    "clone_from",
    "clone_into",
    "copy_in",
    "copy_out",
    "count",
    "delete",
    "delete_all",
    "delete_returning",
    "distinct",
    "distinct_on",
    "eq",
    "every",
    "exists",
    "explain",
    "explain_analyze",
    "filter",
    "filter_opt",
    "find",
    "first",
    "fmt",
    "for_key_share",
    "for_no_key_update",
    "for_share",
    "for_update",
    "from",
    "from_row",
    "get",
    "group_by",
    "has",
    "insert",
    "insert_many",
    "into",
    "into_query",
    "join",
    "left_join",
    "limit",
    "ne",
    "none",
    "not",
    "nowait",
    "of",
    "offset",
    "one",
    "optional",
    "or",
    "order_by",
    "predicate",
    "query",
    "relations",
    "rows_led_to",
    "select",
    "skip_locked",
    "statement",
    "stream",
    "then",
    "to_owned",
    "to_sql",
    "to_string",
    "try_from",
    "try_into",
    "type_id",
    "union",
    "update",
    "update_all",
    "update_each",
    "value",
    "via",
    "via_set",
    "with",
];

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use std::{
        collections::{BTreeMap, BTreeSet},
        fs,
        path::Path,
    };

    use syn::{Generics, ImplItem, Item, TraitItem, Type, TypeParamBound, Visibility};

    use super::METHODS;

    /// Methods of traits of the standard library that queries or rows have, or may have by a derive.
    const STANDARD: &[&str] = &[
        "borrow",
        "borrow_mut",
        "clone",
        "clone_from",
        "clone_into",
        "cmp",
        "eq",
        "fmt",
        "from",
        "hash",
        "into",
        "into_future",
        "ne",
        "partial_cmp",
        "to_owned",
        "to_string",
        "try_from",
        "try_into",
        "type_id",
    ];

    /// A function of generated rows, and words of keys and expressions, which mean the same everywhere.
    const KEPT: &[&str] = &[
        "and", "any", "distinct", "every", "find", "get", "has", "not", "of", "or", "then", "union", "via", "via_set",
    ];

    /// Traits of relations and of sets of them.
    const RELATION: &[&str] = &["Relation", "Set", "Table"];

    /// What the runtime's source has to say of queries and relations.
    #[derive(Default)]
    struct Surface {
        methods: BTreeSet<String>,
        traits: BTreeMap<String, Vec<String>>,
        implemented: BTreeSet<String>,
    }

    impl Surface {
        fn read(folder: &Path) -> Self {
            let mut surface = Self::default();
            surface.folder(folder);
            surface
        }

        fn folder(&mut self, folder: &Path) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    self.folder(&path);
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    let file = syn::parse_file(&fs::read_to_string(&path).unwrap()).unwrap();
                    file.items.iter().for_each(|item| self.item(item));
                }
            }
        }

        fn item(&mut self, item: &Item) {
            match item {
                Item::Mod(module) => {
                    module.content.iter().flat_map(|(_, items)| items).for_each(|item| self.item(item));
                }
                Item::Trait(item) => {
                    // `Film::query()` is written so; functions without `self` of other traits are not.
                    let all = RELATION.contains(&item.ident.to_string().as_str());
                    let methods = item.items.iter().filter_map(|item| match item {
                        TraitItem::Fn(function) if all || function.sig.receiver().is_some() => {
                            Some(function.sig.ident.to_string())
                        }
                        _ => None,
                    });
                    self.traits.entry(item.ident.to_string()).or_default().extend(methods);
                }
                Item::Impl(item) => {
                    let Some(of) = name(&item.self_ty) else { return };
                    if of != "Query" && !is_relation(&item.generics, &of) {
                        return;
                    }
                    match &item.trait_ {
                        Some((path, _)) => {
                            let path = path.segments.last().unwrap();
                            self.implemented.insert(path.ident.to_string());
                        }
                        None => self.methods.extend(item.items.iter().filter_map(|item| match item {
                            ImplItem::Fn(function) if matches!(function.vis, Visibility::Public(_)) => {
                                Some(function.sig.ident.to_string())
                            }
                            _ => None,
                        })),
                    }
                }
                _ => {}
            }
        }

        /// Everything that a method of generated code could hide, or be hidden by.
        fn names(&self) -> BTreeSet<&str> {
            let traits = self
                .traits
                .iter()
                .filter(|(name, _)| self.implemented.contains(*name) || RELATION.contains(&name.as_str()));
            let of_traits = traits.flat_map(|(_, methods)| methods);
            self.methods.iter().chain(of_traits).map(String::as_str).collect()
        }
    }

    /// Whether a parameter stands for relations.
    fn is_relation(generics: &Generics, parameter: &str) -> bool {
        let mut parameters = generics.type_params().filter(|own| own.ident == parameter);
        parameters.any(|own| {
            own.bounds.iter().any(|bound| match bound {
                TypeParamBound::Trait(bound) => bound
                    .path
                    .segments
                    .last()
                    .is_some_and(|last| ["Relation", "Table"].iter().any(|name| last.ident == name)),
                _ => false,
            })
        })
    }

    /// The name of a type, references aside.
    fn name(type_: &Type) -> Option<String> {
        match type_ {
            Type::Path(path) => Some(path.path.segments.last()?.ident.to_string()),
            Type::Reference(reference) => name(&reference.elem),
            _ => None,
        }
    }

    #[test]
    fn methods_of_the_runtime_are_reserved() {
        let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime/src");
        let surface = Surface::read(&runtime);
        let names = surface.names();
        for known in ["filter", "delete_returning", "statement", "into_query", "from_row"] {
            assert!(names.contains(known), "{known} is found");
        }
        let reserved: BTreeSet<&str> = METHODS.iter().copied().collect();
        let missing: Vec<_> = names.difference(&reserved).collect();
        assert!(missing.is_empty(), "METHODS lacks {missing:?}");
        let known: BTreeSet<&str> =
            names.iter().copied().chain(STANDARD.iter().copied()).chain(KEPT.iter().copied()).collect();
        let stale: Vec<_> = reserved.difference(&known).collect();
        assert!(stale.is_empty(), "METHODS has {stale:?}, which neither queries nor relations have");
        assert!(METHODS.is_sorted(), "METHODS is in order");
    }
}
