//! Which rows are taken, what is replaced in them, and what became of them.

use std::{env, path::Path};

use anyhow::Context as _;
use relvar_codegen::config::{Mask, MaskMethod};
use relvar_data::{
    mask::{MaskedColumn, Masking, Method, Rule},
    restore::OnConflict,
    subset::Subset,
};

use crate::{
    args::{ConflictArg, RowArgs},
    project::read_config,
    terminal,
    words::thousands,
};

/// The environment variable with the key of replacements.
const KEY: &str = "RELVAR_MASK_KEY";

/// The part of the rows that is wanted; none stands for all.
pub(crate) fn subset(args: &RowArgs) -> anyhow::Result<Option<Subset>> {
    let RowArgs { subset, row, with_children, seed, .. } = args;
    if subset.is_empty() && row.is_empty() {
        anyhow::ensure!(!with_children, "--with-children goes with --row or --subset");
        return Ok(None);
    }
    Ok(Some(Subset { samples: subset.clone(), rows: row.clone(), with_children: *with_children, seed: *seed }))
}

/// What is replaced, by the rules of the configuration.
pub(crate) fn masking(args: &RowArgs, config: Option<&Path>) -> anyhow::Result<Option<Masking>> {
    if !args.mask {
        return Ok(None);
    }
    let rules = read_config(config)?.mask;
    anyhow::ensure!(
        !rules.is_empty(),
        "there is no rule for --mask\nhint: `[[mask]]` in relvar.toml names columns and how they are replaced"
    );
    let rules = rules.into_iter().map(rule).collect::<anyhow::Result<_>>()?;
    let key = match env::var(KEY) {
        Ok(key) if !key.is_empty() => key.into_bytes(),
        _ => {
            let mut key = vec![0; 32];
            getrandom::fill(&mut key).map_err(|error| anyhow::anyhow!("there are no random numbers: {error}"))?;
            key
        }
    };
    Ok(Some(Masking { rules, key }))
}

fn rule(rule: Mask) -> anyhow::Result<Rule> {
    let Mask { columns, with, value } = rule;
    let method = match (with, value) {
        (MaskMethod::Null, None) => Method::Null,
        (MaskMethod::Hash, None) => Method::Hash,
        (MaskMethod::Shape, None) => Method::Shape,
        (MaskMethod::Constant, value) => {
            Method::Constant(value.context("`[[mask]]`: `with = \"constant\"` needs a `value`")?)
        }
        (_, Some(_)) => anyhow::bail!("`[[mask]]`: only `with = \"constant\"` has a `value`"),
    };
    Ok(Rule { columns: columns.into_iter().map(|pattern| pattern.0).collect(), method })
}

/// Says what was masked, a column each.
pub(crate) fn say_masked(masked: &[MaskedColumn]) {
    for MaskedColumn { table, column, method, values, unchanged } in masked {
        let stay = if *unchanged > 0 {
            format!("; {} have nothing to replace, and stay", thousands(*unchanged))
        } else {
            String::new()
        };
        terminal::say(format_args!("masked `{table}.{column}` by {method}: {} values{stay}", thousands(*values)));
    }
}

/// What becomes of rows whose key is there.
pub(crate) fn on_conflict(argument: ConflictArg) -> OnConflict {
    match argument {
        ConflictArg::Fail => OnConflict::Fail,
        ConflictArg::Skip => OnConflict::Skip,
        ConflictArg::Update => OnConflict::Update,
    }
}
