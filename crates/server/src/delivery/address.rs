//! Which addresses the house calls for a stranger: those of the public internet, and no other.
//!
//! A webhook's address is given by a trader, and the house stands inside a network that he cannot
//! reach. So a name is looked up, every address it has is checked, and the connection goes to an
//! address that was checked and not to the name again (ADR 0019). What may not be called stands in
//! the tables below, after the special-purpose address registries of IANA.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use axum::http::Uri;

/// What the operator allows beyond the public internet.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Policy {
    /// This machine's own loopback addresses, and there also without TLS: for trying things out.
    pub(crate) allows_loopback: bool,
}

/// Why a webhook cannot be sent there.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BadAddress {
    #[error("`{0}` is not an address: `https://host/path` is meant")]
    NotAnAddress(String),
    #[error("`{0}` is longer than {ADDRESS_MAX} characters")]
    TooLong(String),
    #[error("an address with a name and a password in it is not taken")]
    Credentials,
    #[error("only https is called")]
    NotTls,
    #[error("`{host}` cannot be looked up")]
    Unknown {
        host: String,
        #[source]
        cause: io::Error,
    },
    #[error("`{host}` is {address}, which is {reason}, and is not called")]
    Forbidden { host: String, address: IpAddr, reason: &'static str },
}

const ADDRESS_MAX: usize = 2048;

/// Waited for an answer of the name service.
const LOOK_UP_MAX: Duration = Duration::from_secs(10);

/// An address in its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) is_tls: bool,
    /// A name, or an address without brackets.
    pub(crate) host: String,
    pub(crate) port: u16,
    /// As the header `Host` spells it.
    pub(crate) authority: String,
    /// Path and query, with the leading slash.
    pub(crate) path: String,
}

impl Target {
    /// Reads an address; whether it may be called is said by [`Target::resolve`].
    ///
    /// # Errors
    /// When it is not one of ours to call, whatever it points at.
    pub(crate) fn parse(text: &str) -> Result<Target, BadAddress> {
        let not_one = || BadAddress::NotAnAddress(text.chars().take(80).collect());
        if text.len() > ADDRESS_MAX {
            return Err(BadAddress::TooLong(text.chars().take(80).collect()));
        }
        let uri: Uri = text.parse().map_err(|_| not_one())?;
        let is_tls = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(not_one()),
        };
        let authority = uri.authority().ok_or_else(not_one)?;
        if authority.as_str().contains('@') {
            return Err(BadAddress::Credentials);
        }
        let host = authority.host();
        let port = match authority.as_str().strip_prefix(host).and_then(|it| it.strip_prefix(':')) {
            Some(port) => port.parse().map_err(|_| not_one())?,
            None if is_tls => 443,
            None => 80,
        };
        let host = host.trim_start_matches('[').trim_end_matches(']');
        if host.is_empty() || port == 0 || text.contains('#') {
            return Err(not_one());
        }
        let path = uri.path_and_query().map_or("/", |it| it.as_str());
        Ok(Target {
            is_tls,
            host: host.to_owned(),
            port,
            authority: authority.as_str().to_owned(),
            path: if path.starts_with('/') { path.to_owned() } else { format!("/{path}") },
        })
    }

    /// Looks the host up and checks every address it has: one that is forbidden forbids all,
    /// because whoever mixes them means to be let through by chance.
    ///
    /// # Errors
    /// When the name is not known or an address of it may not be called.
    pub(crate) async fn resolve(&self, policy: Policy) -> Result<Vec<SocketAddr>, BadAddress> {
        let unknown = |cause| BadAddress::Unknown { host: self.host.clone(), cause };
        let look_up = tokio::net::lookup_host((self.host.as_str(), self.port));
        let found = match tokio::time::timeout(LOOK_UP_MAX, look_up).await {
            Ok(found) => found.map_err(unknown)?,
            Err(_) => return Err(unknown(io::ErrorKind::TimedOut.into())),
        };
        let found: Vec<SocketAddr> = found.collect();
        if found.is_empty() {
            return Err(unknown(io::ErrorKind::NotFound.into()));
        }
        self.check(&found, policy)?;
        Ok(found)
    }

    fn check(&self, found: &[SocketAddr], policy: Policy) -> Result<(), BadAddress> {
        for address in found.iter().map(SocketAddr::ip) {
            if policy.allows_loopback && address.is_loopback() {
                continue;
            }
            if let Some(reason) = forbidden(address) {
                let host = self.host.clone();
                return Err(BadAddress::Forbidden { host, address, reason });
            }
            if !self.is_tls {
                return Err(BadAddress::NotTls);
            }
        }
        Ok(())
    }
}

/// Why an address is not called; nothing when it is of the public internet.
fn forbidden(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(it) => forbidden_v4(it),
        IpAddr::V6(it) => forbidden_v6(it),
    }
}

const V4: &[([u8; 4], u8, &str)] = &[
    ([0, 0, 0, 0], 8, "this network"),
    ([10, 0, 0, 0], 8, "private"),
    ([100, 64, 0, 0], 10, "shared by a carrier's customers"),
    ([127, 0, 0, 0], 8, "loopback"),
    // Among them 169.254.169.254, where clouds keep an instance's credentials.
    ([169, 254, 0, 0], 16, "link-local"),
    ([172, 16, 0, 0], 12, "private"),
    ([192, 0, 0, 0], 24, "reserved for protocols"),
    ([192, 0, 2, 0], 24, "for documentation"),
    ([192, 88, 99, 0], 24, "a relay of 6to4"),
    ([192, 168, 0, 0], 16, "private"),
    ([198, 18, 0, 0], 15, "for benchmarks"),
    ([198, 51, 100, 0], 24, "for documentation"),
    ([203, 0, 113, 0], 24, "for documentation"),
    // Azure's, reachable from inside only.
    ([168, 63, 129, 16], 32, "a cloud's metadata service"),
    ([224, 0, 0, 0], 4, "multicast"),
    ([240, 0, 0, 0], 4, "reserved"),
];

fn forbidden_v4(address: Ipv4Addr) -> Option<&'static str> {
    let number = u32::from(address);
    let within = |(network, bits, _): &&([u8; 4], u8, &str)| {
        (number ^ u32::from(Ipv4Addr::from(*network))).leading_zeros() >= u32::from(*bits)
    };
    V4.iter().find(within).map(|it| it.2)
}

/// Within 2000::/3, which alone is the public internet: loopback, private (fc00::/7), link-local
/// (fe80::/10), multicast (ff00::/8), addresses with an IPv4 address in them (::ffff:0:0/96,
/// 64:ff9b::/96) and the rest of the space are outside of it.
const V6: &[([u16; 2], u8, &str)] = &[
    // Among them Teredo (2001::/32), which carries an IPv4 address.
    ([0x2001, 0], 23, "reserved for protocols"),
    ([0x2001, 0xdb8], 32, "for documentation"),
    ([0x2002, 0], 16, "an IPv4 address in 6to4"),
    ([0x3fff, 0], 20, "for documentation"),
];

fn forbidden_v6(address: Ipv6Addr) -> Option<&'static str> {
    let [one, two, ..] = address.segments();
    if one >> 13 != 0b001 {
        let reason = match address.to_ipv4_mapped() {
            Some(_) => "an IPv4 address in disguise",
            None if address.is_loopback() => "loopback",
            None if one & 0xfe00 == 0xfc00 => "private",
            None if one & 0xffc0 == 0xfe80 => "link-local",
            None if one >> 8 == 0xff => "multicast",
            None => "outside the public internet",
        };
        return Some(reason);
    }
    let number = u32::from(one) << 16 | u32::from(two);
    let within = |([one, two], bits, _): &&([u16; 2], u8, &str)| {
        let network = u32::from(*one) << 16 | u32::from(*two);
        (number ^ network).leading_zeros() >= u32::from(*bits)
    };
    V6.iter().find(within).map(|it| it.2)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Both ends of every forbidden stretch.
    const FORBIDDEN: &str = "
        0.0.0.0 0.255.255.255 10.0.0.0 10.255.255.255 100.64.0.0 100.100.100.200 100.127.255.255
        127.0.0.1 127.255.255.255 168.63.129.16 169.254.0.0 169.254.169.254 169.254.255.255
        172.16.0.0 172.31.255.255 192.0.0.0 192.0.0.192 192.0.0.255 192.0.2.0 192.0.2.255
        192.88.99.0 192.88.99.255 192.168.0.0 192.168.255.255 198.18.0.0 198.19.255.255
        198.51.100.0 198.51.100.255 203.0.113.0 203.0.113.255 224.0.0.0 239.255.255.255 240.0.0.0
        255.255.255.255 :: ::1 ::7f00:1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:8.8.8.8
        64:ff9b::7f00:1 64:ff9b:1::1 100::1 1fff:ffff:: 2001::1 2001:1ff:ffff:: 2001:db8::
        2001:db8:ffff:: 2002:: 2002:7f00:1:: 2002:ffff:: 3fff:: 3fff:fff:: 4000:: 5f00::1 fc00::1
        fd00:ec2::254 fdff:: fe80::1 febf::1 fec0::1 ff02::1";

    /// What stands just outside of them.
    const OPEN: &str = "
        1.0.0.0 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0
        168.63.129.15 168.63.129.17 169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 192.0.1.0
        192.0.3.0 192.88.98.255 192.88.100.0 192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0
        198.51.99.255 198.51.101.0 203.0.112.255 203.0.114.0 223.255.255.255 2000::1 2001:200::1
        2001:4860:4860::8888 2001:db7:: 2001:db9:: 2003:: 240e::1 3ffe::1 3fff:1000::
        2606:4700::1111";

    #[test]
    fn internal_addresses_are_forbidden_and_their_neighbours_are_not() {
        for address in FORBIDDEN.split_whitespace() {
            assert_ne!(forbidden(address.parse().unwrap()), None, "{address}");
        }
        for address in OPEN.split_whitespace() {
            assert_eq!(forbidden(address.parse().unwrap()), None, "{address}");
        }
    }

    #[test]
    fn an_address_comes_apart_as_it_is_called() {
        let target = Target::parse("https://receiver.example/in?key=1").unwrap();
        assert_eq!(
            target,
            Target {
                is_tls: true,
                host: "receiver.example".to_owned(),
                port: 443,
                authority: "receiver.example".to_owned(),
                path: "/in?key=1".to_owned(),
            }
        );
        let target = Target::parse("https://[2606:4700::1111]:8443").unwrap();
        assert_eq!((target.host.as_str(), target.port), ("2606:4700::1111", 8443));
        assert_eq!(
            (target.authority.as_str(), target.path.as_str()),
            ("[2606:4700::1111]:8443", "/")
        );
        assert_eq!(Target::parse("https://host?x").unwrap().path, "/?x");
        for bad in [
            "",
            "receiver.example",
            "/in",
            "ftp://host/",
            "file:///etc/hosts",
            "https://",
            "https://host:0/",
            "https://host:99999/",
            "https://host:/",
            "https://user@host/",
            "https://user:secret@host/",
            "https://host/#part",
            "https://ho st/",
            "gopher://host/",
        ] {
            assert!(Target::parse(bad).is_err(), "{bad}");
        }
        assert!(Target::parse(&format!("https://host/{}", "x".repeat(2048))).is_err());
    }

    /// Spellings that a name service takes for internal addresses.
    #[tokio::test]
    async fn internal_hosts_are_refused_however_they_are_spelt() {
        let strict = Policy::default();
        for host in [
            "localhost",
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f.0.0.1",
            "0177.0.0.1",
            "0",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "10.1.2.3",
            "192.168.1.1",
            "169.254.169.254",
            "[fe80::1]",
            "[fd00::1]",
            "[::]",
            "100.100.100.200",
        ] {
            for scheme in ["https", "http"] {
                let target = Target::parse(&format!("{scheme}://{host}/")).unwrap();
                let refused = target.resolve(strict).await;
                assert!(refused.is_err(), "{scheme} {host}: {refused:?}");
            }
        }
    }

    #[tokio::test]
    async fn loopback_is_called_where_the_operator_allows_it_and_nothing_else_is() {
        let policy = Policy { allows_loopback: true };
        for address in ["http://127.0.0.1:9/", "https://127.0.0.1:9/", "http://[::1]:9/"] {
            assert!(Target::parse(address).unwrap().resolve(policy).await.is_ok(), "{address}");
        }
        for address in ["http://10.0.0.1/", "http://169.254.169.254/", "http://[::ffff:127.0.0.1]/"]
        {
            assert!(Target::parse(address).unwrap().resolve(policy).await.is_err(), "{address}");
        }
        let public = Target::parse("http://8.8.8.8/").unwrap();
        assert!(matches!(public.resolve(policy).await, Err(BadAddress::NotTls)));
    }

    #[test]
    fn one_internal_address_among_public_ones_forbids_the_name() {
        let target = Target::parse("https://receiver.example/").unwrap();
        let found = ["1.1.1.1:443", "10.0.0.1:443"].map(|it| it.parse().unwrap());
        assert!(target.check(&found[..1], Policy::default()).is_ok());
        let refused = target.check(&found, Policy::default());
        assert!(matches!(refused, Err(BadAddress::Forbidden { reason: "private", .. })));
    }
}
