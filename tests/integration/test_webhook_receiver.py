"""The local receiver of webhooks, served as `roundtable webhooks listen` serves it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from functools import partial

import httpx
import pytest

from cli.deliveries import Arrival, KnownSecret
from cli.listening import receive, take_place
from cli.receiver import LARGEST_BODY, MOST_REMEMBERED, Receiver
from service.domain.errors import SettingsError
from service.domain.signing import request_headers
from service.ending import end
from tests.support.patience import PATIENCE_S

KEY = b"k" * 32
BODY = b'{"type":"debate.completed","sequence":3,"data":{"id":"dbt_1"}}'


class Listening:
    """A receiver at its address, and what it has shown."""

    def __init__(self, client: httpx.AsyncClient, receiver: Receiver) -> None:
        self.client = client
        self.receiver = receiver
        self.shown: list[Arrival] = []

    async def sent(
        self, message_id: str = "evt_1", *, key: bytes = KEY, path: str = "/", body: bytes = BODY
    ) -> int:
        """Send a delivery as the service would; return what was answered."""
        headers = request_headers([key], message_id, datetime.now(UTC), body)
        return (await self.client.post(path, content=body, headers=headers)).status_code


@contextlib.asynccontextmanager
async def a_receiver(
    answers: Sequence[int] = (), remembered: int = MOST_REMEMBERED
) -> AsyncIterator[Listening]:
    secrets = [KnownSecret(of="endpoint", key=KEY)]
    receiver = Receiver(secrets, answers, partial(datetime.now, UTC), remembered=remembered)
    with contextlib.closing(take_place("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=PATIENCE_S) as client:
            listening = Listening(client, receiver)
            task = asyncio.create_task(receive(receiver, listener, listening.shown.append))
            try:
                yield listening
            finally:
                await end(task)


async def test_what_is_verified_is_taken_and_what_is_not_is_refused() -> None:
    async with a_receiver() as listening:
        answered = [
            await listening.sent("evt_1"),
            await listening.sent("evt_2", key=b"x" * 32),
            (await listening.client.post("/", content=BODY)).status_code,
        ]

    assert answered == [204, 401, 401]
    assert [arrival.answered for arrival in listening.shown] == answered
    assert [arrival.verdict.fault is None for arrival in listening.shown] == [True, False, False]


async def test_attempts_of_one_delivery_are_counted_and_answered_in_turn() -> None:
    async with a_receiver([500, 302, 204]) as listening:
        answered = [await listening.sent() for _ in range(4)]
        other = await listening.sent(path="/another")

    assert answered == [500, 302, 204, 204]
    assert other == 500
    assert [arrival.attempt for arrival in listening.shown] == [1, 2, 3, 4, 1]


async def test_only_the_latest_deliveries_are_remembered() -> None:
    async with a_receiver(remembered=2) as listening:
        for message_id in ("evt_1", "evt_2", "evt_1", "evt_3", "evt_1", "evt_2"):
            await listening.sent(message_id)

    assert [arrival.attempt for arrival in listening.shown] == [1, 1, 2, 1, 3, 1]


async def test_a_body_is_taken_up_to_its_limit() -> None:
    async with a_receiver() as listening:
        most = await listening.sent(body=b"x" * LARGEST_BODY)
        more = await listening.sent(body=b"x" * (LARGEST_BODY + 1))

    assert (most, more) == (204, 413)
    assert listening.shown[1].body == b""
    assert "at most 65536 bytes" in (listening.shown[1].verdict.fault or "")


async def test_who_only_looks_is_told_what_this_is() -> None:
    async with a_receiver() as listening:
        reply = await listening.client.get("/")

    assert reply.status_code == 405
    assert reply.headers["allow"] == "POST"
    assert "POST" in reply.text
    assert not listening.shown


async def test_nothing_that_is_sent_ends_it() -> None:
    nonsense = (
        b"\x00\xff" * 500,
        b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\nhalf",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"POST / HTTP/1.1\r\nwebhook-id: " + b"x" * 100_000,
        b"POST /%00%ff\xc3 HTTP/1.1\r\nwebhook-id: \x80\xff\r\nContent-Length: 0\r\n\r\n",
    )
    async with a_receiver() as listening:
        for piece in nonsense:
            _, writer = await asyncio.open_connection("127.0.0.1", listening.client.base_url.port)
            writer.write(piece)
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()
        answered = await listening.sent()

    assert answered == 204


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "example.com", "::"])  # noqa: S104
def test_it_listens_to_this_machine_alone(host: str) -> None:
    with pytest.raises(SettingsError, match="loopback only"):
        take_place(host, 0)
