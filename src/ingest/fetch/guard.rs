//! No requests into private networks: names are resolved here, and private addresses taken out before anything
//! connects; so neither a name nor a redirect leads there.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// That a name leads to private addresses only.
#[derive(Debug)]
pub(crate) struct Private;

impl std::fmt::Display for Private {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a private address")
    }
}

impl std::error::Error for Private {}

/// The resolver.
pub(crate) struct Guard {
    pub(crate) allow_private: bool,
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let allow_private = self.allow_private;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let allowed: Vec<SocketAddr> = found.filter(|a| allow_private || !is_private(a.ip())).collect();
            if allowed.is_empty() {
                return Err(Box::new(Private) as Box<dyn std::error::Error + Send + Sync>);
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

/// Whether an address is of this machine, of a private network, or of none that can be reached from outside.
pub(crate) fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_private_v4(v4),
        IpAddr::V6(v6) => match v6.to_ipv4_mapped().or_else(|| translated(v6.segments())) {
            Some(v4) => is_private_v4(v4),
            None => {
                let first = v6.segments()[0];
                // Loopback and unspecified, unique local (fc00::/7), link-local (fe80::/10), multicast (ff00::/8).
                v6.is_loopback()
                    || v6.is_unspecified()
                    || first & 0xfe00 == 0xfc00
                    || first & 0xffc0 == 0xfe80
                    || first >= 0xff00
            }
        },
    }
}

/// The address behind NAT64 (64:ff9b::/96) and 6to4 (2002::/16).
fn translated(s: [u16; 8]) -> Option<Ipv4Addr> {
    let v4 = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match s {
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => Some(v4(high, low)),
        [0x2002, high, low, ..] => Some(v4(high, low)),
        _ => None,
    }
}

fn is_private_v4(v4: Ipv4Addr) -> bool {
    let [a, b, ..] = v4.octets();
    v4.is_loopback()
        || v4.is_private()
        || v4.is_link_local()
        || v4.is_broadcast()
        || v4.is_documentation()
        || v4.is_multicast()
        || a == 0
        || a >= 240
        || (a, b & 0xc0) == (100, 64) // carriers' own networks
        || (a, b & 0xfe) == (198, 18) // measurements
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_networks_in_every_form() {
        for text in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
        ] {
            assert!(is_private(text.parse().unwrap()), "{text}");
        }
        for text in ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "172.32.0.1", "100.128.0.1"] {
            assert!(!is_private(text.parse().unwrap()), "{text}");
        }
    }
}
