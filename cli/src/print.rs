//! Standard output: data, and nothing else.

use std::{io, io::Write as _, process::ExitCode};

use serde::Serialize;

pub(crate) type Output = io::BufWriter<anstream::AutoStream<io::StdoutLock<'static>>>;

/// Writes to standard output; a reader that has seen enough is no error.
pub(crate) fn print(write: impl FnOnce(&mut Output) -> io::Result<()>) -> anyhow::Result<ExitCode> {
    let mut out = io::BufWriter::new(anstream::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(ExitCode::SUCCESS),
    }
}

/// Writes a document with a line break at its end.
pub(crate) fn json(out: &mut impl io::Write, document: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, document)?;
    writeln!(out)
}
