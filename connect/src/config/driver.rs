//! Settings that were made with the driver's own type.

use tokio_postgres::config::{self, LoadBalanceHosts, SslNegotiation, TargetSessionAttrs};

use super::read::{DEFAULT_PORT, TIMEOUT, default_host};
use super::{Config, Host, Identity, Keepalive, Roots, SessionAttributes, SslMode, Tls};

/// As they are: nothing is read from the environment. Without a `connect_timeout` the default of this crate applies.
impl From<tokio_postgres::Config> for Config {
    fn from(driver: tokio_postgres::Config) -> Self {
        let keepalive = Keepalive {
            idle: Some(driver.get_keepalives_idle()),
            interval: driver.get_keepalives_interval(),
            count: driver.get_keepalives_retries(),
        };
        Self {
            hosts: hosts(&driver),
            user: driver.get_user().map(str::to_owned),
            password: driver.get_password().map(<[u8]>::to_vec),
            passfile: None,
            database: driver.get_dbname().map(str::to_owned),
            application_name: driver.get_application_name().map(str::to_owned),
            options: driver.get_options().map(str::to_owned),
            connect_timeout: Some(driver.get_connect_timeout().copied().unwrap_or(TIMEOUT)),
            keepalive: driver.get_keepalives().then_some(keepalive),
            tcp_user_timeout: driver.get_tcp_user_timeout().copied(),
            tls: Tls {
                mode: match driver.get_ssl_mode() {
                    config::SslMode::Disable => SslMode::Disable,
                    config::SslMode::Prefer => SslMode::Prefer,
                    _ => SslMode::Require,
                },
                is_direct: driver.get_ssl_negotiation() == SslNegotiation::Direct,
                roots: Roots::Default(None),
                identity: Identity::default(),
                revoked: None,
                names_host: true,
                only_tls13: false,
            },
            session: match driver.get_target_session_attrs() {
                TargetSessionAttrs::ReadWrite => SessionAttributes::ReadWrite,
                TargetSessionAttrs::ReadOnly => SessionAttributes::ReadOnly,
                _ => SessionAttributes::Any,
            },
            channel_binding: driver.get_channel_binding(),
            is_balanced: driver.get_load_balance_hosts() == LoadBalanceHosts::Random,
        }
    }
}

fn hosts(driver: &tokio_postgres::Config) -> Vec<Host> {
    let (hosts, addresses, ports) = (driver.get_hosts(), driver.get_hostaddrs(), driver.get_ports());
    let host = |at: usize| {
        let port = ports.get(at).or(ports.first()).copied().unwrap_or(DEFAULT_PORT);
        let address = addresses.get(at).copied();
        let name = match (hosts.get(at), address) {
            (Some(config::Host::Tcp(name)), _) => name.clone(),
            #[cfg(unix)]
            (Some(config::Host::Unix(folder)), _) => folder.display().to_string(),
            (None, Some(address)) => address.to_string(),
            (None, None) => default_host(port),
        };
        Host { name, address, port }
    };
    (0..hosts.len().max(addresses.len()).max(1)).map(host).collect()
}
