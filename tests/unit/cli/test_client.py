"""Which servers a command can speak to."""

import pytest

from cli.client import Client, host_of, without_password
from service.domain.errors import SettingsError


@pytest.mark.parametrize(
    ("url", "host"),
    [("http://127.0.0.1:8000", "127.0.0.1"), ("https://[::1]:9/x", "::1"), ("HTTP://a.b", "a.b")],
)
def test_the_host_of_a_server_is_read(url: str, host: str) -> None:
    assert host_of(url) == host


@pytest.mark.parametrize(
    "url", ["", "nonsense", "127.0.0.1:8000", "http://", "http://[::1", "http://a:b", "ftp://a.b"]
)
def test_what_is_no_address_of_a_server_is_refused_in_a_sentence(url: str) -> None:
    with pytest.raises(SettingsError, match="is no address of a server, such as http://127"):
        Client(url)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://me:hush@a.b/x", "https://a.b/x"),
        ("http://a.b/x@y", "http://a.b/x@y"),
    ],
)
def test_an_address_is_shown_without_its_password(url: str, shown: str) -> None:
    assert without_password(url) == shown
