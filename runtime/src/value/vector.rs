//! The vectors of the extension `vector`, as the type of the crate `pgvector`.

use bytes::{BufMut, BytesMut};
use pgvector::Vector;

use super::codec::{Decode, Element, Encode, IsNull, NotNull, Type, Value};
use super::text::{is_text, utf8};
use super::{Oid, SqlType, types};
use crate::error::Error;

impl Value for Vector {
    const TYPE: SqlType = SqlType::user("vector", &types::TEXT);
    type Base = Self;
    type Nullable = Option<Self>;
}

impl NotNull for Vector {}

impl Element for Vector {}

/// As text, `[1,2.5]`: Rust and PostgreSQL both write the shortest number that is this one and no other.
impl Encode for Vector {
    fn encode(&self, _: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        let coordinates: Vec<String> = self.as_slice().iter().map(f32::to_string).collect();
        out.put_slice(format!("[{}]", coordinates.join(",")).as_bytes());
        Ok(IsNull::No)
    }
}

impl Decode for Vector {
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        let coordinates = utf8(raw)?.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
        let parsed = coordinates.and_then(|text| text.split(',').map(|number| number.parse::<f32>().ok()).collect());
        parsed.map(|coordinates: Vec<f32>| coordinates.into()).ok_or_else(|| Error::decode("not the text of a vector"))
    }

    fn accepts(ty: &Type) -> bool {
        is_text(ty)
    }
}

#[cfg(test)]
#[expect(clippy::expect_used, reason = "tests fail by panicking")]
mod tests {
    use bytes::BytesMut;
    use pgvector::Vector;

    use super::{Decode, Encode, types};

    #[test]
    fn vectors_are_their_text_and_back() {
        let vector = Vector::from(vec![1.0, -2.5, f32::MIN_POSITIVE, 16_777_216.0]);
        let mut text = BytesMut::new();
        vector.encode(types::TEXT.wire, &mut text).expect("encodes");
        assert!(text.starts_with(b"[1,-2.5,0.0000"));
        assert_eq!(Vector::decode(&text).expect("decodes"), vector);
        for wrong in ["", "[1,2", "[a]", "{1}"] {
            assert!(Vector::decode(wrong.as_bytes()).is_err(), "{wrong}");
        }
    }
}
