"""Attempts by the machine's own resolver, in a network in which a name server of ours is asked."""

import json
import os
import subprocess
import sys
import time
from typing import Any

import pytest

from tests.support.own_network import ATTEMPTS, NAMES, PORT
from tests.support.patience import PATIENCE_S

OWN_NETWORK = ("unshare", "--map-root-user", "--net", "--mount")
DELIVERED = {
    "public.example.com",
    "alias.example.com",
    "two-public.example.com",
    "changes.example.com",
}
UNKNOWN = {"without-addresses.example.com", "no-such-name.example.com"}


@pytest.fixture(scope="module")
def seen() -> dict[str, Any]:
    """Make all attempts once, and return what came of them."""
    try:
        subprocess.run([*OWN_NETWORK, "mount", "--bind", "/dev/null", "/dev/null"], check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"NOT RUN: no network of its own can be had here ({error})")
    proxy = f"http://127.0.0.1:{PORT}"
    variables = {"HTTPS_PROXY": proxy, "https_proxy": proxy, "ALL_PROXY": proxy}
    ran = subprocess.run(
        [*OWN_NETWORK, sys.executable, "-m", "tests.support.own_network"],
        env={**os.environ, **variables},
        stdout=subprocess.PIPE,
        timeout=3 * PATIENCE_S,
        check=True,
    )
    seen: dict[str, Any] = json.loads(ran.stdout)
    return {**seen, "left_after_s": time.monotonic() - seen["ended_at"]}


def test_no_place_that_must_not_be_called_saw_a_connection(seen: dict[str, Any]) -> None:
    assert seen["sentinels"] == [0, 0, 0]


def test_names_with_public_addresses_only_are_called_and_no_others(seen: dict[str, Any]) -> None:
    first = dict(reversed(seen["answers"]))

    assert first.keys() == set(ATTEMPTS)
    assert {name for name, answer in first.items() if answer == "200"} == DELIVERED
    assert {name for name, answer in first.items() if answer == "dns_error"} == UNKNOWN
    assert set(first.values()) == {"200", "dns_error", "blocked_address"}


def test_a_name_that_turns_private_is_called_no_more(seen: dict[str, Any]) -> None:
    answers = [answer for name, answer in seen["answers"] if name == "changes.example.com"]

    assert answers == ["200", "blocked_address"]


def test_each_attempt_asks_once_so_that_nothing_can_change_before_it_connects(
    seen: dict[str, Any],
) -> None:
    made = [name for name, _ in seen["answers"]]

    assert {name: seen["lookups"][name] for name in NAMES if ".internal." not in name} == {
        **{name: made.count(name) for name in NAMES if ".internal." not in name},
        "public.example.com": made.count("public.example.com") + len(seen["redirected"]) + 1,
        # Those were made at once.
        "silent.example.com": 1,
    }


def test_redirects_to_metadata_and_to_loopback_are_not_followed(seen: dict[str, Any]) -> None:
    assert seen["redirected"] == ["redirect", "redirect"]


def test_receivers_are_called_by_their_names(seen: dict[str, Any]) -> None:
    assert set(seen["hosts"]) == {f"{name}:{PORT}" for name in DELIVERED}


def test_a_silent_name_server_holds_up_neither_other_names_nor_the_end(
    seen: dict[str, Any],
) -> None:
    answer, still_waiting = seen["beside_the_silent"]

    assert set(seen["silent"]) == {"dns_error"}
    assert (answer, still_waiting) == ("200", 20)
    # The C library was still waiting then, for 50 s and more.
    assert seen["left_after_s"] < PATIENCE_S
