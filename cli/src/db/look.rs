//! Sizes, sessions and health of a database.

use std::{io::Write as _, process::ExitCode};

use relvar_data::database::{self, SessionRow};

use crate::{
    args::{Format, LookArgs, SessionsArgs},
    print::{json, print},
    project,
    terminal::{self, ERROR, FAINT, NAME},
    words::{bytes, one_line, thousands},
};

/// Tables by size.
pub(super) async fn size(args: &LookArgs) -> anyhow::Result<ExitCode> {
    let size = database::size(&project::database(&args.database)?).await?;
    if args.output.format == Format::Json {
        return print(|out| json(out, &size));
    }
    print(|out| {
        let width = size.relations.iter().map(|own| own.name.to_string().chars().count()).max().unwrap_or(0).max(5);
        writeln!(out, "{:width$}  {:>9}  {:>9}  {:>14}", "table", "rows in", "indexes", "rows, about")?;
        for own in &size.relations {
            let name = own.name.to_string();
            let pad = width - name.chars().count();
            let rows = own.rows.map_or_else(|| "?".to_owned(), thousands);
            let (table, indexes) = (bytes(own.table), bytes(own.indexes));
            writeln!(out, "{NAME}{name}{NAME:#}{:pad$}  {table:>9}  {indexes:>9}  {rows:>14}", "")?;
        }
        writeln!(out, "all of the database: {}", bytes(size.bytes))
    })
}

/// Who works with the database; or the end of some sessions.
pub(super) async fn sessions(args: &SessionsArgs) -> anyhow::Result<ExitCode> {
    let database = project::database(&args.database)?;
    if !args.end.is_empty() {
        for pid in &args.end {
            anyhow::ensure!(
                database::end_session(&database, *pid).await?,
                "there is no session {pid} in `{}`\nhint: `relvar db sessions` lists them",
                database.database()
            );
            terminal::say(format_args!("ended session {pid}"));
        }
        return Ok(ExitCode::SUCCESS);
    }
    let sessions = database::sessions(&database).await?;
    if args.output.format == Format::Json {
        return print(|out| json(out, &sessions));
    }
    print(|out| {
        for SessionRow { pid, role, application, client, state, seconds, waits_for, blocked_by, statement } in &sessions
        {
            let [role, state] = [role, state].map(|text| text.as_deref().unwrap_or("?"));
            let application = application.as_deref().map(|name| format!(", {name}")).unwrap_or_default();
            let client = client.as_deref().map(|from| format!(", from {from}")).unwrap_or_default();
            let time = seconds.map(|seconds| format!(" for {seconds} s")).unwrap_or_default();
            writeln!(out, "{NAME}{pid}{NAME:#}  {role}{application}{client}: {state}{time}")?;
            if !blocked_by.is_empty() {
                let others: Vec<_> = blocked_by.iter().map(ToString::to_string).collect();
                writeln!(out, "    {ERROR}waits for session {}{ERROR:#}", others.join(", "))?;
            } else if let Some(what) = waits_for.as_deref().filter(|_| state == "active") {
                writeln!(out, "    waits: {what}")?;
            }
            if let Some(statement) = statement {
                writeln!(out, "    {FAINT}{}{FAINT:#}", one_line(statement, 160))?;
            }
        }
        Ok(())
    })
}
