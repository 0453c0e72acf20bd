//! Rows on their way to the server: those that give the same columns travel together.

use std::sync::Arc;

use bytes::{BufMut, Bytes, BytesMut};

use crate::error::Error;
use crate::node::RelationMeta;
use crate::relation::Insertable;
use crate::render::{self, Given};
use crate::statement::{Encoded, Param, Rows};
use crate::value::{Encode, IsNull, Oid, SqlType, types, write_part};

/// How many rows one statement takes. Of 10,000, each takes some 2 % longer.
const ROWS: usize = 5_000;
/// How many it takes as `VALUES`.
const ROWS_OF_VALUES: usize = 1_000;
/// How many parameters one statement takes: the protocol counts them in 16 bits.
const PARAMS: usize = 65_535;
/// How many bytes of values one statement takes, but for those of its last row: the server takes 1 GB, and what is
/// sent stays in memory until it is.
const BYTES: usize = 16 * 1024 * 1024;

/// Rows that give the same columns, and where they stood among all of them.
#[derive(Clone, Debug)]
pub(crate) struct Batch {
    relation: &'static RelationMeta,
    columns: Vec<u16>,
    values: Values<Bytes, Arc<Rows>>,
    pub(crate) positions: Vec<usize>,
}

/// The values of rows, close together: there may be many batches before the first of them is sent.
#[derive(Clone, Debug)]
enum Values<A, R> {
    /// One array for each column, its head left to be filled in.
    Arrays(Vec<A>),
    /// Row by row, where a column is an array itself, which `unnest` would take apart, and where there is no column.
    Rows(R),
}

impl Batch {
    /// Its rows as parameters.
    pub(crate) fn given(&self) -> Given {
        let values = match &self.values {
            Values::Arrays(arrays) => {
                let wires = self.columns.iter().map(|&column| self.relation.type_of(column).array().wire);
                let param = |(array, wire): (&Bytes, Oid)| Param {
                    value: Encoded::Bytes(array.clone()),
                    ty: SqlType::builtin("", wire),
                };
                render::Values::Arrays(arrays.iter().zip(wires).map(param).collect())
            }
            Values::Rows(rows) => render::Values::Rows(Arc::clone(rows)),
        };
        Given { columns: self.columns.clone(), values }
    }
}

/// One row.
pub(crate) fn one(relation: &'static RelationMeta, new: &impl Insertable) -> Result<Given, Error> {
    let columns = relation.columns.len();
    let (mut given, mut params) = (Vec::with_capacity(columns), Vec::with_capacity(columns));
    let mut buffer = BytesMut::with_capacity(128);
    for (column, value) in values(relation, new) {
        given.push(column);
        params.push(param(relation, column, value, &mut buffer)?);
    }
    Ok(Given { columns: given, values: render::Values::Row(params) })
}

/// Any number of rows, in as few statements as can be.
pub(crate) fn many<N: Insertable>(
    relation: &'static RelationMeta,
    rows: impl IntoIterator<Item = N>,
) -> Result<Vec<Batch>, Error> {
    let mut done = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    let rows = rows.into_iter();
    let expected = rows.size_hint().0;
    for (position, new) in rows.enumerate() {
        let columns = || values(relation, &new).map(|(column, _)| column);
        let at = open.iter().position(|batch| columns().eq(batch.columns.iter().copied())).unwrap_or_else(|| {
            open.push(Open::new(relation, columns().collect(), expected.saturating_sub(position)));
            open.len() - 1
        });
        open[at].push(relation, position, |_, column, out| match new.value(column) {
            Some(value) => value.encode(relation.type_of(column).wire, out),
            None => Ok(IsNull::Yes),
        })?;
        if open[at].is_full() {
            let fresh = open[at].another(relation, expected.saturating_sub(position + 1));
            done.push(std::mem::replace(&mut open[at], fresh).close(relation));
        }
    }
    done.extend(open.into_iter().filter(|batch| !batch.positions.is_empty()).map(|batch| batch.close(relation)));
    Ok(done)
}

/// Values of one list of columns for rows at these positions, in as few statements as can be.
pub(super) fn of_columns(
    relation: &'static RelationMeta,
    columns: Vec<u16>,
    rows: &[usize],
    encode: impl Fn(usize, usize, &mut BytesMut) -> Result<IsNull, Error>,
) -> Result<Vec<Batch>, Error> {
    let mut done = Vec::new();
    let mut open = Open::new(relation, columns, rows.len());
    for (at, &row) in rows.iter().enumerate() {
        open.push(relation, row, |place, _, out| encode(row, place, out))?;
        if open.is_full() {
            let fresh = open.another(relation, rows.len() - at - 1);
            done.push(std::mem::replace(&mut open, fresh).close(relation));
        }
    }
    if !open.positions.is_empty() {
        done.push(open.close(relation));
    }
    Ok(done)
}

/// The columns that a new row gives, and their values.
fn values<'n>(
    relation: &'static RelationMeta,
    new: &'n impl Insertable,
) -> impl Iterator<Item = (u16, &'n dyn Encode)> {
    (0_u16..).take(relation.columns.len()).filter_map(|column| Some((column, new.value(column)?)))
}

fn param(
    relation: &'static RelationMeta,
    column: u16,
    value: &dyn Encode,
    buffer: &mut BytesMut,
) -> Result<Param, Error> {
    let ty = relation.type_of(column);
    let value = match value.encode(ty.wire, buffer) {
        Ok(IsNull::No) => Encoded::Bytes(buffer.split().freeze()),
        Ok(IsNull::Yes) => Encoded::Null,
        Err(error) => return Err(in_column(relation, column, error)),
    };
    Ok(Param { value, ty })
}

#[cold]
pub(super) fn in_column(relation: &'static RelationMeta, column: u16, error: Error) -> Error {
    let name = relation.columns[usize::from(column)].0;
    error.with_context(format_args!("column `{}.{}.{name}`", relation.schema, relation.name))
}

/// A batch that grows.
struct Open {
    columns: Vec<u16>,
    positions: Vec<usize>,
    values: Values<BytesMut, (BytesMut, Vec<Option<usize>>)>,
}

/// How many bytes a batch has room for at first.
const FIRST: usize = 1024;

/// One dimension, some NULLs, the type, the length, the first index.
const HEAD: usize = 20;

impl Open {
    /// A batch of these columns, which may get so many rows.
    fn new(relation: &'static RelationMeta, columns: Vec<u16>, expected: usize) -> Self {
        let unnestable = !columns.is_empty()
            && columns.iter().all(|&column| {
                let wire = relation.type_of(column).wire;
                types::array_of(wire).is_some_and(|array| array != wire)
            });
        let (rows, values) = if unnestable {
            let arrays = columns.iter().map(|&column| head(relation.type_of(column).wire, FIRST)).collect();
            (expected.min(ROWS), Values::Arrays(arrays))
        } else {
            let rows = expected.min(ROWS_OF_VALUES);
            let ends = Vec::with_capacity((rows * columns.len()).min(PARAMS));
            (rows, Values::Rows((BytesMut::with_capacity(FIRST), ends)))
        };
        Self { columns, positions: Vec::with_capacity(rows), values }
    }

    /// Another one of the same columns, which may get so many rows, of the size of these.
    fn another(&self, relation: &'static RelationMeta, expected: usize) -> Self {
        let mut another = Self::new(relation, self.columns.clone(), expected);
        if expected >= self.positions.len() {
            // What is a little larger does not move.
            let room = |bytes: &BytesMut| bytes.len() + bytes.len() / 16;
            match (&mut another.values, &self.values) {
                (Values::Arrays(arrays), Values::Arrays(before)) => {
                    arrays.iter_mut().zip(before).for_each(|(array, before)| array.reserve(room(before)));
                }
                (Values::Rows((bytes, _)), Values::Rows((before, _))) => bytes.reserve(room(before)),
                _ => {}
            }
        }
        another
    }

    /// Takes a row: the value for each of its columns, which have places among them.
    fn push(
        &mut self,
        relation: &'static RelationMeta,
        position: usize,
        encode: impl Fn(usize, u16, &mut BytesMut) -> Result<IsNull, Error>,
    ) -> Result<(), Error> {
        let columns = self.columns.iter().copied().enumerate();
        match &mut self.values {
            Values::Arrays(arrays) => {
                for (array, (at, column)) in arrays.iter_mut().zip(columns) {
                    write_part(array, |out| encode(at, column, out))
                        .map_err(|error| in_column(relation, column, error))?;
                }
            }
            Values::Rows((bytes, ends)) => {
                for (at, column) in columns {
                    let null = encode(at, column, bytes).map_err(|error| in_column(relation, column, error))?;
                    ends.push(matches!(null, IsNull::No).then_some(bytes.len()));
                }
            }
        }
        self.positions.push(position);
        Ok(())
    }

    fn is_full(&self) -> bool {
        let rows = self.positions.len();
        match &self.values {
            Values::Arrays(arrays) => rows >= ROWS || arrays.iter().map(BytesMut::len).sum::<usize>() >= BYTES,
            // `DEFAULT VALUES` inserts one row.
            Values::Rows(..) if self.columns.is_empty() => rows == 1,
            Values::Rows((bytes, _)) => {
                rows >= ROWS_OF_VALUES || (rows + 1) * self.columns.len() > PARAMS || bytes.len() >= BYTES
            }
        }
    }

    fn close(self, relation: &'static RelationMeta) -> Batch {
        let Self { columns, positions, values } = self;
        let values = match values {
            Values::Arrays(arrays) => {
                Values::Arrays(arrays.into_iter().map(|array| sealed(array, positions.len())).collect())
            }
            Values::Rows((bytes, ends)) => {
                let types = columns.iter().map(|&column| relation.type_of(column)).collect();
                Values::Rows(Arc::new(Rows { types, count: positions.len(), bytes: bytes.freeze(), ends }))
            }
        };
        Batch { relation, columns, values, positions }
    }
}

/// The head of a one-dimensional array in PostgreSQL's binary form.
fn head(element: u32, capacity: usize) -> BytesMut {
    let mut out = BytesMut::with_capacity(capacity);
    out.put_i32(1);
    out.put_i32(1);
    out.put_u32(element);
    out.put_i32(0);
    out.put_i32(1);
    out
}

fn sealed(mut array: BytesMut, rows: usize) -> Bytes {
    // A batch has far fewer rows than fit in 32 bits.
    let length = u32::try_from(rows).unwrap_or(u32::MAX);
    array[HEAD - 8..HEAD - 4].copy_from_slice(&length.to_be_bytes());
    array.freeze()
}
