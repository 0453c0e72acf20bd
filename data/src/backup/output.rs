//! What a backup is written to, in each form.

use std::{collections::VecDeque, io::Write, thread::available_parallelism};

use bytes::Bytes;
use tokio::task::{JoinHandle, spawn_blocking};

use crate::{
    Error,
    file::{BlockKind, Encoded, Entry, Header, Index, Section, Totals, Writer, encode},
    sql,
};

use super::{Format, Options, json};

/// Takes sections and their blocks, in their order.
pub(super) struct Output<W> {
    form: Form<W>,
    level: i32,
    open: Option<Section>,
    totals: Totals,
    /// Rows of all tables.
    rows: u64,
    index: Index,
}

enum Form<W> {
    Archive { writer: Box<Writer<W>>, steps: VecDeque<Step>, at_once: usize },
    Sql(W),
    Json(json::Document<W>),
}

/// What is written when its turn comes; blocks are compressed until then.
enum Step {
    Begin(Section),
    Block(JoinHandle<std::io::Result<Encoded>>),
    End,
}

/// A section of statements that is being written.
pub(super) struct Statements<'a, W>(&'a mut Output<W>);

impl<W: Write> Statements<'_, W> {
    /// Writes some statements.
    pub(super) fn block(&mut self, kind: BlockKind, text: &str) -> Result<(), Error> {
        let Output { form, level, .. } = &mut *self.0;
        match form {
            Form::Archive { writer, .. } => writer.block(&encode(kind, text.as_bytes(), *level)?)?,
            Form::Sql(out) => out.write_all(text.as_bytes())?,
            Form::Json(document) => document.statements(text)?,
        }
        Ok(())
    }

    /// Ends the section.
    pub(super) fn end(self) -> Result<(), Error> {
        match &mut self.0.form {
            Form::Archive { writer, .. } => writer.end()?,
            Form::Sql(_) => {}
            Form::Json(document) => document.end_statements()?,
        }
        Ok(())
    }
}

/// The end of the rows, for psql.
const END: &str = "\\.\n\n";

impl<W: Write> Output<W> {
    pub(super) fn new(out: W, options: &Options, (header, catalog): (&Header, &str)) -> Result<Self, Error> {
        let form = match options.format {
            Format::Archive => Form::Archive {
                writer: Box::new(Writer::new(out, header, catalog)?),
                steps: VecDeque::new(),
                at_once: available_parallelism().map_or(2, usize::from) + 1,
            },
            Format::Sql => Form::Sql(out),
            Format::Json => Form::Json(json::Document::begin(out, header)?),
        };
        let Options { level, .. } = *options;
        Ok(Self { form, level, open: None, totals: Totals::default(), rows: 0, index: Index::default() })
    }

    /// Rows so far.
    pub(super) fn rows(&self) -> u64 {
        self.rows
    }

    /// A section of statements.
    pub(super) fn section(&mut self, section: Section, text: &str) -> Result<(), Error> {
        let mut statements = self.statements(section)?;
        statements.block(BlockKind::Sql, text)?;
        statements.end()
    }

    /// Begins a section of statements; before the tables, or when they are done.
    pub(super) fn statements(&mut self, section: Section) -> Result<Statements<'_, W>, Error> {
        match &mut self.form {
            Form::Archive { writer, .. } => writer.begin(section)?,
            Form::Sql(_) => {}
            Form::Json(document) => document.begin_statements(&section)?,
        }
        Ok(Statements(self))
    }

    /// Begins the section of a table.
    pub(super) fn begin(&mut self, section: Section) -> Result<(), Error> {
        self.totals = Totals::default();
        match &mut self.form {
            Form::Archive { steps, .. } => steps.push_back(Step::Begin(section.clone())),
            Form::Sql(_) => {}
            Form::Json(document) => document.begin_table(&section)?,
        }
        self.open = Some(section);
        Ok(())
    }

    /// Takes some rows of the table.
    pub(super) async fn block(&mut self, rows: Bytes) -> Result<(), Error> {
        if self.totals.blocks == 0
            && let Some(Section::Table { name, columns }) = &self.open
        {
            let head = format!("{};\n", sql::copy_in(name, columns));
            self.glue(head).await?;
        }
        let count = memchr::memchr_iter(b'\n', &rows).count() as u64;
        self.rows += count;
        self.totals.rows += count;
        self.totals.bytes += rows.len() as u64;
        self.totals.blocks += 1;
        self.push(BlockKind::Rows, rows).await
    }

    /// What only psql needs.
    async fn glue(&mut self, text: String) -> Result<(), Error> {
        match &self.form {
            Form::Json(_) => Ok(()),
            Form::Archive { .. } | Form::Sql(_) => self.push(BlockKind::Psql, text.into()).await,
        }
    }

    async fn push(&mut self, kind: BlockKind, data: Bytes) -> Result<(), Error> {
        let level = self.level;
        match &mut self.form {
            Form::Archive { steps, .. } => {
                steps.push_back(Step::Block(spawn_blocking(move || encode(kind, &data, level))));
                self.drain(None).await
            }
            Form::Sql(out) => Ok(out.write_all(&data)?),
            Form::Json(document) => Ok(document.rows(&data)?),
        }
    }

    /// Writes what is compressed; waits if more is not than may wait.
    async fn drain(&mut self, at_most: Option<usize>) -> Result<(), Error> {
        let Form::Archive { writer, steps, at_once } = &mut self.form else { return Ok(()) };
        let at_most = at_most.unwrap_or(*at_once);
        while steps.len() > at_most
            || matches!(steps.front(), Some(Step::Begin(_) | Step::End))
            || matches!(steps.front(), Some(Step::Block(task)) if task.is_finished())
        {
            match steps.pop_front() {
                Some(Step::Begin(section)) => writer.begin(section)?,
                Some(Step::Block(task)) => writer.block(&task.await??)?,
                Some(Step::End) => writer.end()?,
                None => break,
            }
        }
        Ok(())
    }

    /// Ends the section of a table.
    pub(super) async fn end(&mut self) -> Result<(), Error> {
        if self.totals.blocks > 0 {
            self.glue(END.to_owned()).await?;
        }
        match &mut self.form {
            Form::Archive { steps, .. } => steps.push_back(Step::End),
            Form::Sql(_) => {}
            Form::Json(document) => document.end_table()?,
        }
        if let Some(section) = self.open.take() {
            self.index.sections.push(Entry { section, offset: 0, length: 0, totals: self.totals });
        }
        self.drain(None).await
    }

    /// Waits until all tables are written.
    pub(super) async fn tables_are_done(&mut self) -> Result<(), Error> {
        self.drain(Some(0)).await
    }

    /// Ends the file.
    pub(super) fn finish(self) -> Result<Index, Error> {
        match self.form {
            Form::Archive { writer, .. } => Ok(writer.finish()?.1),
            Form::Sql(mut out) => {
                out.flush()?;
                Ok(self.index)
            }
            Form::Json(document) => {
                document.finish()?;
                Ok(self.index)
            }
        }
    }
}
