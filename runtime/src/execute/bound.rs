//! Parameters, as the driver takes them.

use std::error::Error as StdError;
use std::fmt;

use bytes::BytesMut;
use tokio_postgres::types::{Format, IsNull, ToSql, Type};

use crate::error::Error;
use crate::statement::Sent;
use crate::value::{SqlType, types};

/// A parameter, as the driver takes it. Its `Debug` form, which the driver may log, shows no value.
pub(super) struct Bound<'a>(pub(super) Sent<'a>);

/// How long a message with values may become: the server ends a connection that sends a gigabyte. Some bytes follow the
/// last value.
const LONGEST: usize = (1 << 30) - 1024;

impl fmt::Debug for Bound<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.ty)
    }
}

impl ToSql for Bound<'_> {
    #[inline]
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        let is_null = self.0.encode(out)?;
        if out.len() > LONGEST {
            return Err(Error::too_large().into());
        }
        Ok(is_null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    #[inline]
    fn to_sql_checked(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        self.to_sql(ty, out)
    }

    #[inline]
    fn encode_format(&self, _: &Type) -> Format {
        if self.0.ty.wire == types::UNKNOWN.wire { Format::Text } else { Format::Binary }
    }
}

/// The driver's type of a parameter.
pub(super) fn driver_type(ty: SqlType) -> Result<Type, Error> {
    Type::from_oid(ty.wire).ok_or_else(|| Error::usage(format!("`{ty}` does not travel as a built-in type")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statement::{Param, Params};

    #[test]
    fn a_message_that_the_server_would_not_take_is_an_error() {
        let params = Params::from(vec![Param::new(7, types::INT4)]);
        for (length, is_too_large) in [(0, false), (LONGEST - 4, false), (LONGEST - 3, true)] {
            // Memory that is all zero is not touched by the system.
            let mut out = BytesMut::zeroed(length);
            let result = params.sent().map(Bound).map(|param| param.to_sql(&Type::INT4, &mut out)).next();
            let error = result.expect("one parameter").err().and_then(|error| error.downcast::<Error>().ok());
            assert_eq!(error.is_some_and(|error| error.is_too_large()), is_too_large, "{length}");
        }
    }
}
