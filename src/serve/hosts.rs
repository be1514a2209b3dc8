//! Who may be called: the names under which the development server answers.
//!
//! A foreign page cannot read from a server on the author's machine, unless its own name is made to point at
//! that machine (DNS rebinding). Then the Host header still carries the foreign name, so names are checked.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

/// The allow-list: loopback names and addresses, the addresses the server is bound to, and names given by hand.
#[derive(Clone, Debug)]
pub struct Hosts {
    bound: Vec<IpAddr>,
    names: Vec<String>,
}

impl Hosts {
    /// `names` may begin with `*.`, which stands for every name below; they are compared without case.
    pub fn new(bound: &[SocketAddr], names: &[String]) -> Self {
        Self {
            bound: bound.iter().map(|address| address.ip().to_canonical()).collect(),
            names: names.iter().map(|name| name.trim_end_matches('.').to_ascii_lowercase()).collect(),
        }
    }

    /// Whether a Host header (RFC 9110, section 7.2) names this server. The port is not compared:
    /// it may have been forwarded.
    pub fn allow(&self, header: &str) -> bool {
        match host_of(header) {
            Some(Host::Address(address)) => {
                // An address cannot be rebound. One that listens everywhere was meant to be reached from elsewhere.
                address.is_loopback() || self.bound.iter().any(|bound| *bound == address || bound.is_unspecified())
            }
            Some(Host::Name(name)) => {
                name == "localhost" || name.ends_with(".localhost") || self.names.iter().any(|own| covers(own, &name))
            }
            None => false,
        }
    }

    /// Whether an Origin header (RFC 6454) is a page of this server.
    pub fn allow_origin(&self, header: &str) -> bool {
        ["http://", "https://"].iter().any(|scheme| header.strip_prefix(scheme).is_some_and(|host| self.allow(host)))
    }
}

fn covers(own: &str, name: &str) -> bool {
    match own.strip_prefix("*") {
        Some(below) => below.starts_with('.') && name.len() > below.len() && name.ends_with(below),
        None => own == name,
    }
}

enum Host {
    Address(IpAddr),
    Name(String),
}

fn host_of(header: &str) -> Option<Host> {
    let (host, port) = match header.strip_prefix('[') {
        Some(rest) => {
            let (inner, port) = rest.split_once(']')?;
            (Host::Address(IpAddr::V6(inner.parse::<Ipv6Addr>().ok()?).to_canonical()), port)
        }
        None => {
            let end = header.find(':').unwrap_or(header.len());
            let (name, port) = header.split_at_checked(end)?;
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
            if name.is_empty() || !name.bytes().all(plain) {
                return None;
            }
            let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
            (name.parse().map_or(Host::Name(name), Host::Address), port)
        }
    };
    let digits = port.strip_prefix(':').unwrap_or(port);
    (digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(bound: &str, names: &[&str]) -> Hosts {
        let names: Vec<String> = names.iter().map(|name| name.to_string()).collect();
        Hosts::new(&[bound.parse().expect("an address")], &names)
    }

    #[test]
    fn own_names_in_all_spellings() {
        let hosts = hosts("127.0.0.1:1313", &["guide.test", "*.lan"]);
        for own in [
            "localhost",
            "LOCALHOST:1313",
            "localhost.",
            "docs.localhost:80",
            "127.0.0.1",
            "127.0.0.1:9",
            "[::1]",
            "[::1]:1313",
            "guide.test:1",
            "Guide.Test",
            "box.lan",
        ] {
            assert!(hosts.allow(own), "{own}");
        }
    }

    #[test]
    fn foreign_and_crooked_names() {
        let hosts = hosts("127.0.0.1:1313", &["guide.test", "*.lan"]);
        for foreign in [
            "",
            "evil.test",
            "localhost.evil.test",
            "evillocalhost",
            "notguide.test",
            "lan",
            ".lan",
            "x@localhost",
            "localhost@evil.test",
            "localhost:x",
            "localhost:1:2",
            "192.168.1.5",
            "[::2]",
            "[::1",
            "::1",
            "2130706433",
            "localhost/..",
            "localhost, evil.test",
        ] {
            assert!(!hosts.allow(foreign), "{foreign}");
        }
    }

    #[test]
    fn listening_everywhere_allows_addresses_but_no_names() {
        let hosts = hosts("0.0.0.0:1313", &[]);
        assert!(hosts.allow("192.168.1.5:1313") && hosts.allow("[fe80::1]:1313"));
        assert!(!hosts.allow("evil.test"));
    }

    #[test]
    fn origins() {
        let hosts = hosts("127.0.0.1:1313", &[]);
        assert!(hosts.allow_origin("http://localhost:1313") && hosts.allow_origin("https://docs.localhost"));
        for foreign in ["null", "http://evil.test", "file://", "localhost", "http://localhost.evil.test"] {
            assert!(!hosts.allow_origin(foreign), "{foreign}");
        }
    }
}
