//! What a program that queries imports; `prelude` of generated code re-exports it.

pub use crate::error::Error;
#[cfg(feature = "pool")]
pub use crate::execute::Pool;
pub use crate::execute::{Db, Executor};
pub use crate::expr::{
    ArrayOperand as _, Expr, IntoExpr, JsonOperand as _, NumberOperand as _, Operand as _, Predicate,
    RangeOperand as _, SearchOperand as _, TextOperand as _, TimeOperand as _, case, coalesce, count, excluded,
    greatest, least,
};
pub use crate::query::Query;
pub use crate::relation::{Relation, Set, Table};
pub use crate::value::{Interval, Numeric};
