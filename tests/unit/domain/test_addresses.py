"""Addresses that no webhook is sent to."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given, strategies as st

from service.domain.addresses import DENIED, is_denied

PUBLISHED = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "168.63.129.16/32",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.31.196.0/24",
    "192.52.193.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "192.175.48.0/24",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "::/96",
    "64:ff9b::/96",
    "64:ff9b:1::/48",
    "100::/64",
    "100:0:0:1::/64",
    "2001::/23",
    "2001:db8::/32",
    "2002::/16",
    "2620:4f:8000::/48",
    "3fff::/20",
    "5f00::/16",
    "fc00::/7",
    "fe80::/10",
    "fec0::/10",
    "ff00::/8",
]
"""What is promised to be denied."""

LET_THROUGH_BY_THE_LIBRARY = [
    "168.63.129.16",
    "192.0.0.192",
    "224.0.0.1",
    "192.88.99.1",
    "::127.0.0.1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::7f00:1",
    "2002:a9fe:a9fe::1",
    "fec0::1",
    "ff02::1",
    "3fff::1",
    "5f00::1",
    "::ffff:0:7f00:1",
    "::ffff:0:0:1",
    "4000::1",
    "e000::1",
]

WRAPPED = ["::ffff:127.0.0.1", "::ffff:a9fe:a9fe", "::ffff:168.63.129.16", "::ffff:0.0.0.0"]

SCOPED = ["fe80::1%eth0", "::1%lo", "ff02::1%2", "::ffff:10.0.0.1%eth0"]

PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    "9.9.9.9",
    "93.184.215.14",
    "140.82.121.4",
    "100.63.255.255",
    "100.128.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.1",
    "192.167.255.255",
    "192.169.0.0",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "168.63.129.15",
    "168.63.129.17",
    "128.0.0.1",
    "11.0.0.0",
    "9.255.255.255",
    "169.253.255.255",
    "169.255.0.0",
    "2606:4700:4700::1111",
    "2001:4860:4860::8888",
    "2620:fe::fe",
    "2a00:1450:4001:800::200e",
    "2001:200::1",
    "2003::1",
    "2620:4f:8001::1",
    "3ffe:ffff::1",
    "::ffff:1.1.1.1",
    "2001:470::5efe:808:808",
]


@pytest.mark.parametrize("network", PUBLISHED)
def test_every_published_range_is_denied_from_end_to_end(network: str) -> None:
    published = ip_network(network)

    assert is_denied(published[0])
    assert is_denied(published[-1])


@pytest.mark.parametrize("network", DENIED)
def test_every_row_is_denied_from_end_to_end(network: str) -> None:
    row = ip_network(network)

    assert is_denied(row[0])
    assert is_denied(row[-1])


@pytest.mark.parametrize("address", [*LET_THROUGH_BY_THE_LIBRARY, *WRAPPED, *SCOPED])
def test_what_other_guards_let_through_is_denied(address: str) -> None:
    assert is_denied(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_pass(address: str) -> None:
    assert not is_denied(ip_address(address))


@given(st.ip_addresses(v=4))
def test_what_is_not_global_is_denied(address: IPv4Address) -> None:
    assert address.is_global or is_denied(address)


@given(st.ip_addresses(v=6))
def test_what_is_not_global_in_ipv6_is_denied(address: IPv6Address) -> None:
    assert address.is_global or address.ipv4_mapped or is_denied(address)


@given(st.ip_addresses(v=4))
def test_an_address_is_judged_the_same_when_it_is_wrapped(address: IPv4Address) -> None:
    assert is_denied(IPv6Address(f"::ffff:{address}")) == is_denied(address)


@given(
    st.ip_addresses(v=4), st.sampled_from(("::{}", "64:ff9b::{}", "64:ff9b:1::{}", "::ffff:0:{}"))
)
def test_other_wrappings_of_ipv4_are_denied_whatever_they_hold(
    address: IPv4Address, wrapping: str
) -> None:
    assert is_denied(IPv6Address(wrapping.format(address)))


@given(st.ip_addresses(v=6))
def test_what_passes_of_ipv6_is_given_to_hosts_of_the_internet(address: IPv6Address) -> None:
    assert address in ip_network("2000::/3") or address.ipv4_mapped or is_denied(address)
