//! Whose address a question counts against.
//!
//! Behind a reverse proxy every connection comes from the proxy. Its header `X-Forwarded-For` says who asked, and anybody can
//! send one: it is believed only from proxies that the operator named, and of what it lists the last address that is none of
//! them, since that is the one a named proxy saw itself.

use std::{
    convert::Infallible,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, request::Parts},
};

/// The other end of a connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Remote(pub(crate) SocketAddr);

/// Where a request came from, and what its header says of that.
pub(crate) struct Peer {
    address: IpAddr,
    forwarded: Vec<String>,
}

/// Whom a question counts against: an address, of IPv6 the network that one customer has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Client(IpAddr);

impl<S: Send + Sync> FromRequestParts<S> for Peer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Peer, Infallible> {
        let from = parts.extensions.get::<ConnectInfo<Remote>>();
        // Where no connection is known all askers count as one, which is the strict side.
        let address = from.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |it| it.0.0.ip());
        Ok(Peer { address: address.to_canonical(), forwarded: forwarded(&parts.headers) })
    }
}

/// The addresses that a header lists, first to last.
fn forwarded(headers: &HeaderMap) -> Vec<String> {
    let values = headers.get_all("x-forwarded-for").into_iter().filter_map(|it| it.to_str().ok());
    values.flat_map(|it| it.split(',')).map(|it| it.trim().to_owned()).collect()
}

impl Peer {
    pub(super) fn client(&self, trusted: &[IpAddr]) -> Client {
        let mut address = self.address;
        for hop in self.forwarded.iter().rev() {
            if !trusted.contains(&address) {
                break;
            }
            let Ok(before) = hop.parse::<IpAddr>() else { break };
            address = before.to_canonical();
        }
        Client::of(address)
    }
}

impl Client {
    fn of(address: IpAddr) -> Client {
        let IpAddr::V6(address) = address else { return Client(address) };
        let [a, b, c, d, ..] = address.segments();
        Client(IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str, header: &str, trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", header.parse().unwrap());
        let peer = Peer { address: peer.parse().unwrap(), forwarded: forwarded(&headers) };
        let trusted: Vec<IpAddr> = trusted.iter().map(|it| it.parse().unwrap()).collect();
        peer.client(&trusted).0.to_string()
    }

    #[test]
    fn a_header_counts_only_from_a_proxy_that_was_named() {
        assert_eq!(client("203.0.113.9", "198.51.100.1", &[]), "203.0.113.9");
        assert_eq!(client("10.0.0.1", "198.51.100.1", &["10.0.0.1"]), "198.51.100.1");
    }

    #[test]
    fn what_an_asker_adds_in_front_changes_nothing() {
        let trusted = ["10.0.0.1", "10.0.0.2"];
        assert_eq!(client("10.0.0.1", "8.8.8.8, 198.51.100.1, 10.0.0.2", &trusted), "198.51.100.1");
        assert_eq!(client("10.0.0.1", "198.51.100.1, nonsense", &trusted), "10.0.0.1");
        assert_eq!(client("10.0.0.1", "", &trusted), "10.0.0.1");
    }

    #[test]
    fn a_network_of_one_customer_is_one_asker() {
        let one = client("2001:db8:1:2:aaaa::1", "", &[]);
        assert_eq!(one, client("2001:db8:1:2:bbbb::2", "", &[]));
        assert_ne!(one, client("2001:db8:1:3:aaaa::1", "", &[]));
    }
}
