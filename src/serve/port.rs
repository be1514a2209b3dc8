//! The port: where the server can listen.

use std::fmt;
use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, ToSocketAddrs};

/// The port that is tried first, as `hugo server` does.
pub const DEFAULT: u16 = 1313;

/// How many ports are tried from the default on.
const TRIES: u16 = 100;

/// The author's wish.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Port {
    /// Given by hand: this one or none. 0 is any free one.
    Exactly(u16),
    /// The default, or the next free one after it.
    From(u16),
}

/// Bound sockets, all on one port.
#[derive(Debug)]
pub struct Listening {
    pub sockets: Vec<TcpListener>,
    pub addresses: Vec<SocketAddr>,
    /// The port that was wished for, if another one was taken in its place.
    pub instead_of: Option<u16>,
}

/// Why the server cannot listen: a sentence for the author.
#[derive(Debug)]
pub struct PortError(String);

impl fmt::Display for PortError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for PortError {}

/// Binds to an address: an IP address or a name of this machine; none is loopback.
///
/// Loopback and `localhost` are bound for IPv4 and, where it exists, for IPv6: browsers try `::1` first for `localhost`,
/// and would show whatever other program listens there.
pub fn listen(bind: Option<&str>, port: Port) -> Result<Listening, PortError> {
    let hosts = hosts(bind)?;
    let name = bind.unwrap_or("localhost");
    let (first, tries) = match port {
        Port::Exactly(port) => (port, 1),
        Port::From(port) => (port, TRIES),
    };
    for candidate in (0..tries).filter_map(|offset| first.checked_add(offset)) {
        match bind_all(&hosts, candidate) {
            Ok((sockets, addresses)) => {
                let instead_of = (candidate != first).then_some(first);
                return Ok(Listening { sockets, addresses, instead_of });
            }
            Err(error) if error.kind() == ErrorKind::AddrInUse => {}
            Err(error) => return Err(PortError(refused(name, candidate, &error))),
        }
    }
    Err(PortError(match port {
        Port::Exactly(port) => format!(
            "port {port} of {name} is taken by another program; choose another with --port, or leave it out to use the next free one"
        ),
        Port::From(port) => format!(
            "ports {port} to {} of {name} are all taken; choose one with --port",
            port.saturating_add(TRIES - 1)
        ),
    }))
}

fn refused(name: &str, port: u16, error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::PermissionDenied => {
            format!("port {port} may not be used by this account; choose one above 1023 with --port")
        }
        ErrorKind::AddrNotAvailable => format!("{name} is not an address of this machine; choose another with --bind"),
        _ => format!("cannot listen on port {port} of {name}: {error}"),
    }
}

/// The addresses to bind, the one to tell the author first.
fn hosts(bind: Option<&str>) -> Result<Vec<IpAddr>, PortError> {
    let loopback = || vec![IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
    let Some(bind) = bind.filter(|bind| !bind.eq_ignore_ascii_case("localhost")) else { return Ok(loopback()) };
    let plain = bind.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')).unwrap_or(bind);
    if let Ok(address) = plain.parse() {
        return Ok(if address == IpAddr::V4(Ipv4Addr::LOCALHOST) { loopback() } else { vec![address] });
    }
    let mut found: Vec<IpAddr> =
        (plain, 0).to_socket_addrs().map(|all| all.map(|address| address.ip()).collect()).unwrap_or_default();
    found.dedup();
    if found.is_empty() {
        Err(PortError(format!("{bind} is not an address of this machine; choose another with --bind")))
    } else {
        Ok(found)
    }
}

/// Binds one port on all addresses. The first address must exist; the others may be missing on this machine.
fn bind_all(hosts: &[IpAddr], port: u16) -> io::Result<(Vec<TcpListener>, Vec<SocketAddr>)> {
    let mut sockets = Vec::new();
    let mut addresses: Vec<SocketAddr> = Vec::new();
    for host in hosts {
        // Port 0: the others follow the one that the system chose for the first.
        let port = addresses.first().map_or(port, SocketAddr::port);
        match TcpListener::bind((*host, port)) {
            Ok(socket) => {
                addresses.push(socket.local_addr()?);
                sockets.push(socket);
            }
            Err(error) if !sockets.is_empty() && error.kind() != ErrorKind::AddrInUse => {}
            Err(error) => return Err(error),
        }
    }
    Ok((sockets, addresses))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_told_or_passed_over() {
        let taken = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let port = taken.local_addr().expect("bound").port();
        let error = listen(None, Port::Exactly(port)).expect_err("taken").to_string();
        assert!(error.contains(&port.to_string()) && error.contains("--port"), "{error}");
        let next = listen(None, Port::From(port)).expect("the next");
        assert_eq!(next.instead_of, Some(port));
        assert!(next.addresses.iter().all(|address| address.port() > port && address.ip().is_loopback()));
    }

    #[test]
    fn any_free_port_and_foreign_addresses() {
        let any = listen(Some("127.0.0.1"), Port::Exactly(0)).expect("any");
        assert!(any.addresses.iter().all(|address| address.port() == any.addresses[0].port() && address.port() != 0));
        let error = listen(Some("192.0.2.1"), Port::Exactly(0)).expect_err("a foreign address").to_string();
        assert!(error.contains("--bind"), "{error}");
    }
}
