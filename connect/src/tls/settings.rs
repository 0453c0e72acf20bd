//! What rustls is given: versions, authorities, the client's certificate.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, CertificateRevocationListDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};

use super::verifier::Verifier;
use crate::config::{Identity, Roots, Tls};
use crate::{Error, SslMode};

/// The settings of rustls for a configuration. The provider is named: with two in one program rustls would choose none.
pub(super) fn client(tls: &Tls) -> Result<ClientConfig, Error> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider));
    let versions = if tls.only_tls13 { &[&rustls::version::TLS13][..] } else { rustls::ALL_VERSIONS };
    let builder = builder.with_protocol_versions(versions).map_err(unusable)?;
    let roots = match &tls.roots {
        Roots::File(path) => Some(from_file(path)?),
        Roots::Default(Some(path)) if path.exists() => Some(from_file(path)?),
        Roots::Default(_) | Roots::System => None,
    };
    // Anyone can have a certificate that a public authority signed: without the host's name it proves nothing.
    let (is_verified, names_host) = match tls.mode {
        SslMode::VerifyFull => (true, true),
        SslMode::VerifyCa => (true, roots.is_none()),
        // As in libpq: authorities that are given are meant to be used.
        SslMode::Disable | SslMode::Allow | SslMode::Prefer | SslMode::Require => (roots.is_some(), false),
    };
    let chain = if is_verified {
        let roots = Arc::new(roots.unwrap_or_else(of_system));
        let verifier = WebPkiServerVerifier::builder_with_provider(roots, Arc::clone(&provider));
        let verifier = verifier.with_crls(revoked(tls.revoked.as_deref())?).build();
        Some(verifier.map_err(unusable)?)
    } else {
        None
    };
    let verifier = Verifier { chain, names_host, provider };
    let builder = builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier));
    let mut client = match certificate_and_key(&tls.identity)? {
        Some((certificate, key)) => {
            let (chain, key_der) = (certificates(certificate)?, private_key(key)?);
            builder.with_client_auth_cert(chain, key_der).map_err(|error| {
                let files = format!("`{}` and `{}`", certificate.display(), key.display());
                Error::configuration(format!("{files} are not a client's certificate and its key: {error}"))
                    .with_source(error)
            })?
        }
        None => builder.with_no_client_auth(),
    };
    client.enable_sni = tls.names_host;
    if tls.is_direct {
        client.alpn_protocols = vec![b"postgresql".to_vec()];
    }
    Ok(client)
}

/// The system's authorities, or where it has none Mozilla's.
fn of_system() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if roots.is_empty() {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    roots
}

fn from_file(path: &Path) -> Result<RootCertStore, Error> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(certificates(path)?);
    if roots.is_empty() {
        return Err(Error::configuration(format!("`{}` contains no certificate of an authority", path.display())));
    }
    Ok(roots)
}

fn revoked(path: Option<&Path>) -> Result<Vec<CertificateRevocationListDer<'static>>, Error> {
    let Some(path) = path else { return Ok(Vec::new()) };
    CertificateRevocationListDer::pem_file_iter(path)
        .and_then(Iterator::collect)
        .map_err(|error| unreadable("sslcrl", path, &error))
}

/// The files of the client's certificate. Those that are not named need not exist.
fn certificate_and_key(identity: &Identity) -> Result<Option<(&PathBuf, &PathBuf)>, Error> {
    let (Some(certificate), Some(key)) = (&identity.certificate, &identity.key) else { return Ok(None) };
    if identity.is_default && !certificate.exists() {
        return Ok(None);
    }
    if !key.exists() {
        let message =
            format!("there is a client certificate, `{}`, but no key `{}`", certificate.display(), key.display());
        return Err(Error::configuration(message).with_hint("name the file of the key with `sslkey`"));
    }
    Ok(Some((certificate, key)))
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, Error> {
    CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect)
        .map_err(|error| unreadable("sslrootcert` or `sslcert", path, &error))
}

fn private_key(path: &Path) -> Result<PrivateKeyDer<'static>, Error> {
    if is_exposed(path) {
        let message = format!("the private key `{}` is accessible to others", path.display());
        return Err(Error::configuration(message).with_hint("give it the permissions u=rw (0600)"));
    }
    if fs::read_to_string(path).is_ok_and(|text| text.contains("ENCRYPTED")) {
        let message = format!("the private key `{}` is encrypted, which is not supported", path.display());
        return Err(Error::configuration(message).with_hint("decrypt it: `openssl pkey -in … -out …`"));
    }
    PrivateKeyDer::from_pem_file(path).map_err(|error| unreadable("sslkey", path, &error))
}

/// As in libpq: the group may read a key that belongs to root.
#[cfg(unix)]
fn is_exposed(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let forbidden = |metadata: &fs::Metadata| if metadata.uid() == 0 { 0o027 } else { 0o077 };
    fs::metadata(path).is_ok_and(|metadata| metadata.mode() & forbidden(&metadata) != 0)
}

#[cfg(not(unix))]
fn is_exposed(_: &Path) -> bool {
    false
}

fn unreadable(keyword: &str, path: &Path, error: &rustls::pki_types::pem::Error) -> Error {
    Error::configuration(format!("`{}` cannot be read as a PEM file: {error}", path.display()))
        .with_hint(format!("it is named by `{keyword}`"))
}

fn unusable(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::configuration(format!("TLS cannot be set up: {error}")).with_source(error)
}
