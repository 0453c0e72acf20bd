//! When two untyped expressions are the same one.

use std::sync::Arc;

use bytes::BytesMut;

use super::{AggregateNode, Call, Case, Fold, Given, InSet, Lift, Link, Node, OrderItem, Pick, Subset};
use crate::statement::{Encoded, Param};
use crate::value::{Encode, IsNull};

impl PartialEq for Node {
    /// The same in structure, and equal in values as they would be sent.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::True, Self::True) | (Self::False, Self::False) | (Self::Null, Self::Null) => true,
            (Self::Column { index: a, .. }, Self::Column { index: b, .. }) | (Self::Excluded(a), Self::Excluded(b)) => {
                a == b
            }
            (Self::Param(a), Self::Param(b)) => a == b,
            (Self::And(a), Self::And(b)) | (Self::Or(a), Self::Or(b)) => same(a, b),
            (Self::Not(a), Self::Not(b)) => same(a, b),
            (Self::Op(op, a), Self::Op(other, b)) => std::ptr::eq(*op, *other) && same(a, b),
            (Self::Call(a), Self::Call(b)) => same(a, b),
            (Self::Cast(a, ty), Self::Cast(b, other)) => ty == other && same(a, b),
            (Self::Case(a), Self::Case(b)) => same(a, b),
            (Self::Lift(a), Self::Lift(b)) => same(a, b),
            (Self::Exists(a), Self::Exists(b)) => same(a, b),
            (Self::Fold(a), Self::Fold(b)) => same(a, b),
            (Self::Aggregate(a), Self::Aggregate(b)) => same(a, b),
            (Self::Among(a), Self::Among(b)) => same(a, b),
            (Self::Keys(a), Self::Keys(b)) => same(a, b),
            (Self::In(a), Self::In(b)) => same(a, b),
            (Self::Given(a), Self::Given(b)) => same(a, b),
            (
                Self::True
                | Self::False
                | Self::Null
                | Self::Column { .. }
                | Self::Param(_)
                | Self::And(_)
                | Self::Or(_)
                | Self::Not(_)
                | Self::Op(..)
                | Self::Call(_)
                | Self::Cast(..)
                | Self::Case(_)
                | Self::Lift(_)
                | Self::Exists(_)
                | Self::Fold(_)
                | Self::Aggregate(_)
                | Self::Among(_)
                | Self::In(_)
                | Self::Keys(_)
                | Self::Given(_)
                | Self::Excluded(_),
                _,
            ) => false,
        }
    }
}

fn same<T: PartialEq + ?Sized>(a: &Arc<T>, b: &Arc<T>) -> bool {
    Arc::ptr_eq(a, b) || a == b
}

impl PartialEq for Param {
    fn eq(&self, other: &Self) -> bool {
        if self.ty != other.ty {
            return false;
        }
        if let (Encoded::Shared(a), Encoded::Shared(b)) = (&self.value, &other.value)
            && Arc::ptr_eq(a, b)
        {
            return true;
        }
        match (bytes(self), bytes(other)) {
            (Some(a), Some(b)) => a == b,
            _ => false,
        }
    }
}

/// What is sent for a parameter, if it can be: whether it is NULL, and its bytes.
fn bytes(param: &Param) -> Option<(bool, BytesMut)> {
    let mut out = BytesMut::new();
    let null = param.value.encode(param.ty.wire, &mut out).ok()?;
    Some((matches!(null, IsNull::Yes), out))
}

impl PartialEq for AggregateNode {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.op, other.op)
            && self.distinct == other.distinct
            && self.arguments == other.arguments
            && self.order == other.order
            && self.filter == other.filter
            && self.result == other.result
    }
}

impl PartialEq for Given {
    fn eq(&self, other: &Self) -> bool {
        self.relation.is(other.relation) && self.columns == other.columns && self.value == other.value
    }
}

impl PartialEq for Subset {
    fn eq(&self, other: &Self) -> bool {
        self.relation.is(other.relation) && self.filter == other.filter && self.pick == other.pick
    }
}

impl PartialEq for Pick {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
            && self.order == other.order
            && self.distinct_on == other.distinct_on
            && self.ranges == other.ranges
            && (self.limit, self.offset, self.backward, self.lock)
                == (other.limit, other.offset, other.backward, other.lock)
    }
}

macro_rules! fields {
    ($($type_:ident { $($field:ident),* })*) => {
        $(
            impl PartialEq for $type_ {
                fn eq(&self, other: &Self) -> bool {
                    $(self.$field == other.$field)&&*
                }
            }
        )*
    };
}

fields! {
    Call { function, arguments, one }
    Case { branches, otherwise }
    Lift { edge, value }
    Link { edge, filter }
    Fold { edge, aggregate, filter }
    InSet { value, set, projected }
    OrderItem { node, descending, nulls }
}
