//! The database that PostgreSQL's own regression tests leave behind.
//!
//! The tests' SQL is not part of this repository: `tests/regression/fetch` gets it, `RELVAR_REGRESS` names a folder that has
//! it elsewhere.

use std::{
    env, fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::ensure;

/// The folder of `src/test/regress`, where there is one.
pub fn sources() -> Option<PathBuf> {
    let root = || fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
    let cache = || {
        if root() {
            return Some(PathBuf::from("/var/cache"));
        }
        let home = || Some(PathBuf::from(env::var_os("HOME")?).join(".cache"));
        env::var_os("XDG_CACHE_HOME").map(PathBuf::from).or_else(home)
    };
    let named = env::var_os("RELVAR_REGRESS").map(PathBuf::from);
    named.or_else(|| Some(cache()?.join("relvar/regress"))).filter(|folder| is_sources(folder))
}

/// Whether a folder holds the regression tests.
pub fn is_sources(folder: &Path) -> bool {
    folder.join("parallel_schedule").exists()
}

/// The scripts of the schedule, in its order.
fn schedule(sources: &Path) -> anyhow::Result<Vec<String>> {
    let text = fs::read_to_string(sources.join("parallel_schedule"))?;
    let groups = text.lines().filter_map(|line| line.strip_prefix("test:"));
    Ok(groups.flat_map(str::split_whitespace).map(str::to_owned).collect())
}

/// Runs the scripts as `pg_regress` does, one after the other. They fail a lot, on purpose; what they leave is what counts.
pub fn build(sources: &Path, url: &str) -> anyhow::Result<()> {
    let results = tempfile::tempdir()?;
    fs::create_dir(results.path().join("results"))?;
    for folder in [results.path().to_owned(), results.path().join("results")] {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o777))?;
    }
    let library = Command::new("pg_config").arg("--pkglibdir").output();
    let library = library.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default();
    for script in schedule(sources)? {
        let status = Command::new("psql")
            .args(["-X", "-q", "-v", "HIDE_TABLEAM=on", "-v", "HIDE_TOAST_COMPRESSION=on", "-d", url])
            .env("PG_ABS_SRCDIR", sources)
            .env("PG_ABS_BUILDDIR", results.path())
            .env("PG_LIBDIR", &library)
            .env("PG_DLSUFFIX", env::consts::DLL_SUFFIX)
            .env("PGTZ", "America/Los_Angeles")
            .env("PGDATESTYLE", "Postgres, MDY")
            .env("PGOPTIONS", "-c intervalstyle=postgres_verbose")
            .env("LC_MESSAGES", "C")
            .stdin(fs::File::open(sources.join("sql").join(format!("{script}.sql")))?)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()?;
        ensure!(matches!(status.code(), Some(0 | 3)), "{script}: psql lost its server: {status}");
    }
    Ok(())
}
