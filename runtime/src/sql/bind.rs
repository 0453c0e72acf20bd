//! What can be bound to a parameter of the user's own SQL.

use bytes::BytesMut;

use crate::error::Error;
use crate::statement::Param;
use crate::value::{Encode, IsNull, Oid, SqlType, Value, literal, types};

/// What can be bound to a parameter: any value, and text that is borrowed.
#[diagnostic::on_unimplemented(message = "`{Self}` cannot be bound to a parameter")]
pub trait Bind {
    /// The parameter.
    #[doc(hidden)]
    fn into_param(self) -> Param;
}

impl<T: Value> Bind for T {
    fn into_param(self) -> Param {
        match bound_as(T::TYPE) {
            Bound::As(ty) => Param::new(self, ty),
            Bound::Text => Param::new(Literal(self), types::UNKNOWN),
        }
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

/// How a value is sent.
enum Bound {
    /// In the form that it has as this type.
    As(SqlType),
    /// As the text of an array, whose type the server infers.
    Text,
}

/// An enum, or an array of them, is sent as a text whose type the server infers, so that it can be compared with a
/// column; whatever else travels as a built-in type is sent as that.
fn bound_as(ty: SqlType) -> Bound {
    match ty {
        SqlType { wire, cast: true, .. } if wire == types::TEXT.wire => Bound::As(types::UNKNOWN),
        SqlType { wire, cast: true, .. } if wire == types::TEXT_ARRAY.wire => Bound::Text,
        SqlType { cast: true, .. } => Bound::As(SqlType::builtin(ty.wire_sql(), ty.wire)),
        ty => Bound::As(ty),
    }
}

/// An array that is sent as its text: `{"a","b"}`.
#[derive(Debug)]
struct Literal<T>(T);

impl<T: Value> Encode for Literal<T> {
    fn encode(&self, _: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        let mut raw = BytesMut::new();
        if let IsNull::Yes = self.0.encode(T::TYPE.wire, &mut raw)? {
            return Ok(IsNull::Yes);
        }
        let mut text = String::new();
        literal::array(&raw, &mut text)?;
        out.extend_from_slice(text.as_bytes());
        Ok(IsNull::No)
    }
}
