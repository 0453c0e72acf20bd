//! What generated code offers for a relation.

use std::io::{self, Write};

use relvar_explore::show::{Method, RustSheet};

use super::section;
use crate::{
    table::Cell,
    terminal::{FAINT, NAME},
};

/// The row type with its fields and constants, the functions that find a row, keys, ways, and the enum of constraints.
pub(super) fn rust(out: &mut impl Write, sheet: Option<&RustSheet>) -> io::Result<()> {
    let Some(sheet) = sheet else {
        return writeln!(out, "\n{FAINT}nothing is generated for it{FAINT:#}");
    };
    let fields = sheet.fields.iter().map(|field| {
        vec![
            Cell::styled(format!("{}: {}", field.field, field.type_), NAME),
            Cell::plain(format!("{}::{}", sheet.row, field.constant)),
            Cell::styled(if field.input == "required" { "" } else { field.input }, FAINT),
        ]
    });
    section(out, &format!("Rust: {}::{}", sheet.module, sheet.row), fields)?;
    section(out, "Rust: a row by its key", sheet.finders.iter().map(|method| own(sheet, method)))?;
    section(out, "Rust: keys, for on_conflict", sheet.keys.iter().map(|method| own(sheet, method)))?;
    let ways = sheet.navigation.iter().map(|method| {
        vec![
            Cell::styled(format!(".{}", method.method), NAME),
            Cell::plain(format!("{}::{}", sheet.row, method.constant.as_deref().unwrap_or_default())),
            Cell::plain(&method.type_),
            Cell::styled(&method.sql, FAINT),
        ]
    });
    section(out, "Rust: ways, on rows and on sets", ways)?;
    if let Some(new) = &sheet.new_row {
        let constructor = vec![Cell::styled(format!("{}::insert({new} {{ … }})", sheet.row), NAME)];
        section(out, "Rust: a new row", std::iter::once(constructor))?;
    }
    if let Some((name, variants)) = &sheet.constraints {
        let variants = variants.iter().map(|variant| vec![Cell::plain(format!("{name}::{variant}"))]);
        section(out, "Rust: constraints an error may name", variants)?;
    }
    Ok(())
}

fn own(sheet: &RustSheet, method: &Method) -> Vec<Cell> {
    vec![
        Cell::styled(format!("{}::{}", sheet.row, method.method), NAME),
        Cell::plain(&method.type_),
        Cell::styled(&method.sql, FAINT),
    ]
}
