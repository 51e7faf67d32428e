"""What stops the start before anything is opened, and how connections are made."""

import socket
import sys

import pytest

from service.context import connect, open_store
from service.domain.errors import SettingsError
from service.settings import read_settings


async def test_a_default_panel_that_could_never_debate_stops_the_start() -> None:
    variables = {
        "ROUNDTABLE_REDIS_URL": "redis://127.0.0.1:1",
        "ROUNDTABLE_DEFAULT_PANEL": "foo/bar,foo/baz",
    }

    with pytest.raises(SettingsError, match=r"^ROUNDTABLE_DEFAULT_PANEL cannot be used: "):
        async with open_store(read_settings(variables)):
            pass


@pytest.mark.skipif(sys.platform != "linux", reason="names the kernel's options")
def test_the_kernel_looks_after_connections_over_a_network() -> None:
    redis = connect(read_settings({"ROUNDTABLE_REDIS_URL": "redis://127.0.0.1:1"}))

    options = redis.connection_pool.connection_kwargs
    assert options["socket_keepalive"]
    assert set(options["socket_keepalive_options"]) == {
        socket.TCP_KEEPIDLE,
        socket.TCP_KEEPINTVL,
        socket.TCP_KEEPCNT,
        socket.TCP_USER_TIMEOUT,
    }


def test_a_connection_to_a_socket_file_has_no_options_of_a_network() -> None:
    redis = connect(read_settings({"ROUNDTABLE_REDIS_URL": "unix:///nowhere"}), timeout_s=1.5)

    options = redis.connection_pool.connection_kwargs
    assert "socket_keepalive" not in options
    assert options["socket_timeout"] == options["socket_connect_timeout"] == 1.5
