//! Shapes of queries over the rental sample: relvar's statement beside the best one by hand, in the same run.
//!
//! Both are sent over one connection and read into the same types by relvar, so that what differs is the statement, and
//! what it takes to make it. Each runs in a transaction that is rolled back; that it begins and ends is not measured.
//! The rows of both are compared: where they differ, the exit code is 1.
//!
//! `cargo run --release --bin statements -- --help`

#![expect(
    clippy::duplicate_mod,
    reason = "the same shapes over models that know of indexes and over models that do not"
)]

mod arguments;
mod chart;
mod database;
mod explain;
mod measure;
mod report;
mod shape;

use std::error::Error;
use std::process::ExitCode;

use arguments::{Arguments, Format, Indexes};
use relvar_catalog::scratch::{Options, Server};
use report::Cell;
use shape::Shape;

/// Models that know of indexes on foreign keys.
#[path = "."]
mod with {
    mod models {
        relvar::include_models!("with");
    }
    #[path = "shapes/mod.rs"]
    pub(crate) mod shapes;
}

/// Models that know of none.
#[path = "."]
mod without {
    mod models {
        relvar::include_models!("without");
    }
    #[path = "shapes/mod.rs"]
    pub(crate) mod shapes;
}

fn main() -> Result<ExitCode, Box<dyn Error + Send + Sync>> {
    let Some(arguments) = arguments::read()? else {
        print!("{}", arguments::USAGE);
        return Ok(ExitCode::SUCCESS);
    };
    if arguments.list {
        for shape in shapes(Indexes::With, &arguments) {
            println!("{:<26} {}", shape.name, shape.question);
        }
        return Ok(ExitCode::SUCCESS);
    }
    let server = Server::start(&Options::from_env())?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    // In a task, where a server does its work.
    runtime.block_on(async { tokio::spawn(run(server, arguments)).await? })
}

/// The shapes that are wanted, over the models of a database with such indexes.
fn shapes(indexes: Indexes, arguments: &Arguments) -> Vec<Shape> {
    let mut shapes = match indexes {
        Indexes::With => with::shapes::all(),
        Indexes::Without => without::shapes::all(),
    };
    shapes.retain(|shape| arguments.only.is_empty() || arguments.only.iter().any(|only| shape.name.contains(only)));
    shapes
}

async fn run(server: Server, arguments: Arguments) -> Result<ExitCode, Box<dyn Error + Send + Sync>> {
    if shapes(Indexes::With, &arguments).is_empty() {
        return Err("no shape has such a name: `--list` shows all of them".into());
    }
    let mut cells = Vec::new();
    for &rows in &arguments.rows {
        for &indexes in &arguments.indexes {
            eprintln!("{rows} rows, {indexes} indexes on foreign keys");
            let (url, db, sample) = database::create(&server, rows, indexes, &arguments).await?;
            let shapes = shapes(indexes, &arguments);
            if arguments.explain {
                drop(db);
                explain::print(&url, &sample, &shapes, &arguments.settings).await?;
                continue;
            }
            let mut figures = Vec::new();
            for shape in &shapes {
                let figure = measure::measure(shape, &sample, &db).await?;
                eprintln!("  {figure}");
                figures.push(figure);
            }
            cells.push(Cell { rows, indexes, figures });
        }
    }
    if !arguments.explain {
        match arguments.format {
            Format::Markdown => print!("{}", report::markdown(&cells, &server.description(), &arguments.settings)),
            Format::Json => println!("{}", report::json(&cells, &server.description(), &arguments.settings)),
        }
        if let Some(file) = &arguments.chart {
            std::fs::write(file, chart::svg(&cells))?;
        }
    }
    let differ = cells.iter().flat_map(|cell| &cell.figures).filter(|figure| figure.differs.is_some());
    Ok(if differ.count() > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
