"""Places that must not be called see no connection, whatever a name says of them."""

import socket

import pytest

from service.domain.delivery import AttemptError
from service.domain.webhook_urls import NOWHERE, Place
from service.webhooks.phases import Limits
from service.webhooks.sender import PUBLISHED_LIMITS, Sender
from tests.support.receiver import Receiver
from tests.support.resolvers import Found, ScriptedResolver

NAME = "hooks.example.com"
PUBLIC = "93.184.215.14"
NO_SUCH_NAME = socket.gaierror(socket.EAI_NONAME, "Name or service not known")


async def attempted(
    answer: Found,
    *,
    url: str = "https://{name}:{port}/",
    limits: Limits = PUBLISHED_LIMITS,
) -> AttemptError | None:
    """Return what came of one attempt; a sentinel listens wherever loopback leads."""
    resolver = ScriptedResolver(answer)
    async with Receiver() as sentinel:
        sender = Sender(NOWHERE, resolver=resolver, limits=limits)

        said = await sender.send(url.format(name=NAME, port=sentinel.port), {}, b"{}")

        assert sentinel.connections == 0
    assert len(resolver.asked) <= 1
    return said.error_code


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["::1"],
        ["0.0.0.0"],  # noqa: S104 - nothing is bound to it
        ["::"],
        ["10.0.0.7"],
        ["169.254.169.254"],
        ["100.100.100.200"],
        ["168.63.129.16"],
        ["::ffff:127.0.0.1"],
        ["::127.0.0.1"],
        ["64:ff9b::7f00:1"],
        ["fe80::1%lo"],
        ["fd00:ec2::254"],
        [PUBLIC, "127.0.0.1"],
        ["127.0.0.1", PUBLIC],
        [PUBLIC, PUBLIC, PUBLIC, "::1"],
        ["2606:4700:4700::1111", PUBLIC, "192.168.0.1"],
    ],
)
async def test_one_denied_address_among_them_is_enough(addresses: list[str]) -> None:
    assert await attempted(addresses) is AttemptError.BLOCKED_ADDRESS


@pytest.mark.parametrize(
    "answer",
    [
        [],
        NO_SUCH_NAME,
        TimeoutError(),
        UnicodeError("label too long"),
        ValueError("embedded null byte"),
    ],
)
async def test_a_name_without_addresses_is_a_dns_error(answer: Found) -> None:
    assert await attempted(answer) is AttemptError.DNS_ERROR


async def test_a_name_server_that_is_silent_is_waited_for_only_so_long() -> None:
    assert await attempted(None, limits=Limits(resolve_s=0.2)) is AttemptError.DNS_ERROR


@pytest.mark.parametrize(
    "url",
    [
        "http://{name}:{port}/",
        "https://localhost:{port}/",
        "https://127.0.0.1:{port}/",
        "https://[::ffff:127.0.0.1]:{port}/",
        "https://127.1:{port}/",
        "https://{name}@127.0.0.1:{port}/",
        "https://127.0.0.1:{port}#@{name}/",
        "https://127.0.0.1:{port}\\.{name}/",
        "https://redis:{port}/",
        "https://{name}:6379/",
        "",
        "\ud800",
    ],
)
async def test_what_may_not_be_named_any_more_is_not_called(url: str) -> None:
    assert await attempted([PUBLIC], url=url) is AttemptError.BLOCKED_ADDRESS


async def test_a_name_is_asked_for_anew_at_every_attempt_and_once() -> None:
    resolver = ScriptedResolver(["127.0.0.1"], ["10.0.0.1"], ["127.0.0.1"])
    async with Receiver() as receiver:
        sender = Sender(frozenset({Place(NAME, receiver.port)}), resolver=resolver)
        await sender.send(f"http://{NAME}:{receiver.port}/", {}, b"{}")

        assert resolver.asked == [NAME]

        await sender.send(f"https://{NAME}.:8443/", {}, b"{}")

        assert resolver.asked == [NAME, NAME]


async def test_allowing_one_port_allows_no_other() -> None:
    async with Receiver() as allowed, Receiver() as sentinel:
        resolver = ScriptedResolver(["127.0.0.1"])
        sender = Sender(frozenset({Place(NAME, allowed.port)}), resolver=resolver)

        answer = await sender.send(f"https://{NAME}:{sentinel.port}/", {}, b"{}")

    assert answer.error_code is AttemptError.BLOCKED_ADDRESS
    assert sentinel.connections == 0
