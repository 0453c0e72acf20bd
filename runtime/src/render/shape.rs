//! The shape of a statement: what its text depends on. Statements of one shape share one text, written once per thread.

use super::{Level, Outputs, Select};
use crate::node::{
    AggregateNode, Argument, Call, Case, Edge, Fold, Given, InSet, Keys, Lift, Link, Node, OrderItem, Pick, Ranges,
    RelationMeta, Step, Subset,
};
use crate::statement::Param;
use crate::value::SqlType;

/// What a statement's text depends on, as words that no other text has; and the values in it, which it does not
/// depend on, but for which of them are NULL and which are one value used twice.
///
/// What lives as long as the program (relations, operators, names) is told by its address. Every list has its length
/// before it and every variant its number, so that no two statements have the same words by chance.
pub(super) struct Shape {
    words: [u64; WORDS],
    length: usize,
    hash: u64,
    pub(super) params: Vec<Param>,
    /// Whether the text depends on more than this says.
    refused: bool,
}

/// What needs more is written each time.
const WORDS: usize = 128;
/// More values are not looked through for one that is used twice.
const FEW: usize = 32;

impl Shape {
    pub(super) fn new() -> Self {
        Self { words: [0; WORDS], length: 0, hash: 0, params: Vec::new(), refused: false }
    }

    /// The words and their hash, if they are all that the text depends on.
    pub(super) fn words(&self) -> Option<(u64, &[u64])> {
        let words = self.words.get(..self.length).filter(|_| !self.refused)?;
        Some((self.hash.rotate_left(26), words))
    }

    #[inline]
    pub(super) fn word(&mut self, word: impl Into<u64>) {
        let word = word.into();
        if let Some(place) = self.words.get_mut(self.length) {
            *place = word;
        }
        self.length += 1;
        // Nobody chooses the words, and most of them are addresses: a quick hash will do.
        self.hash = (self.hash.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    pub(super) fn count(&mut self, count: usize) {
        self.word(count as u64);
    }

    fn address<T>(&mut self, lasting: &'static T) {
        self.count(std::ptr::from_ref(lasting).addr());
    }

    pub(super) fn text(&mut self, text: &'static str) {
        self.count(text.as_ptr().addr());
        self.count(text.len());
    }

    pub(super) fn relation(&mut self, relation: &'static RelationMeta) {
        self.address(relation);
    }

    fn type_(&mut self, ty: SqlType) {
        let SqlType { sql, wire, cast, array, send } = ty;
        let send = send.unwrap_or_default();
        self.count(sql.as_ptr().addr());
        self.count(send.as_ptr().addr());
        // The name of a type has a few hundred bytes at most: 15 bits for each length, 32 for the OID, 2 for the flags.
        debug_assert!(sql.len().max(send.len()) < 1 << 15, "the name of a type is too long: {sql}");
        self.word(
            ((sql.len() << 15 | send.len()) as u64) << 34
                | u64::from(wire) << 2
                | u64::from(cast) << 1
                | u64::from(array),
        );
    }

    fn param(&mut self, param: &Param) {
        let Param { value, ty } = param;
        let same = self.params.iter().position(|known| known.value.is(value)).map_or(0, |at| at + 1);
        self.word((same as u64) << 1 | u64::from(value.is_null()));
        self.type_(*ty);
        self.refused |= self.params.len() >= FEW;
        if !self.refused {
            self.params.push(param.clone());
        }
    }

    pub(super) fn select(&mut self, select: Select<'_>) {
        let Select { subset, outputs, distinct } = select;
        // Which outputs an order names is a question of their values too.
        self.refused |= distinct;
        self.outputs(outputs);
        self.subset(subset);
    }

    pub(super) fn outputs(&mut self, outputs: Outputs<'_>) {
        let Outputs { row, values } = outputs;
        self.word(row);
        self.count(values.len());
        for output in values {
            self.node(&output.node);
            self.type_(output.ty);
        }
    }

    pub(super) fn level(&mut self, level: &Level<'_>) {
        let Level { source, edge, parents, subset, many, outputs } = *level;
        self.outputs(outputs);
        self.relation(source);
        self.edge(edge);
        self.word(many);
        self.node(parents);
        self.subset(subset);
    }

    pub(super) fn subset(&mut self, subset: &Subset) {
        let Subset { relation, filter, pick } = subset;
        self.relation(relation);
        self.node(filter);
        self.word(pick.is_some());
        if let Some(pick) = pick {
            self.pick(pick);
        }
    }

    fn pick(&mut self, pick: &Pick) {
        let Pick { source, order, distinct_on, limit, offset, backward, lock, ranges } = pick;
        self.word(ranges.is_some());
        if let Some(Ranges { whole, parts }) = ranges {
            self.node(whole);
            self.nodes(parts);
        }
        // As with `DISTINCT`.
        self.refused |= !distinct_on.is_empty();
        self.word(source.is_some());
        if let Some(call) = source {
            self.call(call);
        }
        self.orders(order);
        self.word(limit.is_some());
        self.word(limit.unwrap_or_default());
        self.word(*offset);
        self.word(*backward);
        self.word(lock.is_some());
        if let Some(lock) = lock {
            self.text(lock.strength);
            self.word(lock.wait as u8);
            self.word(lock.refused.map_or(0, |refusal| refusal as u8 + 1));
        }
    }

    fn orders(&mut self, orders: &[OrderItem]) {
        self.count(orders.len());
        for OrderItem { node, descending, nulls } in orders {
            self.node(node);
            self.word(*descending);
            self.word(nulls.map_or(0, |nulls| nulls as u8 + 1));
        }
    }

    pub(super) fn edge(&mut self, edge: Edge) {
        let Edge { target, near, through } = edge;
        self.relation(target);
        self.step(near);
        self.word(through.is_some());
        if let Some((association, far)) = through {
            self.relation(association);
            self.step(far);
        }
    }

    fn step(&mut self, step: Step) {
        let Step { pairs, flipped } = step;
        self.count(pairs.as_ptr().addr());
        self.count(pairs.len());
        self.word(flipped);
    }

    fn nodes(&mut self, nodes: &[Node]) {
        self.count(nodes.len());
        for node in nodes {
            self.node(node);
        }
    }

    fn option(&mut self, node: Option<&Node>) {
        self.word(node.is_some());
        if let Some(node) = node {
            self.node(node);
        }
    }

    pub(super) fn node(&mut self, node: &Node) {
        match node {
            Node::True => self.word(0_u8),
            Node::False => self.word(1_u8),
            Node::Null => self.word(2_u8),
            Node::Column { index, nullable } => self.word(0x03 | u64::from(*nullable) << 8 | u64::from(*index) << 16),
            Node::Param(param) => {
                self.word(4_u8);
                self.param(param);
            }
            Node::And(nodes) => {
                self.word(5_u8);
                self.nodes(nodes);
            }
            Node::Or(nodes) => {
                self.word(6_u8);
                self.nodes(nodes);
            }
            Node::Not(node) => {
                self.word(7_u8);
                self.node(node);
            }
            Node::Op(op, operands) => {
                self.word(8_u8);
                self.address(*op);
                self.nodes(operands);
            }
            Node::Call(call) => {
                self.word(9_u8);
                self.call(call);
            }
            Node::Cast(node, ty) => {
                self.word(10_u8);
                self.node(node);
                self.type_(*ty);
            }
            Node::Case(case) => {
                self.word(11_u8);
                self.case(case);
            }
            Node::Lift(lift) => {
                let Lift { edge, value } = &**lift;
                self.word(12_u8);
                self.edge(*edge);
                self.node(value);
            }
            Node::Exists(link) => {
                let Link { edge, filter } = &**link;
                self.word(13_u8);
                self.edge(*edge);
                self.node(filter);
            }
            Node::Fold(fold) => {
                let Fold { edge, aggregate, filter } = &**fold;
                self.word(14_u8);
                self.edge(*edge);
                self.aggregate(aggregate);
                self.node(filter);
            }
            Node::Aggregate(aggregate) => {
                self.word(15_u8);
                self.aggregate(aggregate);
            }
            Node::Among(subset) => {
                self.word(16_u8);
                self.subset(subset);
            }
            Node::In(set) => {
                self.word(17_u8);
                self.in_set(set);
            }
            Node::Keys(keys) => {
                let Keys { columns, arrays } = &**keys;
                self.word(18_u8);
                self.columns(columns);
                for array in arrays {
                    self.param(array);
                }
            }
            Node::Given(given) => {
                let Given { relation, columns, value } = &**given;
                self.word(19_u8);
                self.relation(relation);
                self.count(columns.len());
                for (column, param) in columns {
                    self.word(*column);
                    self.param(param);
                }
                self.node(value);
            }
            Node::Excluded(index) => self.word(0x14 | u64::from(*index) << 16),
        }
    }

    /// How many rows are given, where they are not arrays.
    pub(super) fn rows(&mut self, rows: Option<usize>) {
        self.word(rows.is_some());
        self.count(rows.unwrap_or_default());
    }

    pub(super) fn columns(&mut self, columns: &[u16]) {
        self.count(columns.len());
        for column in columns {
            self.word(*column);
        }
    }

    fn call(&mut self, call: &Call) {
        let Call { function, arguments, one } = call;
        self.text(function);
        self.word(*one);
        self.count(arguments.len());
        for Argument { name, variadic, value } in arguments {
            self.word(name.is_some());
            self.text(name.unwrap_or_default());
            self.word(*variadic);
            self.node(value);
        }
    }

    fn case(&mut self, case: &Case) {
        let Case { branches, otherwise } = case;
        self.count(branches.len());
        for (condition, value) in branches {
            self.node(condition);
            self.node(value);
        }
        self.option(otherwise.as_ref());
    }

    fn aggregate(&mut self, aggregate: &AggregateNode) {
        let AggregateNode { op, arguments, distinct, order, filter, result } = aggregate;
        self.type_(*result);
        self.address(*op);
        self.nodes(arguments);
        self.word(*distinct);
        self.orders(order);
        self.node(filter);
    }

    fn in_set(&mut self, set: &InSet) {
        let InSet { value, set, projected } = set;
        self.node(value);
        self.subset(set);
        self.node(projected);
    }
}
