//! Names of foreign keys, in both directions and through associations.
//!
//! A name depends on its key alone, so that another key does not change it. Where two ways from one relation would
//! have the same name, the earlier in this order keeps it and the later takes its next candidate:
//!
//! 1. to one, by column position: `creator_id` → `creator`; composite keys after single columns;
//! 2. back from a referencing relation, those of the same schema first, then by name;
//! 3. through an association, by its name.
//!
//! So what is added renames nothing, with three exceptions that no order could spare: a column that is called like a way
//! takes its constant; a key between two relations that already have one in the opposite direction, both called plainly
//! after the other side; a second association called after both of its sides.

use super::{
    builtin::METHODS,
    docs::{code, column_list, docs, identifier, target},
    foreign_keys::Edge,
    ident::{constant_name, ident, value_name},
    names::{Names, RelationNames},
    report::Report,
    scope::Scope,
    select::Selection,
};
use crate::{
    config::{Config, ForeignKeyNames, ObjectPath, RustName},
    diagnostic::Rule,
    model::{Cardinality, ColumnIndex, Navigation, Path, RelationId},
};

/// What names are made from.
pub(super) struct Ways<'a> {
    pub(super) selection: &'a Selection<'a>,
    pub(super) names: &'a Names,
    pub(super) config: &'a Config,
    /// Edges by referencing relation.
    pub(super) edges: &'a [Vec<Edge>],
    /// Associations by relation: positions in its edges.
    pub(super) associations: &'a [Vec<(usize, usize)>],
}

/// The navigation of every relation, in the order of the names: each relation's scope has its other names in it.
pub(super) fn navigation(ways: &Ways<'_>, scopes: &mut [Scope], report: &mut Report) -> Vec<Vec<Navigation>> {
    let mut all: Vec<Vec<Navigation>> = scopes.iter().map(|_| Vec::new()).collect();
    let to_one: Vec<Vec<String>> = ways
        .edges
        .iter()
        .zip(&mut *scopes)
        .zip(&mut all)
        .map(|((edges, scope), all)| ways.to_one(edges, scope, all, report))
        .collect();
    for (edge, name) in ways.incoming(&to_one) {
        let at = edge.to.position();
        let way = ways.reverse(edge, name);
        all[at].push(ways.claim(way, &mut scopes[at], report));
    }
    for (near, far, name) in ways.through(&to_one) {
        let at = near.to.position();
        let way = ways.association(near, far, name);
        all[at].push(ways.claim(way, &mut scopes[at], report));
    }
    all
}

/// A way before its names are claimed.
struct Way {
    candidates: Vec<String>,
    /// What the configuration calls the way: `reverse` of a foreign key.
    role: &'static str,
    object: ObjectPath<3>,
    target: RelationId,
    cardinality: Cardinality,
    path: Path,
    docs: (Option<String>, String, String),
}

impl Ways<'_> {
    fn to_one(&self, edges: &[Edge], scope: &mut Scope, all: &mut Vec<Navigation>, report: &mut Report) -> Vec<String> {
        let columns = |edge: &Edge| {
            let mut columns: Vec<_> = edge.pairs.iter().map(|(from, _)| *from).collect();
            columns.sort_unstable();
            columns
        };
        let mut order: Vec<usize> = (0..edges.len()).collect();
        order.sort_by_cached_key(|at| {
            let edge = &edges[*at];
            let natural = self.role(edge).is_some_and(|role| self.is_called(edge.to, &role));
            (edge.pairs.len() > 1, columns(edge), !natural, *at)
        });
        let mut named: Vec<Option<Navigation>> = edges.iter().map(|_| None).collect();
        for at in order {
            named[at] = Some(self.claim(self.forward(&edges[at]), scope, report));
        }
        let start = all.len();
        all.extend(named.into_iter().flatten());
        all[start..].iter().map(|way| way.method.plain().to_owned()).collect()
    }

    /// What a single column calls the row it references: itself, without `_id`.
    fn role(&self, edge: &Edge) -> Option<String> {
        let [(column, _)] = edge.pairs[..] else { return None };
        let name = value_name(self.column(edge.from, column));
        let role = name.strip_suffix("_id").unwrap_or(&name);
        (name != "id" && role.contains(|c| c != '_')).then(|| role.to_owned())
    }

    fn forward(&self, edge: &Edge) -> Way {
        let to = self.names(edge.to);
        let mut candidates = match self.role(edge) {
            Some(role) => vec![role.clone(), format!("{role}_{}", to.singular)],
            None => vec![to.singular.clone()],
        };
        if edge.pairs.len() > 1 && self.schema(edge.to) != self.schema(edge.from) {
            candidates.push(format!("{}_{}", value_name(self.schema(edge.to)), to.singular));
        }
        candidates.push(value_name(edge.name()));
        self.choose(edge, |names| names.forward.as_ref(), &mut candidates);
        let columns = column_list(edge.pairs.iter().map(|(from, _)| self.column(edge.from, *from)));
        let there = target(&self.selection.relations[edge.to.position()].name, self.referenced(edge));
        Way {
            candidates,
            role: "forward",
            object: self.object(edge),
            target: edge.to,
            cardinality: if edge.optional { Cardinality::Optional } else { Cardinality::One },
            path: Path::Direct(edge.pairs.clone()),
            docs: (
                edge.comment.clone(),
                format!("{}: {} → {}", constraints(edge), code(&columns), code(&there)),
                format!("The row of {} that {} references.", self.sql(edge.to), self.by(edge)),
            ),
        }
    }

    /// Edges with the names of their way to one, in the order in which their reverse is named.
    fn incoming<'e>(&'e self, to_one: &'e [Vec<String>]) -> Vec<(&'e Edge, &'e str)> {
        let mut incoming: Vec<_> = self
            .edges
            .iter()
            .zip(to_one)
            .flat_map(|(edges, names)| edges.iter().zip(names.iter().map(String::as_str)))
            .collect();
        incoming.sort_by_key(|(edge, _)| (edge.to, self.schema(edge.to) != self.schema(edge.from), edge.from));
        incoming
    }

    fn reverse(&self, edge: &Edge, to_one: &str) -> Way {
        let from = &self.names(edge.from).snake;
        let by = format!("{from}_by_{to_one}");
        let mut candidates = match edge.from != edge.to && self.is_called(edge.to, to_one) {
            true => vec![from.clone(), by],
            false => vec![by],
        };
        if self.schema(edge.to) != self.schema(edge.from) {
            let prefixed = format!("{}_{}", value_name(self.schema(edge.from)), candidates[0]);
            candidates.insert(1, prefixed);
        }
        candidates.push(format!("{from}_by_{}", value_name(edge.name())));
        self.choose(edge, |names| names.reverse.as_ref(), &mut candidates);
        let columns = column_list(edge.pairs.iter().map(|(from, _)| self.column(edge.from, *from)));
        let here = column_list(self.referenced(edge));
        let there = format!("{} {columns}", self.selection.relations[edge.from.position()].name);
        let rows = if edge.unique { "The row" } else { "The rows" };
        let reference = if edge.unique { "references" } else { "reference" };
        Way {
            candidates,
            role: "reverse",
            object: self.object(edge),
            target: edge.from,
            cardinality: if edge.unique { Cardinality::Optional } else { Cardinality::Many },
            path: Path::Direct(edge.pairs.iter().map(|(from, to)| (*to, *from)).collect()),
            docs: (
                edge.comment.clone(),
                format!("{}: {} ← {}", constraints(edge), code(&here), code(&there)),
                format!("{rows} of {} that {reference} this one by {}.", self.sql(edge.from), self.by(edge)),
            ),
        }
    }

    /// Both directions of every association, with the name of the near key's way to one.
    fn through<'e>(&'e self, to_one: &'e [Vec<String>]) -> Vec<(&'e Edge, &'e Edge, &'e str)> {
        let mut through = Vec::new();
        for ((edges, names), pairs) in self.edges.iter().zip(to_one).zip(self.associations) {
            for (first, second) in pairs {
                through.push((&edges[*first], &edges[*second], names[*first].as_str()));
                through.push((&edges[*second], &edges[*first], names[*second].as_str()));
            }
        }
        through.sort_by_key(|(near, far, _)| (near.to, near.from, near.name(), far.name()));
        through
    }

    fn association(&self, near: &Edge, far: &Edge, near_name: &str) -> Way {
        let between = self.names(near.from);
        let (from, to) = (self.names(near.to), self.names(far.to));
        let via = format!("{}_via_{}", to.snake, between.snake);
        let mut candidates = Vec::new();
        if near.to == far.to {
            candidates.push(format!("{via}_by_{near_name}"));
        } else {
            if is_named_after(between, from, to) {
                candidates.push(to.snake.clone());
                if self.schema(near.to) != self.schema(far.to) {
                    candidates.push(format!("{}_{}", value_name(self.schema(far.to)), to.snake));
                }
            }
            candidates.push(via.clone());
            candidates.push(format!("{via}_by_{near_name}"));
        }
        candidates.push(format!("{via}_by_{}", value_name(far.name())));
        self.choose(far, |names| names.through.as_ref(), &mut candidates);
        let sql = self.sql(near.from);
        Way {
            candidates,
            role: "through",
            object: self.object(far),
            target: far.to,
            cardinality: Cardinality::Many,
            path: Path::Through {
                association: near.from,
                near: near.pairs.iter().map(|(from, to)| (*to, *from)).collect(),
                far: far.pairs.clone(),
            },
            docs: (
                None,
                format!("Through {sql}: {}, then {}.", constraints(near), constraints(far)),
                format!("The rows of {} that {sql} associates with this one.", self.sql(far.to)),
            ),
        }
    }

    /// Gives a way its method and its constant.
    fn claim(&self, way: Way, scope: &mut Scope, report: &mut Report) -> Navigation {
        let wanted = &way.candidates[0];
        let reserved = METHODS.contains(&wanted.as_str());
        let method = if reserved {
            let name = scope.claim(&[format!("{wanted}_")]).name;
            let message = format!("`{wanted}` is a method of every relation, so the key is called `{name}`");
            report.add(Rule::ReservedName, &way.object, message, Some(rename(&way)));
            name
        } else {
            let claim = scope.claim(&way.candidates);
            if !claim.preferred {
                let message = format!("`{wanted}` is taken, so the key is called `{}`", claim.name);
                report.add(Rule::NameClash, &way.object, message, Some(rename(&way)));
            }
            claim.name
        };
        let constant = constant_name(&method);
        let constant = scope.claim(&[constant.clone(), format!("{constant}_REF")]).name;
        let (comment, lines, method_lines) = way.docs;
        Navigation {
            constant: ident(&constant),
            method: ident(&method),
            target: way.target,
            cardinality: way.cardinality,
            path: way.path,
            docs: docs(comment.as_deref(), [lines]),
            method_docs: docs(None, [method_lines]),
        }
    }

    /// Puts the name the configuration gives, if any, before the others.
    fn choose(&self, edge: &Edge, role: impl Fn(&ForeignKeyNames) -> Option<&RustName>, candidates: &mut Vec<String>) {
        if self.config.rename.foreign_keys.is_empty() {
            return;
        }
        let relation = &self.selection.relations[edge.from.position()].name;
        let paths = edge.names.iter().map(|name| ObjectPath::new([&relation.schema, &relation.name, name]));
        let chosen = paths.into_iter().find_map(|path| role(self.config.rename.foreign_keys.get(&path)?));
        if let Some(name) = chosen {
            candidates.insert(0, name.as_str().to_owned());
        }
    }

    fn is_called(&self, relation: RelationId, name: &str) -> bool {
        let names = self.names(relation);
        names.singular == name || names.snake == name
    }

    fn names(&self, relation: RelationId) -> &RelationNames {
        &self.names.relations[relation.position()]
    }

    fn schema(&self, relation: RelationId) -> &str {
        &self.selection.relations[relation.position()].name.schema
    }

    fn sql(&self, relation: RelationId) -> String {
        code(&self.selection.relations[relation.position()].name.to_string())
    }

    fn column(&self, relation: RelationId, column: ColumnIndex) -> &str {
        &self.selection.relations[relation.position()].columns[column.position()].name
    }

    fn referenced<'e>(&'e self, edge: &'e Edge) -> impl Iterator<Item = &'e str> {
        edge.pairs.iter().map(|(_, to)| self.column(edge.to, *to))
    }

    /// The referencing columns in a sentence.
    fn by(&self, edge: &Edge) -> String {
        match edge.pairs[..] {
            [(column, _)] => code(&identifier(self.column(edge.from, column))),
            _ => code(&column_list(edge.pairs.iter().map(|(from, _)| self.column(edge.from, *from)))),
        }
    }

    fn object(&self, edge: &Edge) -> ObjectPath<3> {
        let relation = &self.selection.relations[edge.from.position()].name;
        ObjectPath::new([&relation.schema, &relation.name, edge.name()])
    }
}

/// An association called after both its sides: `film_actor`, `actors_films`.
fn is_named_after(association: &RelationNames, one: &RelationNames, other: &RelationNames) -> bool {
    let mut forms = Vec::new();
    for a in [&one.snake, &one.singular] {
        for b in [&other.snake, &other.singular] {
            forms.push(format!("{a}_{b}"));
            forms.push(format!("{b}_{a}"));
        }
    }
    forms.contains(&association.snake) || forms.contains(&association.singular)
}

fn constraints(edge: &Edge) -> String {
    edge.names.iter().map(|name| code(name)).collect::<Vec<_>>().join(", ")
}

/// The line of configuration that names a way.
fn rename(way: &Way) -> String {
    let key = super::report::quoted(&way.object.to_string());
    format!("to choose its name, write `{key} = {{ {} = \"…\" }}` under `[rename.foreign_keys]`", way.role)
}
