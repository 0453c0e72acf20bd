//! Programs as relvar's own calls.

mod aggregate;
mod expr;
mod pred;
mod set;

use relvar::Order;

use crate::program::{By, Ex};
use crate::schema::Model;
use crate::typed::{each, either};
use crate::world::World;

/// What makes calls of programs.
#[derive(Clone, Copy)]
pub(crate) struct Build<'w> {
    /// The rows that programs speak of by their places.
    pub(crate) world: &'w World,
}

impl Build<'_> {
    /// An order.
    pub(crate) fn order<R: Model>(self, order: &[By<Ex>]) -> Vec<Order<R>> {
        order
            .iter()
            .map(|by| {
                let value = self.any::<R>(&by.what);
                let order = each!(Any: value, value => either!(E: value, value => {
                    use relvar::Operand as _;
                    if by.descending { value.desc() } else { value.asc() }
                }));
                match by.nulls_first {
                    None => order,
                    Some(true) => order.nulls_first(),
                    Some(false) => order.nulls_last(),
                }
            })
            .collect()
    }
}
