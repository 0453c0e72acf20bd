//! Writing: updates, inserts, conflicts.

use relvar::generated::{NotNull, Value};
use relvar::{Column, Error, IntoValue, Update, UpdateEach};

use super::{Run, read, readings, rows};
use crate::interpret::{Found, Outcome};
use crate::program::{Conflict, Each, Ex, Program};
use crate::schema::Model;
use crate::typed::{Any, AnyColumn, C, E, Native, Several, each, either};
use crate::value::Val;

/// Gives a column a value, in whatever has a `set`.
macro_rules! assign {
    ($to:expr, $column:expr, $value:expr) => {
        match ($column, $value) {
            (AnyColumn::Int(column), Any::Int(value)) => assign!(@ $to, column, value),
            (AnyColumn::Big(column), Any::Big(value)) => assign!(@ $to, column, value),
            (AnyColumn::Num(column), Any::Num(value)) => assign!(@ $to, column, value),
            (AnyColumn::Text(column), Any::Text(value)) => assign!(@ $to, column, value),
            (AnyColumn::Bool(column), Any::Bool(value)) => assign!(@ $to, column, value),
            (AnyColumn::Mood(column), Any::Mood(value)) => assign!(@ $to, column, value),
            _ => panic!("a value of another type"),
        }
    };
    (@ $to:expr, $column:ident, $value:ident) => {
        match ($column, $value) {
            (C::Plain(column), E::Plain(value)) => $to.set(column, value),
            (C::Null(column), E::Plain(value)) => $to.set(column, value),
            (C::Null(column), E::Null(value)) => $to.set(column, value),
            (C::Plain(column), E::Null(_)) => panic!("NULL in {column:?}"),
        }
    };
}

fn nothing<R: Model, T: NotNull>(update: Update<R>, column: &C<R, T>) -> Update<R> {
    match column {
        C::Null(column) => update.set(*column, None::<T>),
        C::Plain(column) => panic!("NULL in {column:?}"),
    }
}

/// An update of each row by items, which are values of several columns.
type Updating<'i, R> = UpdateEach<'i, R, Vec<Val>>;

/// Finds rows by a value of each item.
fn by<R: Model, T: Value + Native + IntoValue<R, T>>(
    update: Updating<'_, R>,
    column: Column<R, T>,
    at: usize,
) -> Updating<'_, R> {
    update.by(column, |item| T::of_val(&item[at]))
}

/// Gives a column a value of each item.
fn set<R: Model, T: Value + Native + IntoValue<R, T>>(
    update: Updating<'_, R>,
    column: Column<R, T>,
    at: usize,
) -> Updating<'_, R> {
    update.set(column, |item| T::of_val(&item[at]))
}

impl Run<'_> {
    pub(super) async fn update_each<R: Model>(&self, each: &Each) -> Result<Outcome, Error> {
        let Each { set: rows_of, by: keys, columns, items, returns_rows } = each;
        let mut update = self.build().set::<R>(rows_of).update_each(items);
        for (at, column) in keys.iter().enumerate() {
            update = each!(AnyColumn: R::column(*column), c => either!(C: c, c => by(update, c, at)));
        }
        for (at, column) in (keys.len()..).zip(columns) {
            update = each!(AnyColumn: R::column(*column), c => either!(C: c, c => set(update, c, at)));
        }
        let found = if *returns_rows {
            rows(&update.returning(self.tx).await?)
        } else {
            Found::Count(i64::try_from(update.execute(self.tx).await?).expect("few"))
        };
        Ok(vec![("returning", found), self.left::<R>().await?])
    }

    pub(super) async fn update<R: Model>(&self) -> Result<Outcome, Error> {
        let Program::Update { set, assignments, returning } = self.program else { panic!("no update") };
        let mut update = self.build().set::<R>(set).update();
        for (column, value) in assignments {
            update = self.assigned(update, *column, value.as_ref());
        }
        let found = match returning.as_deref() {
            None => Found::Count(i64::try_from(update.execute(self.tx).await?).expect("few")),
            Some([]) => rows(&update.returning(self.tx).await?),
            Some(values) => {
                let values = [self.build().any::<R>(&values[0])];
                let readings = readings(&values);
                read(update.select(Several(values)).returning(self.tx).await?, &readings)?
            }
        };
        Ok(vec![("returning", found), self.left::<R>().await?])
    }

    pub(super) fn assigned<R: Model>(&self, update: Update<R>, column: usize, value: Option<&Ex>) -> Update<R> {
        match value {
            Some(value) => assign!(update, R::column(column), self.build().any::<R>(value)),
            None => each!(AnyColumn: R::column(column), column => nothing(update, &column)),
        }
    }

    pub(super) async fn insert<R: Model>(&self, new: &[Vec<Val>], conflict: &Conflict) -> Result<Outcome, Error> {
        let tx = self.tx;
        let many = R::insert_many(new.iter().map(|row| R::new(row)));
        let written = match conflict {
            Conflict::Error if new.len() == 1 => vec![R::insert(R::new(&new[0])).returning(tx).await?],
            Conflict::Error => many.returning(tx).await?,
            Conflict::Ignore => many.or_ignore().returning(tx).await?,
            Conflict::Nothing => many.on_conflict(R::IDENTITY).do_nothing().returning(tx).await?,
            Conflict::Update(columns) => {
                let columns: Vec<_> = columns.iter().map(|at| R::column(*at)).collect();
                self.upsert(many.on_conflict(R::IDENTITY), columns).await?
            }
            Conflict::Set(column, value, filter) => {
                let conflict = many.on_conflict(R::IDENTITY);
                let upsert = assign!(conflict, R::column(*column), self.build().any::<R>(value));
                match filter {
                    Some(pred) => upsert.filter(self.build().pred(pred)).returning(tx).await?,
                    None => upsert.returning(tx).await?,
                }
            }
        };
        Ok(vec![("returning", rows(&written)), self.left::<R>().await?])
    }

    /// Gives columns the values proposed.
    async fn upsert<R: Model>(
        &self,
        conflict: relvar::OnConflict<R, relvar::write::Many>,
        columns: Vec<AnyColumn<R>>,
    ) -> Result<Vec<R>, Error> {
        fn proposed<R: Model, T: relvar::generated::Value>(column: Column<R, T>) -> relvar::Expr<R, T> {
            relvar::excluded(column)
        }
        let mut columns = columns.into_iter();
        let Some(first) = columns.next() else { return conflict.do_nothing().returning(self.tx).await };
        let mut upsert = each!(AnyColumn: first, column => either!(C: column, column => conflict.do_update(column)));
        for column in columns {
            upsert =
                each!(AnyColumn: column, column => either!(C: column, column => upsert.set(column, proposed(column))));
        }
        upsert.returning(self.tx).await
    }
}
