//! Ways between relations, and the names they would have: a foreign key forward, backward, or through an association.

use super::{
    docs::{code, column_list, identifier, target},
    foreign_keys::Edge,
    ident::value_name,
    names::{Names, RelationNames},
    select::Selection,
};
use crate::{
    config::{Config, ForeignKeyNames, ObjectPath, RustName},
    model::{Cardinality, ColumnIndex, Path, RelationId},
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

/// A way before its names are claimed.
pub(super) struct Way {
    /// Names it would take, the best first.
    pub(super) candidates: Vec<String>,
    /// What the configuration calls the way: `reverse` of a foreign key.
    pub(super) role: &'static str,
    pub(super) object: ObjectPath<3>,
    pub(super) target: RelationId,
    pub(super) cardinality: Cardinality,
    pub(super) path: Path,
    pub(super) docs: WayDocs,
}

/// What is said of a way.
pub(super) struct WayDocs {
    /// The comment of the key.
    pub(super) comment: Option<String>,
    pub(super) constant: String,
    /// From a set of rows, which may be one.
    pub(super) method: String,
}

impl Ways<'_> {
    /// Along a foreign key, to the one row it references.
    pub(super) fn forward(&self, edge: &Edge) -> Way {
        let to = self.names(edge.to);
        let mut candidates = match self.role(edge) {
            Some(role) if role == to.singular => vec![role],
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
            docs: WayDocs {
                comment: edge.comment.clone(),
                constant: format!("{}: {} → {}", constraints(edge), code(&columns), code(&there)),
                method: format!("The rows of {} that {} of one of these references.", self.sql(edge.to), self.by(edge)),
            },
        }
    }

    /// Against a foreign key, to the rows that reference this one by it.
    pub(super) fn reverse(&self, edge: &Edge, to_one: &str) -> Way {
        let from = &self.names(edge.from).snake;
        let by = format!("{from}_by_{to_one}");
        let is_plain = edge.from != edge.to && self.is_called(edge.to, to_one);
        let mut candidates = if is_plain { vec![from.clone(), by] } else { vec![by] };
        if self.schema(edge.to) != self.schema(edge.from) {
            let prefixed = format!("{}_{}", value_name(self.schema(edge.from)), candidates[0]);
            candidates.insert(1, prefixed);
        }
        candidates.push(format!("{from}_by_{}", value_name(edge.name())));
        self.choose(edge, |names| names.reverse.as_ref(), &mut candidates);
        let columns = column_list(edge.pairs.iter().map(|(from, _)| self.column(edge.from, *from)));
        let here = column_list(self.referenced(edge));
        let there = format!("{} {columns}", self.selection.relations[edge.from.position()].name);
        Way {
            candidates,
            role: "reverse",
            object: self.object(edge),
            target: edge.from,
            cardinality: if edge.unique { Cardinality::Optional } else { Cardinality::Many },
            path: Path::Direct(edge.pairs.iter().map(|(from, to)| (*to, *from)).collect()),
            docs: WayDocs {
                comment: edge.comment.clone(),
                constant: format!("{}: {} ← {}", constraints(edge), code(&here), code(&there)),
                method: format!(
                    "The rows of {} that reference one of these by {}.",
                    self.sql(edge.from),
                    self.by(edge)
                ),
            },
        }
    }

    /// Against one foreign key of an association, then along another.
    pub(super) fn association(&self, near: &Edge, far: &Edge, near_name: &str) -> Way {
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
        let role = if near.to == far.to { format!(" as its {}", self.by(near)) } else { String::new() };
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
            docs: WayDocs {
                comment: None,
                constant: format!("Through {sql}: {}, then {}.", constraints(near), constraints(far)),
                method: format!("The rows of {} that {sql} associates with one of these{role}.", self.sql(far.to)),
            },
        }
    }

    /// What a single column calls the row it references: itself, without `_id`.
    pub(super) fn role(&self, edge: &Edge) -> Option<String> {
        let [(column, _)] = edge.pairs[..] else { return None };
        let name = value_name(self.column(edge.from, column));
        let role = name.strip_suffix("_id").unwrap_or(&name);
        (name != "id" && role.contains(|c| c != '_')).then(|| role.to_owned())
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

    /// The relation has this name, singular or not.
    pub(super) fn is_called(&self, relation: RelationId, name: &str) -> bool {
        let names = self.names(relation);
        names.singular == name || names.snake == name
    }

    fn names(&self, relation: RelationId) -> &RelationNames {
        &self.names.relations[relation.position()]
    }

    pub(super) fn schema(&self, relation: RelationId) -> &str {
        self.names.groups.of(&self.selection.relations[relation.position()].name)
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
