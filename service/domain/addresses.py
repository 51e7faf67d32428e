"""Which IP addresses no webhook may be sent to; to deny another range, give it a row in `DENIED`.

`ipaddress.is_global` is not enough: it lets through metadata services, multicast and most ways to
wrap an IPv4 address in an IPv6 one. Sources: the IANA registries of special-purpose addresses.
"""

from ipaddress import IPv4Address, IPv6Address, ip_network
from typing import TypeAlias

Address: TypeAlias = IPv4Address | IPv6Address

DENIED = {
    "0.0.0.0/8": "this host, this network",
    "10.0.0.0/8": "private",
    "100.64.0.0/10": "shared by customers of a provider, and a cloud's metadata (100.100.100.200)",
    "127.0.0.0/8": "loopback",
    "168.63.129.16/32": "a cloud's own services, by a public address",
    "169.254.0.0/16": "link-local, and most clouds' metadata",
    "172.16.0.0/12": "private",
    "192.0.0.0/24": "protocol assignments, and a cloud's metadata (192.0.0.192)",
    "192.0.2.0/24": "documentation",
    "192.31.196.0/24": "AS112: answers for what should not have been asked",
    "192.52.193.0/24": "multicast relays",
    "192.88.99.0/24": "6to4 relays",
    "192.168.0.0/16": "private",
    "192.175.48.0/24": "AS112",
    "198.18.0.0/15": "benchmarks between networks",
    "198.51.100.0/24": "documentation",
    "203.0.113.0/24": "documentation",
    "224.0.0.0/4": "multicast",
    "240.0.0.0/4": "reserved, and broadcast",
    # Of IPv6 only 2000::/3 is given to hosts of the internet; the first row and the last two are
    # all the rest.
    "::/3": "loopback, discard-only, IPv4 in other wrappings: ::/96, 64:ff9b::/96, 64:ff9b:1::/48",
    "2001::/23": "protocol assignments: Teredo, benchmarks, ORCHID",
    "2001:db8::/32": "documentation",
    "2002::/16": "6to4: IPv4 in another wrapping",
    "2620:4f:8000::/48": "AS112",
    "3fff::/20": "documentation",
    "4000::/2": "unassigned, and segment routing (5f00::/16)",
    "8000::/1": "private (fc00::/7), link-local, site-local, multicast, and unassigned",
}
"""Ranges and what they are for."""

_NETWORKS = tuple(ip_network(network) for network in DENIED)


def is_denied(address: Address) -> bool:
    """Return whether no webhook may be sent to an address, whatever name led to it."""
    # ::ffff:0:0/96 is how IPv6 sockets write IPv4 addresses: they go where those go.
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return is_denied(address.ipv4_mapped)
    return any(address in network for network in _NETWORKS)
