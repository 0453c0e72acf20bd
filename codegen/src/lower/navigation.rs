//! Names of foreign keys, in both directions and through associations.
//!
//! A name depends on its key alone, so that another key does not change it. Where two ways from one relation would
//! have the same name, the earlier in this order keeps it and the later takes its next candidate:
//!
//! 1. to one, by the position of the key's last column: `creator_id` → `creator`;
//! 2. back from a referencing relation, those of the same schema first, then by name;
//! 3. through an association, by its name.
//!
//! A new column is the last of its relation, so that a key on it comes after those that were there. So what is added
//! renames nothing, with exceptions that no order could spare: a column that is called like a way takes its constant; a
//! key that is called like a way that comes later, as where two relations reference each other, or where one of two
//! associated relations references the other; a second association called after both of its sides; a key on columns
//! that were there before, called like another one on later columns.

use super::{
    builtin::METHODS,
    docs::docs,
    foreign_keys::Edge,
    ident::{constant_name, ident, value_name},
    report::Report,
    scope::Scope,
    ways::{Way, Ways},
};
use crate::{diagnostic::Rule, model::Navigation};

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
        all[at].push(claim(way, &mut scopes[at], report));
    }
    for (near, far, name) in ways.through(&to_one) {
        let at = near.to.position();
        let way = ways.association(near, far, name);
        all[at].push(claim(way, &mut scopes[at], report));
    }
    all
}

impl Ways<'_> {
    fn to_one(&self, edges: &[Edge], scope: &mut Scope, all: &mut Vec<Navigation>, report: &mut Report) -> Vec<String> {
        let columns = |edge: &Edge| {
            let mut columns: Vec<_> = edge.pairs.iter().map(|(from, _)| *from).collect();
            columns.sort_unstable_by(|a, b| b.cmp(a));
            columns
        };
        let mut order: Vec<usize> = (0..edges.len()).collect();
        order.sort_by_cached_key(|at| {
            let edge = &edges[*at];
            let natural = self.role(edge).is_some_and(|role| self.is_called(edge.to, &role));
            (columns(edge), !natural, *at)
        });
        let mut named: Vec<Option<Navigation>> = edges.iter().map(|_| None).collect();
        for at in order {
            named[at] = Some(claim(self.forward(&edges[at]), scope, report));
        }
        let start = all.len();
        all.extend(named.into_iter().flatten());
        all[start..].iter().map(|way| unreserved(way.method.plain()).to_owned()).collect()
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
}

/// The name a way has for what is named after it: without the underscore that tells it from a method.
fn unreserved(name: &str) -> &str {
    name.strip_suffix('_').filter(|name| METHODS.contains(name)).unwrap_or(name)
}

/// Gives a way its method and its constant.
fn claim(mut way: Way, scope: &mut Scope, report: &mut Report) -> Navigation {
    for candidate in way.candidates.iter_mut().filter(|candidate| candidate.contains("__")) {
        // Names that end or begin with underscores make more of them where they meet.
        *candidate = value_name(candidate);
    }
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
    Navigation {
        constant: ident(&constant),
        method: ident(&method),
        target: way.target,
        cardinality: way.cardinality,
        path: way.path,
        docs: docs(way.docs.comment.as_deref(), [way.docs.constant]),
        method_docs: way.docs.method,
    }
}

/// The line of configuration that names a way.
fn rename(way: &Way) -> String {
    let key = super::report::quoted(&way.object.to_string());
    format!("to choose its name, write `{key} = {{ {} = \"…\" }}` under `[rename.foreign_keys]`", way.role)
}
