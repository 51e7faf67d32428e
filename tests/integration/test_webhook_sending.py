"""One attempt at real receivers: what is sent, what counts, and what it may cost."""

import asyncio
import contextlib
import gzip
import ssl
import sys
import tracemalloc
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import IPv4Address
from pathlib import Path
from socket import create_server

import pytest
import trustme

from service.domain.delivery import Answer, AttemptError
from service.domain.webhook_urls import AllowList, Place, Target, read_target
from service.webhooks.connecting import connect, tls_context
from service.webhooks.exchange import MOST_READ
from service.webhooks.phases import Limits
from service.webhooks.resolving import SystemResolver
from service.webhooks.sender import PUBLISHED_LIMITS, Sender
from tests.support.loopback import LoopbackServer
from tests.support.patience import PATIENCE_S
from tests.support.receiver import Behaviour, Receiver, closes, resets
from tests.support.resolvers import ScriptedResolver
from tests.support.rude_receivers import SilentReceiver, dripping, endless, head, reply
from tests.support.store import eventually
from tests.support.tools import path_of

NAME = "hooks.example.com"
HEADERS = {"webhook-id": "evt_1", "webhook-signature": "v1,abc="}
BODY = b'{"type":"debate.completed"}'
SHORT = Limits(resolve_s=0.3, connect_s=0.4, attempt_s=0.6)
DAY_S = 86_400
PIECE = b"x" * 65_536

READ = {
    "after provisional ones": head(103, "link: </x>") + head(100) + reply(200),
    "of HTTP/1.0": b"HTTP/1.0 200 OK\r\n\r\nuntil it ends",
    "without a reason": b"HTTP/1.1 200\r\n\r\n",
    "in chunks": head(200, "transfer-encoding: chunked") + b"2\r\nok\r\n0\r\n\r\n",
    "longer than announced": head(200, "content-length: 2") + b"ok and more",
    "wrongly packed": head(200, "content-encoding: gzip", "content-length: 4") + b"junk",
    "many headers": head(200, *(f"x-{n}: {'y' * 100}" for n in range(100))),
}
LONG: dict[str, Behaviour] = {
    "10 MB": endless(head(200, "content-length: 10000000"), PIECE),
    "endless": endless(head(200), PIECE),
    "endless chunks": endless(
        head(200, "transfer-encoding: chunked"), b"10000\r\n" + PIECE + b"\r\n"
    ),
    "a bomb": endless(head(200, "content-encoding: gzip"), gzip.compress(b"\0" * 10_000_000) * 8),
}
LATE: dict[str, Behaviour] = {
    "silence": dripping(b"", b""),
    "dripping status": dripping(b"HTTP/1.1 2", b"0"),
    "dripping headers": dripping(b"HTTP/1.1 200 OK\r\n", b"x"),
    "provisional ones only": dripping(b"", head(100)),
}
NO_REPLIES: dict[str, bytes | Behaviour] = {
    "nothing": b"",
    "empty lines": b"\r\n\r\n",
    "another protocol": b"SSH-2.0-OpenSSH_9.6\r\n",
    "prose": b"hello\r\n\r\n",
    "HTTP/2": b"HTTP/2 200\r\n\r\n",
    "a short status": b"HTTP/1.1 20 OK\r\n\r\n",
    "broken off headers": b"HTTP/1.1 200 OK\r\ncontent-length: 1",
    "a broken header": b"HTTP/1.1 200 OK\r\nbroken header\r\n\r\n",
    "no length": b"HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n",
    "two lengths": head(200, "content-length: 1", "content-length: 2") + b"ab",
    "a switch": head(101, "upgrade: h2c", "connection: upgrade"),
    "a huge header": head(200, f"x: {'y' * 70_000}"),
    "endless headers": endless(b"HTTP/1.1 200 OK\r\n", b"x: y\r\n" * 10_000),
    "endless garbage": endless(b"", PIECE),
    "endless provisional ones": endless(b"", head(100) * 1_000),
}


def at(server: LoopbackServer) -> AllowList:
    return frozenset({Place(NAME, server.port)})


def sender_to(
    server: LoopbackServer,
    *addresses: str,
    limits: Limits = PUBLISHED_LIMITS,
    tls: ssl.SSLContext | None = None,
) -> Sender:
    """Return a sender that finds the server by `NAME`, and may call it there."""
    return Sender(
        at(server),
        resolver=ScriptedResolver(addresses or ["127.0.0.1"]),
        tls=tls,
        limits=limits,
        clock=asyncio.get_running_loop().time,
    )


async def sent_to(
    server: LoopbackServer,
    path: str = "/",
    *,
    scheme: str = "http",
    limits: Limits = PUBLISHED_LIMITS,
) -> Answer:
    url = f"{scheme}://{NAME}:{server.port}{path}"
    return await sender_to(server, limits=limits).send(url, HEADERS, BODY)


async def answer_to(said: bytes | Behaviour, limits: Limits = PUBLISHED_LIMITS) -> Answer:
    async with Receiver([closes(said) if isinstance(said, bytes) else said]) as receiver:
        return await sent_to(receiver, limits=limits)


async def test_the_request_is_what_was_given_byte_for_byte() -> None:
    async with Receiver() as receiver:
        await sent_to(receiver, "/A%2fb/../c//?q=%zz&r=a+b")
        port = receiver.port

    lines, _, body = receiver.received[0].raw.partition(b"\r\n\r\n")
    assert body == BODY
    assert lines.decode().split("\r\n") == [
        "POST /A%2fb/../c//?q=%zz&r=a+b HTTP/1.1",
        f"host: {NAME}:{port}",
        "user-agent: Roundtable-Webhooks/1",
        "content-type: application/json",
        "accept: */*",
        "accept-encoding: identity",
        "connection: close",
        "webhook-id: evt_1",
        "webhook-signature: v1,abc=",
        f"content-length: {len(BODY)}",
    ]


async def test_nothing_of_one_attempt_is_left_for_the_next() -> None:
    async with Receiver(
        [closes(reply(200, "set-cookie: a=b", "connection: keep-alive"))]
    ) as receiver:
        sender = sender_to(receiver)
        for _ in range(3):
            await sender.send(f"http://{NAME}:{receiver.port}/", HEADERS, BODY)

    assert receiver.connections == 3
    assert len({received.raw for received in receiver.received}) == 1


@pytest.mark.parametrize("status", [200, 201, 202, 204, 205, 226, 299])
async def test_every_2xx_counts(status: int) -> None:
    answer = await answer_to(reply(status))

    assert answer.status_code == status
    assert answer.error_code is None


@pytest.mark.parametrize("status", [400, 401, 404, 410, 429, 500, 502, 503, 599, 600, 999])
async def test_no_other_status_counts(status: int) -> None:
    answer = await answer_to(reply(status))

    assert answer.status_code == status
    assert answer.error_code is AttemptError.HTTP_STATUS


@pytest.mark.parametrize("status", [300, 301, 302, 303, 304, 307, 308])
async def test_no_redirect_is_followed(status: int) -> None:
    async with Receiver() as sentinel:
        for location in ("http://169.254.169.254/latest", f"http://127.0.0.1:{sentinel.port}/"):
            answer = await answer_to(reply(status, f"location: {location}"))

            assert answer.status_code == status
            assert answer.error_code is AttemptError.REDIRECT

    assert sentinel.connections == 0


@pytest.mark.parametrize("kind", READ)
async def test_replies_of_many_kinds_are_read(kind: str) -> None:
    assert (await answer_to(READ[kind])).error_code is None


@pytest.mark.parametrize("kind", LONG)
async def test_of_a_long_reply_the_beginning_is_read_and_the_connection_ended(kind: str) -> None:
    async with Receiver([LONG[kind]]) as receiver:
        # What the test itself needs is there before it is measured.
        await sent_to(receiver)
        tracemalloc.start()
        answer = await sent_to(receiver)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        await receiver.is_idle()

    assert answer.error_code is None
    assert peak < 20 * MOST_READ


async def test_a_2xx_that_drips_on_is_not_whole_in_time() -> None:
    answer = await answer_to(dripping(head(200)), SHORT)

    assert answer.status_code == 200
    assert answer.error_code is AttemptError.READ_TIMEOUT


@pytest.mark.parametrize("status", [307, 410, 500])
async def test_another_status_counts_whatever_comes_of_the_body(status: int) -> None:
    answers = [
        await answer_to(dripping(head(status)), SHORT),
        await answer_to(head(status, "content-length: 100") + b"broken off"),
        await answer_to(endless(head(status), PIECE)),
    ]

    for answer in answers:
        assert answer.status_code == status
        assert answer.error_code in {AttemptError.REDIRECT, AttemptError.HTTP_STATUS}


@pytest.mark.parametrize("kind", LATE)
async def test_a_reply_that_does_not_come_is_a_read_timeout(kind: str) -> None:
    said = await answer_to(LATE[kind], SHORT)

    assert said.status_code is None
    assert said.error_code is AttemptError.READ_TIMEOUT
    assert said.latency_ms >= 590


@pytest.mark.parametrize("kind", NO_REPLIES)
async def test_what_is_no_reply_is_a_connection_error(kind: str) -> None:
    said = await answer_to(NO_REPLIES[kind])

    assert said.status_code is None
    assert said.error_code is AttemptError.CONNECTION_ERROR


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (head(200, "content-length: 100") + b"x", 200),
        (head(200, "transfer-encoding: chunked"), 200),
    ],
)
async def test_a_2xx_that_breaks_off_does_not_count(body: bytes, status: int) -> None:
    answer = await answer_to(body)

    assert answer.status_code == status
    assert answer.error_code is AttemptError.CONNECTION_ERROR


async def test_a_reset_is_a_connection_error_before_the_reply_and_within_it() -> None:
    early, late = await answer_to(resets()), await answer_to(resets(head(200)))

    assert early.error_code is late.error_code is AttemptError.CONNECTION_ERROR


async def test_a_port_on_which_nobody_listens_is_a_connection_error() -> None:
    async with Receiver() as receiver:
        sender, url = sender_to(receiver), f"http://{NAME}:{receiver.port}/"

    answer = await sender.send(url, HEADERS, BODY)

    assert answer.error_code is AttemptError.CONNECTION_ERROR


async def test_who_does_not_take_connections_is_a_connect_timeout() -> None:
    with closing(create_server(("127.0.0.1", 0), backlog=0)) as listener:
        port = listener.getsockname()[1]
        allow = frozenset({Place("127.0.0.1", port)})
        waiting = [await asyncio.open_connection("127.0.0.1", port)]

        answer = await Sender(allow, limits=SHORT).send(f"http://127.0.0.1:{port}/", HEADERS, BODY)

        waiting[0][1].close()

    assert answer.error_code is AttemptError.CONNECT_TIMEOUT


async def test_who_never_shakes_hands_is_a_connect_timeout() -> None:
    async with SilentReceiver() as receiver:
        answer = await sent_to(receiver, scheme="https", limits=SHORT)
        await asyncio.wait_for(receiver.left.wait(), PATIENCE_S)

    assert answer.error_code is AttemptError.CONNECT_TIMEOUT
    assert answer.latency_ms >= 390


@pytest.mark.parametrize(
    ("status", "value", "seconds"),
    [
        (429, "7", 7),
        (502, "7", 7),
        (503, "7", 7),
        (504, "7", 7),
        (503, "86401", DAY_S),
        (503, "9" * 30, DAY_S),
        (429, "0", 0),
        (429, "-5", 0),
        (429, "soon", None),
        (429, "\xff", None),
        (500, "7", None),
        (200, "7", None),
        (301, "7", None),
        (410, "7", None),
    ],
)
async def test_a_wait_is_honoured_for_a_day_at_most_where_it_may_be_asked_for(
    status: int, value: str, seconds: float | None
) -> None:
    answer = await asked_to_wait(status, value)

    assert answer.retry_after_s == seconds


@pytest.mark.parametrize(
    ("ahead", "seconds"),
    [(timedelta(hours=1), 3_600), (timedelta(days=365), DAY_S), (-timedelta(hours=1), 0)],
)
async def test_a_wait_until_a_date_is_honoured_as_well(ahead: timedelta, seconds: float) -> None:
    date = format_datetime(datetime.now(UTC) + ahead, usegmt=True)

    answer = await asked_to_wait(429, date)

    assert answer.retry_after_s == pytest.approx(seconds, abs=60)


async def asked_to_wait(status: int, value: str) -> Answer:
    field = f"retry-after: {value}".encode("latin-1")
    return await answer_to(head(status).replace(b"\r\n\r\n", b"\r\n" + field + b"\r\n\r\n"))


class Certified:
    """A server with a certificate, and a client that trusts its maker."""

    def __init__(self, *names: str, not_after: datetime | None = None) -> None:
        authority = trustme.CA()
        self.server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.named: list[str | None] = []
        self.server.sni_callback = lambda _, name, __: self.named.append(name)
        issued = authority.issue_cert(*names, not_after=not_after)
        issued.configure_cert(self.server)
        self.client = ssl.create_default_context()
        authority.configure_trust(self.client)

    async def answer(self) -> Answer:
        async with Receiver(tls=self.server) as receiver:
            sender = sender_to(receiver, tls=self.client)
            return await sender.send(f"https://{NAME}:{receiver.port}/", HEADERS, BODY)


async def test_tls_asks_for_the_name_and_believes_its_certificate() -> None:
    certified = Certified(NAME)

    answer = await certified.answer()

    assert answer.error_code is None
    assert certified.named == [NAME]


@pytest.mark.parametrize("names", [["other.example.com"], ["example.com"], ["127.0.0.1"]])
async def test_a_certificate_for_another_name_is_a_tls_error(names: list[str]) -> None:
    assert (await Certified(*names).answer()).error_code is AttemptError.TLS_ERROR


async def test_an_expired_certificate_is_a_tls_error() -> None:
    expired = Certified(NAME, not_after=datetime(2020, 1, 1, tzinfo=UTC))

    assert (await expired.answer()).error_code is AttemptError.TLS_ERROR


async def test_a_certificate_of_nobody_known_is_a_tls_error() -> None:
    certified = Certified(NAME)
    certified.client = ssl.create_default_context()

    assert (await certified.answer()).error_code is AttemptError.TLS_ERROR


async def test_an_authority_that_the_machine_is_told_to_trust_is_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority, server = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(NAME).configure_cert(server)
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")

    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    async with Receiver(tls=server) as receiver:
        sender = sender_to(receiver, tls=tls_context())
        answer = await sender.send(f"https://{NAME}:{receiver.port}/", HEADERS, BODY)

    assert answer.error_code is None


async def test_no_new_handshake_is_made_within_a_connection(tmp_path: Path) -> None:
    authority, trusting = trustme.CA(), tls_context()
    authority.configure_trust(trusting)
    chain = tmp_path / "chain.pem"
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(chain)
    async with a_tls_server_of_openssl(chain) as (port, server):
        sender = Sender(frozenset({Place("127.0.0.1", port)}), tls=trusting)
        attempt = asyncio.create_task(
            sender.send(f"https://127.0.0.1:{port}/", {}, BODY), name="attempt"
        )
        await said_by(server, b"POST /")
        # What asks `s_server` for another handshake.
        assert server.stdin is not None
        server.stdin.write(b"R\n")

        answer = await attempt

    assert answer.error_code is AttemptError.TLS_ERROR


@contextlib.asynccontextmanager
async def a_tls_server_of_openssl(chain: Path) -> AsyncIterator[tuple[int, Process]]:
    """Run a server that obeys its standard input; give its port as well."""
    server = await asyncio.create_subprocess_exec(
        *(path_of("openssl"), "s_server", "-accept", "127.0.0.1:0", "-tls1_2"),
        *("-cert", chain, "-key", chain),
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
    )
    try:
        line = await said_by(server, b"ACCEPT 127.0.0.1:")
        yield int(line.rpartition(b":")[2]), server
    finally:
        server.kill()
        await server.wait()


async def said_by(server: Process, start: bytes) -> bytes:
    """Wait for a line that begins so."""
    assert server.stdout is not None
    async with asyncio.timeout(PATIENCE_S):
        while not (line := await server.stdout.readline()).startswith(start):
            assert line, "it has ended"
    return line


async def test_plain_text_where_tls_was_expected_is_a_tls_error() -> None:
    async with SilentReceiver(greeting=reply(400)) as receiver:
        answer = await sent_to(receiver, scheme="https")

    assert answer.error_code is AttemptError.TLS_ERROR


async def test_the_next_address_is_tried_when_one_does_not_answer() -> None:
    async with Receiver() as receiver:
        sender = sender_to(receiver, "::1", "127.0.0.9", "127.0.0.1")

        answer = await sender.send(f"http://{NAME}:{receiver.port}/", HEADERS, BODY)

    assert answer.error_code is None
    assert receiver.connections == 1


async def test_of_a_name_with_hundreds_of_addresses_only_the_first_few_are_called() -> None:
    async with Receiver() as receiver:
        others = [f"127.0.1.{number}" for number in range(1, 200)]
        sender = sender_to(receiver, *others, "127.0.0.1")

        answer = await sender.send(f"http://{NAME}:{receiver.port}/", HEADERS, BODY)

    assert answer.error_code is AttemptError.CONNECTION_ERROR
    assert receiver.connections == 0


async def test_ipv6_is_called_as_well() -> None:
    async with Receiver(host="::1") as receiver:
        sender = sender_to(receiver, "::1", "127.0.0.1")

        answer = await sender.send(f"http://{NAME}:{receiver.port}/", HEADERS, BODY)

    assert answer.error_code is None


async def test_an_allowed_address_is_called_by_its_numbers() -> None:
    async with Receiver() as receiver:
        sender = Sender(frozenset({Place("127.0.0.1", receiver.port)}))

        answer = await sender.send(f"http://127.0.0.1:{receiver.port}/", HEADERS, BODY)

    assert answer.error_code is None


def open_sockets() -> int:
    files = (file.readlink() for file in Path("/proc/self/fd").iterdir() if file.is_symlink())
    return sum(file.name.startswith("socket:") for file in files)


@pytest.mark.skipif(sys.platform != "linux", reason="counts in /proc")
@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_a_canceled_attempt_ends_its_connection(scheme: str) -> None:
    before = open_sockets()
    async with SilentReceiver() as receiver:
        attempt = asyncio.create_task(sent_to(receiver, scheme=scheme))
        await asyncio.wait_for(receiver.connected.wait(), PATIENCE_S)
        attempt.cancel()

        with pytest.raises(asyncio.CancelledError):
            await attempt
        await asyncio.wait_for(receiver.left.wait(), PATIENCE_S)

    async def ended() -> bool:
        return open_sockets() <= before

    await eventually(ended)


async def test_a_connection_that_was_reset_meanwhile_takes_nothing_more() -> None:
    async with SilentReceiver() as receiver:
        target = read_target(f"http://{NAME}:{receiver.port}/", at(receiver))
        assert isinstance(target, Target)
        connection = await connect(
            target, (IPv4Address("127.0.0.1"),), at(receiver), ssl.create_default_context()
        )
        connection.close()

        with pytest.raises(ConnectionError):
            await connection.write(b"POST")


class HeldUp:
    """The clock of a process that is stopped after some looks at it."""

    def __init__(self, looks: int) -> None:
        self._looks = looks

    def __call__(self) -> float:
        self._looks -= 1
        return 1_000.0 if self._looks >= 0 else 1_100.0


async def test_who_was_stopped_for_longer_than_an_attempt_lasts_sends_nothing() -> None:
    async with Receiver() as receiver:
        place = Place("127.0.0.1", receiver.port)
        sender = Sender(frozenset({place}), clock=HeldUp(looks=1))

        answer = await sender.send(f"http://127.0.0.1:{receiver.port}/", HEADERS, BODY)

    assert answer.error_code is AttemptError.CONNECT_TIMEOUT
    assert receiver.received == []


async def test_an_attempt_that_began_long_ago_sends_nothing() -> None:
    async with Receiver() as receiver:
        sender = Sender(frozenset({Place("127.0.0.1", receiver.port)}), clock=lambda: 1_000.0)
        url = f"http://127.0.0.1:{receiver.port}/"

        answers = [await sender.send(url, HEADERS, BODY, began=began) for began in (985.0, 986.0)]

    assert [answer.error_code for answer in answers] == [AttemptError.CONNECT_TIMEOUT, None]
    assert len(receiver.received) == 1


async def test_the_machine_is_asked_for_names() -> None:
    found = await SystemResolver().addresses("localhost")

    assert {str(address) for address in found} & {"127.0.0.1", "::1"}


@pytest.mark.parametrize(
    "host", [f"{'a' * 300}.example.com", "a\0b.example.com", "b\xfccher.de", ""]
)
async def test_what_is_no_name_has_no_address(host: str) -> None:
    with pytest.raises((OSError, ValueError)):
        await SystemResolver().addresses(host)


async def test_lookups_wait_for_room_and_go_on_when_nobody_waits_for_them() -> None:
    resolver = SystemResolver(most=1)
    left = asyncio.create_task(resolver.addresses("localhost"))
    await asyncio.sleep(0)
    left.cancel()

    async with asyncio.timeout(PATIENCE_S):
        found = await asyncio.gather(*(resolver.addresses(h) for h in ("127.0.0.1", "localhost")))

    assert left.cancelled()
    assert all(found)
