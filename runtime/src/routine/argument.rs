//! What can be given for a parameter of a function or procedure.

use crate::statement::{Encoded, Param};
use crate::value::{NotNull, SqlType};

/// A value for a parameter of type `T`: the type itself, something borrowed from it, or an `Option` of these, `None`
/// being NULL.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an argument of type `{T}`",
    label = "expected a `{T}`, or an `Option` of it",
    note = "columns and expressions are given to the function of the same name in the module `expr`"
)]
pub trait Argument<T> {
    #[doc(hidden)]
    fn into_param(self, ty: SqlType) -> Param;
}

impl<T: NotNull> Argument<T> for T {
    fn into_param(self, ty: SqlType) -> Param {
        Param::new(self, ty)
    }
}

impl<T: NotNull> Argument<T> for Option<T> {
    fn into_param(self, ty: SqlType) -> Param {
        match self {
            Some(value) => Param::new(value, ty),
            None => Param { value: Encoded::Null, ty },
        }
    }
}

impl Argument<String> for &str {
    fn into_param(self, ty: SqlType) -> Param {
        Param::new(self.to_owned(), ty)
    }
}

impl Argument<String> for Option<&str> {
    fn into_param(self, ty: SqlType) -> Param {
        self.map(str::to_owned).into_param(ty)
    }
}

impl Argument<Vec<u8>> for &[u8] {
    fn into_param(self, ty: SqlType) -> Param {
        Param::new(self.to_vec(), ty)
    }
}
