//! The `FROM` clause while a statement is written: the rows it starts from, and what is joined to them.
//!
//! A value across a key is read from a join, and an aggregate across a key from a derived table. Either is joined when it
//! is first needed, and used again however often it is needed; the text of the clause is written at its end.

use super::fold::Group;
use super::{Alias, Renderer, Scope};
use crate::node::{Edge, Node, RelationMeta, Step, Subset, logic};
use crate::value::types;

/// A `FROM` clause.
pub(super) struct Frame {
    root: Root,
    sources: Vec<Source>,
    /// Values that are to be written in the same words again.
    said: Vec<(Alias, Node, String)>,
}

/// The relation that a `FROM` clause starts with.
pub(super) struct Root {
    pub(super) scope: Scope,
    pub(super) rows: Rows,
    pub(super) expected: Expected,
}

/// How many rows a `FROM` clause starts with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expected {
    /// One at most.
    One,
    /// So few that whatever is computed for each of them is cheap if an index finds it.
    Few,
    Many,
}

impl Expected {
    /// How many rows have a predicate: one at most, where it gives every column of a key, and few where an index finds
    /// them by a value.
    fn of(relation: &RelationMeta, filter: &Node) -> Self {
        let given = |columns: &[u16]| !columns.is_empty() && columns.iter().all(|&column| logic::fixes(filter, column));
        let mut indexes = relation.unique.iter().chain(relation.indexes);
        if given(relation.primary_key) || relation.unique.iter().any(|index| given(index)) {
            Self::One
        } else if indexes.any(|index| index.first().is_some_and(|&first| logic::fixes(filter, first))) {
            Self::Few
        } else {
            Self::Many
        }
    }
}

/// Which rows a `FROM` clause starts with, as far as it can be said once more within the statement.
#[derive(Clone)]
pub(super) enum Rows {
    /// Those with this predicate, and maybe fewer.
    Where(Node),
    /// Those of a `WITH` query.
    With(Alias),
    /// One that is no row of the relation, or not any more.
    Given,
}

/// What is joined to the relation that a `FROM` clause starts with.
pub(super) enum Source {
    /// Rows that a key leads to.
    Rows(Join),
    /// Aggregates over rows that a path leads to.
    Group(Group),
}

/// A join along a key.
pub(super) struct Join {
    pub(super) from: Scope,
    pub(super) step: Step,
    pub(super) to: Scope,
    pub(super) kind: Kind,
    /// Whether a column of it is read.
    pub(super) used: bool,
}

/// How rows are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// To the one row that is always there: nothing changes if it is left out.
    One,
    /// To the rows that are there.
    Inner,
    /// To the rows that are there, or to none.
    Left,
}

impl Root {
    /// The rows of a set, under an alias.
    pub(super) fn of(scope: Scope, subset: &Subset) -> Self {
        let rows = Rows::Where(repeatable(&subset.filter));
        Self { scope, rows, expected: Expected::of(subset.relation, &subset.filter) }
    }

    /// Rows that are found one after the other.
    pub(super) fn each(scope: Scope) -> Self {
        Self { scope, rows: Rows::Where(Node::True), expected: Expected::Few }
    }
}

/// The part of a predicate that can be asked once more within a statement, with the same answer and at no great cost.
fn repeatable(filter: &Node) -> Node {
    let plain = |node: &Node| node.is_stable() && !node.has_fold();
    match filter {
        Node::And(nodes) => nodes.iter().filter(|node| plain(node)).cloned().fold(Node::True, logic::and),
        node if plain(node) => node.clone(),
        _ => Node::True,
    }
}

impl Frame {
    fn join(&self, alias: Alias) -> Option<&Join> {
        self.sources.iter().find_map(|source| match source {
            Source::Rows(join) if join.to.alias == alias => Some(join),
            Source::Rows(_) | Source::Group(_) => None,
        })
    }

    /// Which rows an alias stands for; `None` where that is not known.
    fn rows(&self, scope: Scope) -> Option<Rows> {
        if self.root.scope.alias == scope.alias {
            return Some(self.root.rows.clone());
        }
        let join = self.join(scope.alias)?;
        match self.rows(join.from)? {
            Rows::Where(Node::True) => Some(Rows::Where(Node::True)),
            Rows::Where(filter) => {
                let edge = Edge { target: join.from.relation, near: join.step.flipped(), through: None };
                Some(Rows::Where(logic::exists(join.to.relation, edge, filter)))
            }
            Rows::With(_) | Rows::Given => None,
        }
    }
}

impl Renderer {
    /// Begins a `FROM` clause, to end with [`leave`](Self::leave).
    pub(super) fn enter(&mut self, root: Root) {
        self.frames.push(Frame { root, sources: Vec::new(), said: Vec::new() });
    }

    /// Ends a `FROM` clause: writes what is joined where it belongs.
    pub(super) fn leave(&mut self, at: usize) {
        if self.frames.last().is_none_or(|frame| frame.sources.is_empty()) {
            self.frames.pop();
            return;
        }
        let tail = self.sql.split_off(at);
        let sources = self.frames.last_mut().map(|frame| std::mem::take(&mut frame.sources)).unwrap_or_default();
        // The last ones first: what they need of earlier ones is known then.
        let mut texts = Vec::with_capacity(sources.len());
        let mut rest = sources;
        while let Some(source) = rest.pop() {
            if let Some(frame) = self.frames.last_mut() {
                frame.sources = rest;
            }
            self.source(&source);
            texts.push(self.sql.split_off(at));
            rest = self.frames.last_mut().map(|frame| std::mem::take(&mut frame.sources)).unwrap_or_default();
        }
        self.frames.pop();
        for text in texts.iter().rev() {
            self.push(text);
        }
        self.push(&tail);
    }

    fn source(&mut self, source: &Source) {
        match source {
            Source::Rows(Join { kind: Kind::One, used: false, .. }) => {}
            Source::Rows(join) => {
                self.clause(if join.kind == Kind::Left { " LEFT JOIN " } else { " JOIN " });
                self.relation_as(join.to);
                self.push(" ON ");
                self.equal(join.step, join.from, join.to);
            }
            Source::Group(group) => self.group_join(group),
        }
    }

    /// Writes a value, to write it once more by [`value_again`](Self::value_again).
    pub(super) fn value_said(&mut self, node: &Node, scope: Scope) {
        let at = self.sql.len();
        self.value(node, scope);
        let text = self.sql[at..].to_owned();
        if let Some(frame) = self.frames.last_mut() {
            frame.said.push((scope.alias, node.clone(), text));
        }
    }

    /// Writes a value in the words that were used for it before, if it was: PostgreSQL does not see that two sub-selects
    /// with other aliases, or two parameters, are the same value.
    pub(super) fn value_again(&mut self, node: &Node, scope: Scope) {
        // By itself, a constant would be taken for the position of an output.
        if let Node::True | Node::False | Node::Null = node {
            self.push("(");
            self.value(node, scope);
            return self.push(")::bool");
        }
        let said = self.frame().into_iter().flat_map(|frame| &frame.said);
        let text = said.into_iter().find(|(alias, known, _)| *alias == scope.alias && known == node);
        match text.map(|(_, _, text)| text.clone()) {
            Some(text) => self.push(&text),
            None => self.value(node, scope),
        }
    }

    fn frame(&self) -> Option<&Frame> {
        self.frames.last()
    }

    /// Whether something can be joined here: if not, values across keys are sub-selects.
    pub(super) fn is_joinable(&self) -> bool {
        self.frame().is_some()
    }

    /// Whether a row is joined by its only column of the primary key, and is always there.
    pub(super) fn is_joined_to_one(&self, row: Scope) -> bool {
        let join = self.frame().and_then(|frame| frame.join(row.alias));
        let of_key = |join: &Join| {
            let to: Vec<u16> = join.step.columns().map(|(_, there)| there).collect();
            join.kind == Kind::One && to.len() == 1 && to == row.relation.primary_key
        };
        join.is_some_and(of_key)
    }

    /// How many rows are read here.
    pub(super) fn expected(&self) -> Expected {
        self.frame().map_or(Expected::Many, |frame| frame.root.expected)
    }

    /// Whether an alias of this clause stands for a row that is given.
    pub(super) fn is_given(&self, scope: Scope) -> bool {
        self.frame()
            .is_some_and(|frame| frame.root.scope.alias == scope.alias && matches!(frame.root.rows, Rows::Given))
    }

    /// Which rows an alias of this clause stands for.
    pub(super) fn rows_behind(&self, scope: Scope) -> Rows {
        self.frame().and_then(|frame| frame.rows(scope)).unwrap_or(Rows::Where(Node::True))
    }

    /// The row that a key leads to, if any, joined once however often it is used.
    pub(super) fn join(&mut self, edge: Edge, scope: Scope) -> Scope {
        let here: Vec<u16> = edge.here().collect();
        let optional =
            self.frame().and_then(|frame| frame.join(scope.alias)).is_some_and(|join| join.kind == Kind::Left);
        let kind = if scope.relation.is_mandatory(&here) && !optional { Kind::One } else { Kind::Left };
        self.join_as(kind, edge.target, edge.near, scope)
    }

    /// The row that an association leads to.
    pub(super) fn land(&mut self, edge: Edge, near: Scope) -> Scope {
        let Some((_, step)) = edge.through else { return near };
        let here: Vec<u16> = step.columns().map(|(here, _)| here).collect();
        let kind = if near.relation.is_mandatory(&here) { Kind::One } else { Kind::Inner };
        self.join_as(kind, edge.target, step, near)
    }

    pub(super) fn join_as(&mut self, kind: Kind, target: &'static RelationMeta, step: Step, from: Scope) -> Scope {
        let known = self.frame().into_iter().flat_map(|frame| &frame.sources).find_map(|source| match source {
            Source::Rows(join) if join.from.alias == from.alias && join.step == step && join.to.relation.is(target) => {
                Some(join.to)
            }
            Source::Rows(_) | Source::Group(_) => None,
        });
        known.unwrap_or_else(|| {
            let to = self.scope(target);
            self.add(Source::Rows(Join { from, step, to, kind, used: false }));
            to
        })
    }

    pub(super) fn add(&mut self, source: Source) {
        if let Some(frame) = self.frames.last_mut() {
            frame.sources.push(source);
        }
    }

    pub(super) fn groups(&mut self) -> impl Iterator<Item = &mut Group> {
        self.frames.last_mut().into_iter().flat_map(|frame| &mut frame.sources).filter_map(|source| match source {
            Source::Group(group) => Some(group),
            Source::Rows(_) => None,
        })
    }

    /// The column that a column of a joined row equals, where that is on this side of the key: then the join may not be
    /// needed. The row it belongs to is noted as used otherwise.
    pub(super) fn nearest(&mut self, scope: Scope, column: u16) -> (Scope, u16) {
        let join = self.frames.iter_mut().rev().flat_map(|frame| &mut frame.sources).find_map(|source| match source {
            Source::Rows(join) if join.to.alias == scope.alias => Some(join),
            Source::Rows(_) | Source::Group(_) => None,
        });
        let Some(join) = join else { return (scope, column) };
        let same = |here: u16| {
            let ty = scope.relation.type_of(column);
            types::is_exact(ty) && join.from.relation.type_of(here) == ty
        };
        let twin = join.step.columns().find(|&(here, there)| there == column && same(here));
        match twin {
            Some((here, _)) if join.kind == Kind::One => {
                let from = join.from;
                self.nearest(from, here)
            }
            _ => {
                join.used = true;
                (scope, column)
            }
        }
    }
}
