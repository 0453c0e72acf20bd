//! Booleans, integers, floating-point numbers and object identifiers.

use bytes::{BufMut, BytesMut};

use super::codec::{Decode, Encode, IsNull, Type, fixed, is_one_of, value};
use super::{Oid, types};
use crate::error::Error;

macro_rules! number {
    ($($rust:ident: $sql:ident $(| $other:ident)*),* $(,)?) => {
        $(
            value!($rust: $sql);

            impl Encode for $rust {
                #[inline]
                fn encode(&self, _: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
                    out.put_slice(&self.to_be_bytes());
                    Ok(IsNull::No)
                }
            }

            impl Decode for $rust {
                #[inline]
                fn decode(raw: &[u8]) -> Result<Self, Error> {
                    fixed(raw).map(Self::from_be_bytes)
                }

                fn accepts(ty: &Type) -> bool {
                    is_one_of(ty, &[types::$sql $(, types::$other)*])
                }
            }
        )*
    };
}

number! {
    i8: CHAR,
    i16: INT2,
    i32: INT4,
    i64: INT8,
    u64: XID8,
    f32: FLOAT4,
    f64: FLOAT8,
    u32: OID | XID | CID | REGPROC | REGPROCEDURE | REGOPER | REGOPERATOR | REGCLASS | REGCOLLATION | REGTYPE
        | REGROLE | REGNAMESPACE | REGCONFIG | REGDICTIONARY,
}

value!(bool: BOOL);

impl Encode for bool {
    #[inline]
    fn encode(&self, _: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        out.put_u8(u8::from(*self));
        Ok(IsNull::No)
    }
}

impl Decode for bool {
    #[inline]
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        fixed(raw).map(|[byte]| byte != 0)
    }

    fn accepts(ty: &Type) -> bool {
        is_one_of(ty, &[types::BOOL])
    }
}
