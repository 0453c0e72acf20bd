//! What is known of an expression without asking the server.

use std::sync::Arc;

use super::{AggregateNode, Case, Edge, Fold, Given, Node, OrderItem, RelationMeta, Step, Subset, op};
use crate::value::types;

static LANGUAGE: RelationMeta = RelationMeta {
    schema: "public",
    name: "language",
    columns: &[("language_id", types::INT4), ("name", types::TEXT)],
    primary_key: &[0],
    nullable: &[],
    keys: &[],
    unique: &[],
    indexes: &[],
    mandatory: &[],
};

const ID: Node = Node::Column { index: 0, nullable: false };

/// Whether a row is among the first of a set: an answer that may change from one statement to the next.
fn changing() -> Node {
    Subset::new(&LANGUAGE, Node::True).limited(1).into_predicate()
}

fn sum() -> AggregateNode {
    let (arguments, order) = (vec![ID], Vec::new());
    AggregateNode { op: &op::SUM, arguments, distinct: false, order, filter: Node::True, result: types::INT8 }
}

fn fold(aggregate: AggregateNode, filter: Node) -> Node {
    let edge = Edge { target: &LANGUAGE, near: Step::new(&[(0, 0)]), through: None };
    Node::Fold(Arc::new(Fold { edge, aggregate, filter }))
}

#[test]
fn an_aggregate_is_stable_if_all_of_its_parts_are() {
    assert!(fold(sum(), Node::True).is_stable());
    assert!(!fold(sum(), changing()).is_stable());
    let parts = [
        AggregateNode { filter: changing(), ..sum() },
        AggregateNode { order: vec![OrderItem::ascending(changing())], ..sum() },
        AggregateNode { arguments: vec![changing()], ..sum() },
    ];
    for part in parts {
        assert!(!fold(part.clone(), Node::True).is_stable());
        assert!(!Node::Aggregate(Arc::new(part)).is_stable());
    }
}

#[test]
fn a_value_has_the_type_of_the_column_it_is_made_of() {
    static FILM: RelationMeta = RelationMeta { name: "film", columns: &[("title", types::TEXT)], ..LANGUAGE };
    let name = Node::Column { index: 1, nullable: false };
    let most = AggregateNode { op: &op::MAX, arguments: vec![name.clone()], ..sum() };
    assert_eq!(fold(most, Node::True).column_type(&FILM), Some(types::TEXT));
    assert_eq!(fold(sum(), Node::True).column_type(&FILM), None);
    let case = Case { branches: vec![(Node::True, Node::Null)], otherwise: Some(name.clone()) };
    assert_eq!(Node::Case(Arc::new(case)).column_type(&LANGUAGE), Some(types::TEXT));
    let given = Given { relation: &LANGUAGE, columns: Vec::new(), value: name };
    assert_eq!(Node::Given(Arc::new(given)).column_type(&FILM), Some(types::TEXT));
}

#[test]
fn a_case_is_never_null_if_no_value_of_it_is() {
    let case = |value, otherwise| Node::Case(Arc::new(Case { branches: vec![(Node::True, value)], otherwise }));
    assert!(case(ID, Some(ID)).never_null());
    assert!(!case(ID, None).never_null());
    assert!(!case(Node::Null, Some(ID)).never_null());
    assert!(!case(ID, Some(Node::Null)).never_null());
}
