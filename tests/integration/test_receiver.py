"""The receiver that webhooks are tested with does what it is told: seen by a client of its own."""

import asyncio

import httpx
import pytest

from tests.support.patience import PATIENCE_S
from tests.support.receiver import (
    Behaviour,
    Received,
    Receiver,
    answers,
    answers_late,
    babbles,
    closes,
    drips,
    explodes,
    floods,
    floods_headers,
    hangs,
    overlapping,
    redirects,
    resets,
)

HEADERS = {"webhook-id": "evt_1"}


@pytest.fixture
async def client() -> httpx.AsyncClient:
    return httpx.AsyncClient(timeout=PATIENCE_S, trust_env=False)


async def test_what_was_sent_is_kept_byte_by_byte(client: httpx.AsyncClient) -> None:
    async with Receiver([answers(500), answers(204)]) as receiver, client:
        statuses = [
            (await client.post(receiver.url, content=body, headers=HEADERS)).status_code
            for body in (b'{"a": 1}', b"\x00\xff")
        ]

        first, second = await receiver.is_idle()

    assert statuses == [500, 204]
    assert (first.method, first.target, first.body) == ("POST", "/hook", b'{"a": 1}')
    assert first.raw.endswith(b'\r\n\r\n{"a": 1}')
    assert first.header("Webhook-Id") == "evt_1"
    assert (second.body, second.connection) == (b"\x00\xff", 1)


async def test_a_function_of_the_request_says_how_to_behave(client: httpx.AsyncClient) -> None:
    def by_body(received: Received) -> Behaviour:
        return redirects("http://169.254.169.254/") if received.body else answers(410)

    async with Receiver(by_body) as receiver, client:
        redirected = await client.post(receiver.url, content=b"x")
        gone = await client.post(receiver.url)

    assert (redirected.status_code, gone.status_code) == (302, 410)
    assert redirected.headers["location"] == "http://169.254.169.254/"


MISBEHAVIOURS: dict[str, tuple[Behaviour, type[Exception]]] = {
    "hangs": (hangs(), httpx.ReadTimeout),
    "hangs within its headers": (hangs(b"HTTP/1.1 200 OK\r\n"), httpx.ReadTimeout),
    "resets": (resets(), httpx.ReadError),
    "closes": (closes(), httpx.RemoteProtocolError),
    "babbles": (babbles(), httpx.RemoteProtocolError),
    "drips": (drips(1), httpx.ReadTimeout),
    "drips a status line": (drips(1, at_once=b"HTTP/1.1 "), httpx.ReadTimeout),
    "floods": (floods_headers(), httpx.RemoteProtocolError),
}


@pytest.mark.parametrize("how", MISBEHAVIOURS)
async def test_a_sender_that_gives_up_is_noticed(client: httpx.AsyncClient, how: str) -> None:
    behaviour, error = MISBEHAVIOURS[how]
    client.timeout = httpx.Timeout(PATIENCE_S, read=0.5)

    async with Receiver([behaviour]) as receiver, client:
        with pytest.raises(error):
            await client.post(receiver.url)
        await client.aclose()

        (received,) = await receiver.is_idle()

    assert received.ended_at is not None


async def test_large_replies_come_whole_to_whoever_reads_them(client: httpx.AsyncClient) -> None:
    async with Receiver([floods(1_000_001), explodes(2_097_152)]) as receiver, client:
        flood = await client.post(receiver.url)
        async with client.stream("POST", receiver.url) as bomb:
            packed = b"".join([piece async for piece in bomb.aiter_raw()])

    assert len(flood.content) == 1_000_001
    assert (bomb.headers["content-encoding"], len(packed) < 10_000) == ("gzip", True)


async def test_two_at_once_for_one_event_overlap(client: httpx.AsyncClient) -> None:
    async with Receiver([answers_late(0.1), answers()]) as receiver, client:
        await asyncio.gather(*(client.post(receiver.url, headers=HEADERS) for _ in range(2)))
        await client.post(receiver.url, headers=HEADERS)
        received = await receiver.is_idle()

    assert [(a is received[0], b is received[1]) for a, b in overlapping(received)] == [
        (True, True)
    ]
