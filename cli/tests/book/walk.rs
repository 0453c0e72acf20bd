//! One reader, who does what a page says.

use std::{fs, path::PathBuf};

use crate::{
    output::matches,
    page::{Kind, Output, Page, Step},
    place::Place,
};

pub(crate) struct Walk<'p> {
    place: &'p mut Place,
    folder: PathBuf,
    /// Variables that the reader has set in the shell.
    exports: String,
    /// Show each command.
    is_told: bool,
}

impl<'p> Walk<'p> {
    /// Begins in an empty folder.
    pub(crate) fn new(place: &'p mut Place, is_told: bool) -> Self {
        let folder = place.empty();
        Self { place, folder, exports: String::new(), is_told }
    }

    /// Does what the page says, up to the first thing that is not as it says.
    pub(crate) fn follow(&mut self, page: &Page) -> Vec<String> {
        let fault = page.steps.iter().find_map(|step| {
            let fault = self.step(step).err()?;
            Some(format!("docs/{}.md:{}: {fault}", page.name, step.line))
        });
        fault.into_iter().collect()
    }

    fn step(&mut self, step: &Step) -> Result<(), String> {
        let text = &step.text;
        match &step.kind {
            Kind::Run { status, output: Output::None } => {
                let commands = commands(text);
                for (at, command) in commands.iter().enumerate() {
                    let is_last = at + 1 == commands.len();
                    self.run(command, if is_last { *status } else { 0 }, (Output::None, ""))?;
                }
            }
            Kind::Run { status, output: compared @ (Output::Both | Output::Standard) } => {
                let text = format!("\n{text}");
                let runs = text.split("\n$ ").skip(1);
                let runs: Vec<(&str, &str)> = runs.map(|run| run.split_once('\n').unwrap_or((run, ""))).collect();
                for (at, (command, output)) in runs.iter().enumerate() {
                    let is_last = at + 1 == runs.len();
                    self.run(command, if is_last { *status } else { 0 }, (*compared, output))?;
                }
            }
            Kind::Workflow => {
                for command in text.lines().filter_map(|line| line.trim_start().strip_prefix("- run: ")) {
                    self.run(command.split(" #").next().unwrap_or(command), 0, (Output::None, ""))?;
                }
            }
            Kind::File(name) => self.write(name, text.clone()),
            Kind::Add(name) => {
                let old = fs::read_to_string(self.folder.join(name)).unwrap_or_default();
                self.write(name, added(&old, text));
            }
            Kind::Edit(name) => {
                let old = fs::read_to_string(self.folder.join(name)).map_err(|error| format!("`{name}`: {error}"))?;
                let part = |mark| -> String {
                    let lines = text.lines().filter_map(|line| line.strip_prefix(mark));
                    lines.flat_map(|line| [line, "\n"]).collect()
                };
                let removed: String = part('-');
                if old.matches(&removed).count() != 1 {
                    return Err(format!("`{name}` does not have these lines once:\n{removed}"));
                }
                self.write(name, old.replace(&removed, &part('+')));
            }
            Kind::Database(name) => self.place.sql(name, text),
            Kind::Given { database, file } => self.place.given(database, file),
        }
        Ok(())
    }

    fn write(&self, name: &str, text: String) {
        let path = self.folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Runs a command; `cd` and `export` hold for those after it, as in a shell.
    fn run(&mut self, command: &str, status: i32, (compared, shown): (Output, &str)) -> Result<(), String> {
        self.place.lock(&self.folder);
        let command = self.place.with_urls(command);
        if let Some(folder) = command.strip_prefix("cd ") {
            self.folder = self.folder.join(folder.split(" #").next().unwrap_or(folder).trim());
            return Ok(());
        }
        let both = if compared == Output::Standard { "" } else { "exec 2>&1\n" };
        let output = Place::shell(&self.folder, &format!("{both}{}{command}\n", self.exports)).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        let errors = String::from_utf8_lossy(&output.stderr);
        if self.is_told {
            eprintln!("$ {command}\n{said}");
        }
        if command.starts_with("export ") {
            self.exports.push_str(&command);
            self.exports.push('\n');
        }
        let found = output.status.code().unwrap_or(-1);
        if found != status {
            return Err(format!("exit status {found} instead of {status}\n$ {command}\n{said}{errors}"));
        }
        if compared != Output::None && !matches(shown, &said) {
            return Err(format!(
                "other output than on the page\n$ {command}\n--- the page\n{shown}\n--- the command\n{said}"
            ));
        }
        Ok(())
    }
}

/// The commands of a block: a line each, but for lines that end with a backslash.
fn commands(text: &str) -> Vec<String> {
    let text = text.replace("\\\n", " ");
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect()
}

/// A file with more lines: those below `[dependencies]` go below the `[dependencies]` that is there.
fn added(old: &str, text: &str) -> String {
    let mut lines: Vec<&str> = old.lines().collect();
    let mut at = lines.len();
    for line in text.lines() {
        if line.starts_with('[')
            && let Some(header) = lines.iter().position(|old| *old == line)
        {
            at = header + 1;
            continue;
        }
        if line.starts_with('[') {
            at = lines.len();
        }
        lines.insert(at, line);
        at += 1;
    }
    lines.join("\n") + "\n"
}
