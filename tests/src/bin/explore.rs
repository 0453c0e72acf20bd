//! Figures of the questions to a large schema: `cargo run --release -p tests --bin explore -- [DDL FILE]`.
//!
//! Loads the file (GitLab's schema by default, from the folder `RELVAR_SHARED` names) into a scratch server and prints how
//! long `relvar list` takes beside the queries of the catalog, how long paths between random relations take, and the rest.
//! `RELVAR_COMMAND` names the `relvar` to time as a whole, start and output included.

use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::ensure;
use relvar_catalog::{Statistics, connect::Session, introspect, load, scratch};
use relvar_codegen::{Config, config::Columns, lower::lower};
use relvar_explore::{
    Filter, Graph, Reach,
    erd::{Selection, draw, neighbourhood, svg},
    graph::Node,
    infer, lint,
    lint::Settings,
    list, path, search, show,
    site::{Subject, site},
};

/// So many relations, every pair of which a path is looked for between.
const RELATIONS: usize = 50;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let shared = env::var("RELVAR_SHARED").unwrap_or_else(|_| "../shared".to_owned());
    let file = env::args().nth(1).map_or_else(|| Path::new(&shared).join("schemas/gitlab/schema.sql"), PathBuf::from);
    let scripts = load::read_scripts(&[file])?;
    let options = scratch::Options { extensions: load::wanted_extensions(&scripts), ..scratch::Options::from_env() };
    let server = scratch::Server::start(&options)?;
    let mut session = Session::open(&server.config()).await?;
    load::load(&session, &scripts, load::Data::Skip, |_, _| {}).await?;
    session.batch_execute("reset all; analyze").await?;
    print("server", server.description());

    let (mut catalog_times, mut statistics_times) = (Vec::new(), Vec::new());
    for _ in 0..7 {
        catalog_times.push(timed(introspect::introspect(&mut session)).await?.0);
        statistics_times.push(timed(introspect::statistics(&mut session)).await?.0);
    }
    let mut first_times = Vec::new();
    for _ in 0..7 {
        let mut fresh = Session::open(&server.config()).await?;
        first_times.push(timed(introspect::introspect(&mut fresh)).await?.0);
        fresh.close().await;
    }
    print("the queries of the catalog, best of 7", seconds(least(&catalog_times)));
    print("the same over a new connection", seconds(least(&first_times)));
    print("estimates and sizes, best of 7", seconds(least(&statistics_times)));
    if let Some(command) = env::var_os("RELVAR_COMMAND") {
        let mut times = Vec::new();
        for _ in 0..7 {
            let start = Instant::now();
            let listed =
                Command::new(&command).args(["list", "--url", &server.url()]).stdout(Stdio::null()).status()?;
            ensure!(listed.success(), "relvar list failed");
            times.push(start.elapsed());
        }
        print("relvar list, as a process, best of 7", seconds(least(&times)));
    }
    let (_, introspection) = timed(introspect::introspect(&mut session)).await?;
    let statistics = introspect::statistics(&mut session).await?;
    session.close().await;

    let (catalog, config) = (introspection.catalog, Config::default());
    print("relations", catalog.relations.len());
    measure("list", || list(&catalog, Some(&statistics), &Filter::default()).len());
    measure("search for `user`", || search(&catalog, "user").len());
    let (model, _) = lower(&catalog, &config);
    measure("names in Rust", || lower(&catalog, &config).0.relations.len());
    measure("the graph: keys", || Graph::new(&catalog, &config, &model).keys().len());
    let graph = Graph::new(&catalog, &config, &model);
    measure("show the relation with most keys: ways", || show(&graph, busiest(&graph), None).referenced_by.len());
    measure("missing foreign keys", || infer(&graph).len());
    measure("lint: findings", || lint(&graph, &Settings::default(), &config).findings.len());
    pictures(&graph, &config, &statistics);
    paths(&graph);
    Ok(())
}

/// The diagram of everything, that of the busiest relation, and the site.
fn pictures(graph: &Graph<'_>, config: &Config, statistics: &Statistics) {
    let selection = Selection { columns: Columns::Keys, ..Selection::default() };
    measure("diagram of all, keys: relations", || draw(graph, &selection).entities.len());
    measure("the same as SVG: bytes", || svg(&draw(graph, &selection), |_| None).file().len());
    let busiest = busiest(graph);
    measure("neighbourhood of the busiest: bytes", || {
        svg(&neighbourhood(graph, busiest, 16).0, |_| None).element().len()
    });
    let report = lint(graph, &Settings::default(), config);
    let subject = Subject { graph, statistics: Some(statistics), report: &report, title: "Database" };
    let sizes = || site(&subject).map(|files| files.iter().map(|(_, text)| text.len()).sum());
    measure("site, not yet on disk: bytes", || sizes().unwrap_or_default());
    let written = || -> anyhow::Result<usize> { Ok(site(&subject)?.write(tempfile::tempdir()?.path())?.written.len()) };
    measure("site, written: files", || written().unwrap_or_default());
}

fn busiest(graph: &Graph<'_>) -> Node {
    let keys = |node: Node| graph.incoming(node).len();
    graph.relations().map(|(node, _)| node).max_by_key(|node| keys(*node)).unwrap_or(Node(0))
}

/// Every pair of random relations, the same ones each time.
fn paths(graph: &Graph<'_>) {
    let mut random = 20_260_101_u64;
    let mut pick = || {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(random >> 33).unwrap_or_default()
    };
    let tables: Vec<Node> = graph.relations().filter(|(_, r)| !r.is_partition()).map(|(node, _)| node).collect();
    let chosen: Vec<Node> = (0..RELATIONS).map(|_| tables[pick() % tables.len()]).collect();
    let (mut times, mut connected, mut found) = (Vec::new(), 0, 0);
    for from in &chosen {
        for to in &chosen {
            let start = Instant::now();
            let paths = path(graph, *from, *to, Reach::default()).paths;
            times.push(start.elapsed());
            connected += usize::from(!paths.is_empty());
            found += paths.len();
        }
    }
    times.sort();
    print("pairs", format!("{}, {connected} connected, {found} paths", times.len()));
    print("path, middle of all", seconds(times[times.len() / 2]));
    print("path, slowest", seconds(times[times.len() - 1]));
}

async fn timed<T, E>(work: impl Future<Output = Result<T, E>>) -> Result<(Duration, T), E> {
    let start = Instant::now();
    let done = work.await?;
    Ok((start.elapsed(), done))
}

/// The best of five runs, with how much there is in the answer.
fn measure(what: &str, mut work: impl FnMut() -> usize) {
    let runs = (0..5).map(|_| {
        let start = Instant::now();
        let count = work();
        (start.elapsed(), count)
    });
    if let Some((time, count)) = runs.min() {
        print(what, format!("{} ({count})", seconds(time)));
    }
}

fn least(times: &[Duration]) -> Duration {
    times.iter().copied().min().unwrap_or_default()
}

fn seconds(time: Duration) -> String {
    format!("{:.4} s", time.as_secs_f64())
}

#[expect(clippy::print_stdout, reason = "figures are what this program is for")]
fn print(what: &str, figure: impl std::fmt::Display) {
    println!("{what:<40} {figure}");
}
