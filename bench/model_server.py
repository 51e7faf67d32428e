"""A model server that costs next to nothing: it is there to be asked, never to be measured.

    with running(delay_ms=50, gap_ms=5) as server:
        ...  # ask server.url

It runs in a process of its own, on loopback, on a port that was free; leaving the block ends it,
and so does the end of whoever started it. It answers OpenAI's chat completions, Anthropic's
messages and Gemini's generateContent with the bodies of `replies`: after `delay_ms`, whole or, if
the request asks for a stream, one event every `gap_ms` (all in one write when that is 0).

HTTP is read just well enough for well-behaved clients: a request line, headers, a body of stated
length, one request at a time on a connection.
"""

import argparse
import asyncio
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import cast

import msgspec
import uvloop
from typing_extensions import override

from bench.replies import ANSWERS, Answer

HEADERS = b"""\
Date: Mon, 02 Nov 2026 09:00:00 GMT\r
Connection: keep-alive\r
access-control-expose-headers: X-Request-ID\r
openai-organization: bench\r
openai-processing-ms: 50\r
openai-project: proj_0000000000000000\r
openai-version: 2020-10-01\r
x-envoy-upstream-service-time: 61\r
x-ratelimit-limit-requests: 10000\r
x-ratelimit-limit-tokens: 30000000\r
x-ratelimit-remaining-requests: 9999\r
x-ratelimit-remaining-tokens: 29998204\r
x-ratelimit-reset-requests: 6ms\r
x-ratelimit-reset-tokens: 3ms\r
x-request-id: req_0123456789abcdef0123456789abcdef\r
strict-transport-security: max-age=31536000; includeSubDomains; preload\r
x-content-type-options: nosniff\r
alt-svc: h3=":443"; ma=86400\r
"""
"""As many as a provider sends: reading them is part of a call."""

ROOT = Path(__file__).parents[1]
LOOPBACK = "127.0.0.1"
BACKLOG = 1024

END_OF_HEADERS = b"\r\n\r\n"
LENGTH = b"content-length:"


class Server(msgspec.Struct, frozen=True, kw_only=True):
    """A running server."""

    url: str
    """Without a path and without a slash at the end."""
    pid: int


def running(*, delay_ms: float, gap_ms: float) -> AbstractContextManager[Server]:
    """Start this server for the length of a block."""
    return a_server("bench.model_server", delay_ms, gap_ms)


@contextmanager
def a_server(module: str, *settings: object) -> Iterator[Server]:
    """Start the server of a module for the length of a block.

    Its process is given the descriptor of a listening socket, and these settings; it ends when its
    standard input does.
    """
    # Bound here and handed over: the port is known at once, and who connects early waits.
    listener = socket.create_server((LOOPBACK, 0), backlog=BACKLOG)
    with subprocess.Popen(
        [sys.executable, "-m", module, str(listener.fileno()), *map(str, settings)],
        stdin=subprocess.PIPE,
        cwd=ROOT,
        pass_fds=[listener.fileno()],
    ) as process:
        port = listener.getsockname()[1]
        listener.close()
        try:
            yield Server(url=f"http://{LOOPBACK}:{port}", pid=process.pid)
        finally:
            process.terminate()


class Exchange(asyncio.Protocol):
    """One client's connection, on which it asks for one thing after the other."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self._received = b""
        self._transport: asyncio.Transport | None = None

    def asked(self, head: bytes, body: bytes) -> None:
        """Take a request; whatever answers it is written then or later."""
        raise NotImplementedError

    def write(self, data: bytes) -> None:
        """Send this, unless the client is gone."""
        if self._transport:
            self._transport.write(data)

    def close(self) -> None:
        """Hang up once everything is sent."""
        if self._transport:
            self._transport.close()

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports keep to the interface without inheriting it.
        self._transport = cast("asyncio.Transport", transport)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None

    @override
    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, body = self._received.partition(END_OF_HEADERS)
        if found and len(body) >= content_length(head):
            self._received = b""
            self.asked(head, body)


class _Asked(msgspec.Struct):
    stream: bool = False


class Connection(Exchange):
    """One client's connection to the models."""

    def __init__(self, delay_s: float, gap_s: float) -> None:
        """Answer after `delay_s`, and streams with `gap_s` between events."""
        super().__init__()
        self._delay_s = delay_s
        self._gap_s = gap_s

    @override
    def asked(self, head: bytes, body: bytes) -> None:
        path = head.split(b" ", 2)[1].decode().partition("?")[0]
        answer = next((a for ending, a in ANSWERS.items() if path.endswith(ending)), None)
        if answer is None:
            self.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        elif ":stream" in path or msgspec.json.decode(body, type=_Asked).stream:
            self.loop.call_later(self._delay_s, self._begin, answer)
        else:
            self.loop.call_later(self._delay_s, self.write, whole(answer))

    def _begin(self, answer: Answer) -> None:
        head = head_of(b"text/event-stream; charset=utf-8", b"Transfer-Encoding: chunked")
        chunks = [b"%x\r\n%b\r\n" % (len(event), event) for event in answer.stream]
        chunks[0] = head + chunks[0]
        chunks[-1] += b"0\r\n\r\n"
        if self._gap_s:
            self._go_on(iter(chunks))
        else:
            self.write(b"".join(chunks))

    def _go_on(self, chunks: Iterator[bytes]) -> None:
        chunk = next(chunks, None)
        if chunk is not None:
            self.write(chunk)
            self.loop.call_later(self._gap_s, self._go_on, chunks)


def content_length(head: bytes) -> int:
    """Return what a head says of the length of its body; 0 when it says nothing."""
    lines = head.lower().split(b"\r\n")
    return next((int(line[len(LENGTH) :]) for line in lines if line.startswith(LENGTH)), 0)


def whole(answer: Answer) -> bytes:
    """Return the reply that holds all of an answer, headers and all."""
    return head_of(b"application/json", b"Content-Length: %d" % len(answer.whole)) + answer.whole


def head_of(content_type: bytes, framing: bytes) -> bytes:
    """Return a head as providers send it."""
    return b"HTTP/1.1 200 OK\r\nContent-Type: %b\r\n%b\r\n%b\r\n" % (
        content_type,
        framing,
        HEADERS,
    )


async def serve(listener: socket.socket, connection: Callable[[], asyncio.Protocol]) -> None:
    """Serve until standard input closes: when whoever started this is gone, however it went."""
    loop = asyncio.get_running_loop()
    await loop.create_server(connection, sock=listener, backlog=BACKLOG)
    await loop.run_in_executor(None, sys.stdin.buffer.read)


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("listener", type=int, help="descriptor of a listening socket")
    parser.add_argument("delay_ms", type=float)
    parser.add_argument("gap_ms", type=float)
    options = parser.parse_args()
    listener = socket.socket(fileno=options.listener)
    delay_s, gap_s = options.delay_ms / 1000, options.gap_ms / 1000
    uvloop.run(serve(listener, lambda: Connection(delay_s, gap_s)))


if __name__ == "__main__":
    main()
