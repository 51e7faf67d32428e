"""Addresses of sentinels, as operators write them."""

import pytest

from service.domain.sentinels import SentinelAddress, names_sentinels, read_sentinel_address


def test_all_parts_of_an_address_are_read() -> None:
    url = (
        "rediss+sentinel://user:p%40ss@one:1, [::1]:2,three/my%20master/4"
        "?sentinel_username=w&ssl_ca_certs=/own.pem&sentinel_password=s%26"
    )

    address = read_sentinel_address(url)

    assert address == SentinelAddress(
        hosts=(("one", 1), ("::1", 2), ("three", 26379)),
        name="my master",
        username="w",
        password="s&",
        store_url="rediss://user:p%40ss@primary/4?ssl_ca_certs=%2Fown.pem",
    )
    assert address.tls


def test_an_address_needs_no_more_than_a_host_and_a_name() -> None:
    address = read_sentinel_address("redis+sentinel://one/mymaster")

    assert address == SentinelAddress(
        hosts=(("one", 26379),),
        name="mymaster",
        username=None,
        password=None,
        store_url="redis://primary/",
    )
    assert not address.tls


@pytest.mark.parametrize("place", ["one", "one/", "one:0/m", "one:65536/m", ",/m", "one two/m"])
def test_an_address_that_names_nothing_is_refused(place: str) -> None:
    with pytest.raises(ValueError, match="sentinel"):
        read_sentinel_address(f"redis+sentinel://{place}")


@pytest.mark.parametrize(
    ("url", "so"), [("redis+sentinel://one/m", True), ("redis://one", False), ("", False)]
)
def test_addresses_of_sentinels_are_told_by_their_scheme(url: str, so: bool) -> None:  # noqa: FBT001 - a row
    assert names_sentinels(url) is so
