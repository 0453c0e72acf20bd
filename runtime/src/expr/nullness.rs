//! Types that are NULL where another one is.

use crate::value::{NotNull, Value};

/// Carries whether a type may be NULL over to another type.
pub trait Nullness: Value {
    /// `U`, as an `Option` where this type is one.
    type Like<U: NotNull>: Nullness<Base = U, Nullable = Option<U>>;
}

impl<T: NotNull> Nullness for T {
    type Like<U: NotNull> = U;
}

impl<T: NotNull> Nullness for Option<T> {
    type Like<U: NotNull> = Option<U>;
}
