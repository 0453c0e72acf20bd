//! Comparisons, where they say something simpler: a count that is not 0 is a row that is there.

use std::sync::Arc;

use bytes::BytesMut;

use super::op::{self, Op};
use super::{Fold, Link, Node, logic};
use crate::statement::{Encoded, Param};
use crate::value::IsNull;

/// A comparison of two values.
pub(crate) fn compare(op: &'static Op, left: Node, right: Node) -> Node {
    if let (Node::Fold(fold), Node::Param(param)) = (&left, &right)
        && fold.aggregate.op.total
        && let Some(exists) = is_some(op, || integer(param))
    {
        let some = some(fold);
        return if exists { some } else { logic::not(some) };
    }
    Node::binary(op, left, right)
}

/// Whether a number of rows compares with another number as every number but 0 does, or as 0 alone does.
fn is_some(op: &'static Op, number: impl FnOnce() -> Option<i64>) -> Option<bool> {
    let is = |other: &'static Op| std::ptr::eq(op, other);
    match number()? {
        0 if is(&op::GT) || is(&op::NE) => Some(true),
        1 if is(&op::GE) => Some(true),
        0 if is(&op::EQ) || is(&op::LE) => Some(false),
        1 if is(&op::LT) => Some(false),
        _ => None,
    }
}

/// Whether there is a row, or a value, to count.
fn some(fold: &Fold) -> Node {
    let Fold { edge, aggregate, filter } = fold;
    let counted = aggregate.arguments.iter().filter(|argument| !argument.never_null());
    let counted = counted.map(|argument| Node::unary(&op::IS_NOT_NULL, argument.clone()));
    let filter = counted.fold(logic::and(filter.clone(), aggregate.filter.clone()), logic::and);
    Node::Exists(Arc::new(Link { edge: *edge, filter }))
}

/// The value of a `bigint` parameter.
fn integer(param: &Param) -> Option<i64> {
    let bytes = match &param.value {
        Encoded::Shared(value) => {
            let mut bytes = BytesMut::new();
            let Ok(IsNull::No) = value.encode(param.ty.wire, &mut bytes) else { return None };
            bytes.freeze()
        }
        Encoded::Bytes(bytes) => bytes.clone(),
        Encoded::Null | Encoded::Failed(_) => return None,
    };
    Some(i64::from_be_bytes(bytes.as_ref().try_into().ok()?))
}
