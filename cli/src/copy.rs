//! `relvar copy`: schema and rows from one server to another, without a file.

use std::{process::ExitCode, time::Instant};

use relvar_catalog::connect::Config;
use relvar_data::{
    Progress as Step,
    copy::{Options, Summary, copy},
};
use serde_json::json;

use crate::{
    args::{CopyArgs, Format},
    print::{self, print},
    rows::{masking, on_conflict, say_masked, subset},
    terminal::{self, Progress},
    words::{counted, far, thousands},
};

/// Copies, and says what was copied and masked.
pub(crate) async fn run(args: &CopyArgs) -> anyhow::Result<ExitCode> {
    let (from, to): (Config, Config) = (args.from.parse()?, args.to.parse()?);
    let options = Options {
        tables: args.table.clone(),
        schemas: args.schemas.clone(),
        subset: subset(&args.rows)?,
        masking: masking(&args.rows, args.config.as_deref())?,
        on_conflict: on_conflict(args.on_conflict),
        no_owner: args.no_owner,
        no_privileges: args.no_privileges,
    };
    let progress = Progress::new();
    let begun = Instant::now();
    let mut show =
        |step: &Step| progress.step(far(&step.step, step.rows, (step.bytes, step.of_bytes), begun.elapsed()));
    let summary = copy(&from, &to, &options, &mut show).await?;
    progress.hide();
    let Summary { tables, is_created, masked, left_out } = &summary;
    if args.output.format == Format::Json {
        let tables: Vec<_> = tables.iter().map(|(name, rows)| json!({ "name": name, "rows": rows })).collect();
        let document = json!({ "tables": tables, "is_created": is_created, "masked": masked, "left_out": left_out });
        return print(|out| print::json(out, &document));
    }
    for what in left_out {
        terminal::warn(format_args!("left out: {what}"));
    }
    say_masked(masked);
    let rows = tables.iter().map(|(_, rows)| rows).sum();
    let (count, how) = (counted(tables.len(), "table"), if *is_created { "created" } else { "filled" });
    terminal::say(format_args!("{how} {count}, {} rows from `{}` in {to}", thousands(rows), from.database()));
    Ok(ExitCode::SUCCESS)
}
