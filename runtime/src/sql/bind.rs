//! What can be bound to a parameter of the user's own SQL.

use crate::statement::Param;
use crate::value::{SqlType, Value, types};

/// What can be bound to a parameter: any value, and text that is borrowed.
#[diagnostic::on_unimplemented(message = "`{Self}` cannot be bound to a parameter")]
pub trait Bind {
    /// The parameter.
    #[doc(hidden)]
    fn into_param(self) -> Param;
}

impl<T: Value> Bind for T {
    fn into_param(self) -> Param {
        Param::new(self, bound_as(T::TYPE))
    }
}

impl Bind for &String {
    fn into_param(self) -> Param {
        self.clone().into_param()
    }
}

impl Bind for &str {
    fn into_param(self) -> Param {
        self.to_owned().into_param()
    }
}

impl Bind for Option<&str> {
    fn into_param(self) -> Param {
        self.map(str::to_owned).into_param()
    }
}

/// An enum is sent as a text whose type the server infers, so that it can be compared with a column; whatever else
/// travels as a built-in type is sent as that.
fn bound_as(ty: SqlType) -> SqlType {
    match ty {
        SqlType { wire, cast: true, .. } if wire == types::TEXT.wire => types::UNKNOWN,
        SqlType { cast: true, .. } => SqlType::builtin(ty.wire_sql(), ty.wire),
        ty => ty,
    }
}
