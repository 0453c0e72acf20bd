//! Orders, untyped.

use super::{Node, Nulls, OrderItem};

impl OrderItem {
    pub(crate) fn ascending(node: Node) -> Self {
        Self { node, descending: false, nulls: None }
    }

    /// Whether NULLs come before the values.
    pub(crate) fn nulls_first(&self) -> bool {
        match self.nulls {
            Some(nulls) => nulls == Nulls::First,
            None => self.descending,
        }
    }

    /// The opposite order.
    pub(crate) fn reversed(&self) -> Self {
        let nulls = self.nulls.map(|nulls| match nulls {
            Nulls::First => Nulls::Last,
            Nulls::Last => Nulls::First,
        });
        Self { node: self.node.clone(), descending: !self.descending, nulls }
    }
}
