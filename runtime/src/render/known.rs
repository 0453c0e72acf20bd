//! The texts of statements that were written before, by their shape.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

use super::form::Form;
use super::layout::has_lines;
use super::shape::Shape;
use crate::statement::Locks;
use crate::statement::{Encoded, Param, Statement};
use crate::value::{Oid, SqlType};

/// So many texts are kept for a thread; then all are forgotten, and those still in use come back.
const TEXTS: usize = 1024;

thread_local! {
    /// By the hash of their shape; of two shapes with the same hash, one.
    static KNOWN: RefCell<HashMap<u64, Text, BuildHasherDefault<Hashed>>> = RefCell::default();
}

/// The text of all statements of one shape.
struct Text {
    shape: Box<[u64]>,
    sql: Arc<str>,
    locks: Locks,
    /// The types of its columns.
    columns: Option<Arc<[Oid]>>,
    /// Of each parameter, its place among the values of the shape and its type.
    params: Box<[(usize, SqlType)]>,
    /// Whether they are the values of the shape, each once and in order.
    ordered: bool,
}

/// Which statement is made of what a shape describes.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Select,
    Count,
    Exists,
    LeftJoin,
    Level,
    Insert,
    Update,
    UpdateEach,
    Delete,
}

/// The statement of a shape: of the text that was written for one like it before, or else by `write`, which is given
/// the values that `describe` left in the shape.
pub(super) fn statement(
    kind: Kind,
    describe: impl FnOnce(&mut Shape),
    write: impl Fn(Vec<Param>) -> Statement,
) -> Statement {
    let mut shape = Shape::new();
    shape.word(kind as u8);
    shape.word(Form::of_thread() as u8);
    describe(&mut shape);
    let mut params = std::mem::take(&mut shape.params);
    let Some((hash, words)) = shape.words().filter(|_| !has_lines()) else { return write(params) };
    let before = if cfg!(debug_assertions) { params.clone() } else { Vec::new() };
    let known = KNOWN.with_borrow(|known| {
        let text = known.get(&hash).filter(|text| *text.shape == *words)?;
        Some(text.statement(&mut params))
    });
    if let Some(statement) = known {
        debug_assert!(is_same(&statement, &write(before)), "two statements of one shape: {statement:?}");
        return statement;
    }
    let statement = write(params.clone());
    if let Some(text) = Text::of(words, &statement, &params) {
        KNOWN.with_borrow_mut(|known| {
            if known.len() >= TEXTS {
                known.clear();
            }
            known.insert(hash, text);
        });
    }
    statement
}

impl Text {
    /// The text of a statement; none where the place of a parameter among the values of the shape is not plain.
    fn of(shape: &[u64], statement: &Statement, values: &[Param]) -> Option<Self> {
        let place = |at: usize, param: &Param| {
            let here = values.get(at).is_some_and(|value| is_alike(value, param));
            if here { Some(at) } else { values.iter().position(|value| value.value.is(&param.value)) }
        };
        let params = statement.params.each().iter().enumerate().map(|(at, param)| Some((place(at, param)?, param.ty)));
        let params = params.collect::<Option<Box<[_]>>>()?;
        let ordered = params.len() == values.len() && params.iter().enumerate().all(|(at, (place, _))| *place == at);
        let Statement { sql, locks, columns, .. } = statement;
        let (sql, columns) = (Arc::clone(sql), columns.clone());
        Some(Self { shape: shape.into(), sql, locks: *locks, columns, params, ordered })
    }

    fn statement(&self, values: &mut Vec<Param>) -> Statement {
        let params = if self.ordered {
            let mut params = std::mem::take(values);
            for (param, (_, ty)) in params.iter_mut().zip(&self.params) {
                param.ty = *ty;
            }
            params
        } else {
            self.params.iter().map(|(place, ty)| Param { value: values[*place].value.clone(), ty: *ty }).collect()
        };
        let (sql, columns) = (Arc::clone(&self.sql), self.columns.clone());
        Statement { sql, params: params.into(), locks: self.locks, columns }
    }
}

/// Whether both are the same value, or have no more to tell them apart than their place.
fn is_alike(one: &Param, other: &Param) -> bool {
    let nothing = |value: &Encoded| match value {
        Encoded::Null => true,
        Encoded::Bytes(bytes) => bytes.is_empty(),
        _ => false,
    };
    one.value.is(&other.value) || (nothing(&one.value) && nothing(&other.value))
}

/// Whether both have one text, the same columns and the same parameters.
fn is_same(one: &Statement, other: &Statement) -> bool {
    let same = |(a, b): (&Param, &Param)| a.ty == b.ty && is_alike(a, b);
    let (one_params, other_params) = (one.params.each(), other.params.each());
    let same_text = one.sql == other.sql && one.locks == other.locks && one.columns == other.columns;
    same_text && one_params.len() == other_params.len() && one_params.iter().zip(other_params).all(same)
}

/// Takes the hash that a shape has already.
#[derive(Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn write(&mut self, _: &[u8]) {}

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
