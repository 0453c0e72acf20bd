//! The rows of the level above, by their keys.

use std::sync::Arc;

use bytes::{BufMut, BytesMut};

use super::keys::{KeyList, KeyReader};
use super::stitch::Index;
use crate::error::Error;
use crate::node::{Edge, Keys, Node};
use crate::relation::Relation;
use crate::statement::{Encoded, Param};
use crate::value::write_part;

/// The keys of rows: on this side of an edge.
pub(super) fn keys_of<R: Relation>(rows: &[R], edge: Edge) -> Result<KeyList, Error> {
    let columns = edge.here().collect::<Vec<_>>();
    let mut reader = KeyReader::new(columns.iter().map(|&column| R::META.type_of(column)));
    for row in rows {
        reader.write(row, &columns)?;
    }
    Ok(reader.finish())
}

/// The predicate of the rows of `R` with the keys of these, each key once; `None` where there is none.
pub(super) fn predicate_of<R: Relation>(rows: &[R], edge: Edge) -> Result<Option<Node>, Error> {
    let columns = edge.here().collect::<Vec<_>>();
    let keys = keys_of(rows, edge)?;
    let index = Index::of(&keys);
    let firsts = index.firsts();
    if firsts.is_empty() {
        return Ok(None);
    }
    let length = u32::try_from(firsts.len()).map_err(|_| Error::usage("more than four billion keys"))?;
    let mut arrays = Vec::with_capacity(columns.len());
    for &column in &columns {
        let ty = R::META.type_of(column);
        let mut array = BytesMut::with_capacity(20 + firsts.len() * 12);
        array.put_i32(1);
        array.put_i32(0);
        array.put_u32(ty.wire);
        array.put_u32(length);
        array.put_i32(1);
        for &first in &firsts {
            write_part(&mut array, |out| rows[first].value(column).encode(ty.wire, out))?;
        }
        arrays.push(Param { value: Encoded::Bytes(array.freeze()), ty: ty.array() });
    }
    Ok(Some(Node::Keys(Arc::new(Keys { columns, arrays }))))
}
