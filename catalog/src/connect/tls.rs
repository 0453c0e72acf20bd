//! Encryption, and what is demanded of the server's certificate.

use std::{path::Path, sync::Arc};

use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
    client::{
        WebPkiServerVerifier,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    },
    crypto::{CryptoProvider, ring},
    pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime, pem::PemObject as _},
};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::{Config, ConnectError, SslMode};

/// What makes encrypted connections for a configuration.
pub(super) fn connector(config: &Config) -> Result<MakeRustlsConnect, ConnectError> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| refused(format!("TLS cannot be set up: {error}"), "use `sslmode=disable`"))?;
    let chain = match config.ssl_mode() {
        SslMode::VerifyCa | SslMode::VerifyFull => {
            let roots = Arc::new(roots(config)?);
            let verifier = WebPkiServerVerifier::builder_with_provider(roots, Arc::clone(&provider)).build();
            Some(verifier.map_err(|error| {
                refused(format!("the root certificates are of no use: {error}"), "`sslrootcert` names a PEM file")
            })?)
        }
        _ => None,
    };
    let verifier = Verifier { chain, host: config.ssl_mode() == SslMode::VerifyFull, provider };
    let builder = builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier));
    let mut client = match (config.value("sslcert"), config.value("sslkey")) {
        (Some(certificate), Some(key)) => {
            let chain = certificates(Path::new(certificate))?;
            let key = PrivateKeyDer::from_pem_file(key).map_err(|error| unreadable(key, &error))?;
            builder.with_client_auth_cert(chain, key).map_err(|error| {
                refused(format!("`{certificate}` is no client certificate: {error}"), "it goes with `sslkey`")
            })?
        }
        _ => builder.with_no_client_auth(),
    };
    if config.value("sslnegotiation") == Some("direct") {
        client.alpn_protocols = vec![b"postgresql".to_vec()];
    }
    Ok(MakeRustlsConnect::new(client))
}

/// The authorities to trust: those of `sslrootcert`, and for `verify-full` without one those of the system.
fn roots(config: &Config) -> Result<RootCertStore, ConnectError> {
    let mut roots = RootCertStore::empty();
    match config.root_certificate() {
        Some(path) if path.exists() => {
            roots.add_parsable_certificates(certificates(&path)?);
        }
        Some(path) if config.value("sslrootcert").is_some_and(|given| given != "system") => {
            return Err(unreadable(&path.display().to_string(), &"there is no such file"));
        }
        // Anyone can have a certificate that a public authority signed: without the host's name it proves nothing.
        _ if config.ssl_mode() == SslMode::VerifyCa => {
            return Err(refused(
                "`sslmode=verify-ca` needs the certificate of an authority".to_owned(),
                "name its file with `sslrootcert`, or use `verify-full`, which can trust the system's authorities",
            ));
        }
        _ => {
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
    }
    Ok(roots)
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, ConnectError> {
    let name = path.display().to_string();
    CertificateDer::pem_file_iter(path).and_then(Iterator::collect).map_err(|error| unreadable(&name, &error))
}

fn unreadable(file: &str, reason: &dyn std::fmt::Display) -> ConnectError {
    refused(format!("`{file}` cannot be read: {reason}"), "`sslrootcert`, `sslcert` and `sslkey` name PEM files")
}

fn refused(message: String, hint: &str) -> ConnectError {
    ConnectError { message, hint: hint.to_owned(), source: None }
}

/// Verifies as much of a certificate as the mode demands; always that the server holds its key.
#[derive(Debug)]
struct Verifier {
    /// Checks the chain up to a trusted authority, and the host's name; absent where any certificate will do.
    chain: Option<Arc<WebPkiServerVerifier>>,
    /// The host's name matters.
    host: bool,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(chain) = &self.chain else {
            return Ok(ServerCertVerified::assertion());
        };
        match chain.verify_server_cert(certificate, intermediates, name, ocsp_response, now) {
            // The name is checked last: all else was in order.
            Err(Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if !self.host => Ok(ServerCertVerified::assertion()),
            result => result,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
