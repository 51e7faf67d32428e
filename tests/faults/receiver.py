"""The receiver of a scene's notices, in a process of its own, and the log that it keeps.

    python -m tests.faults.receiver LOG PORT

Each path is an endpoint. It takes its time with each request, whether or not the sender waits for
the answer, and refuses some at first. Each line of the log is a `Heard`, written at the end.
"""

import asyncio
import hashlib
import random
import sys
import time
from collections import Counter
from pathlib import Path

import msgspec
from aiohttp import web

SHORTEST_S, LONGEST_S = 0.2, 2.0
"""For which a request is held; most are for a short while."""
REFUSED = 0.1
"""How many are refused when they come for the first time."""


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the log: one request. Times are seconds since 1970, of this machine's clock."""

    endpoint: str
    notice: str
    """Its `webhook-id`."""
    body: str
    """A digest of it."""
    at: float
    until: float
    status: int
    """What it was answered, if its sender was still there."""


def read_log(log: Path) -> list[Heard]:
    """Return what was heard so far, in the order in which the requests ended."""
    return [msgspec.json.decode(line, type=Heard) for line in log.read_bytes().splitlines()]


class Receiver:
    """Takes what comes, and keeps the log."""

    def __init__(self, log: Path) -> None:
        # Unbuffered: what was noted is there even when this process is killed.
        self._log = log.open("ab", buffering=0)
        self._came = Counter[tuple[str, str]]()

    async def take(self, request: web.Request) -> web.Response:
        at, endpoint = time.time(), request.path
        body, notice = await request.read(), request.headers["webhook-id"]
        self._came[endpoint, notice] += 1
        count = self._came[endpoint, notice]
        draw = random.Random(f"{endpoint}:{notice}:{count}")
        status = 503 if count == 1 and draw.random() < REFUSED else 204
        await asyncio.sleep(SHORTEST_S + (LONGEST_S - SHORTEST_S) * draw.random() ** 2)
        digest = hashlib.sha256(body).hexdigest()
        heard = Heard(
            endpoint=endpoint,
            notice=notice,
            body=digest,
            at=at,
            until=time.time(),
            status=status,
        )
        self._log.write(msgspec.json.encode(heard) + b"\n")
        return web.Response(status=status)


async def main(log: str, port: str) -> None:
    app = web.Application()
    app.router.add_post("/{endpoint}", Receiver(Path(log)).take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", int(port))
    await site.start()
    print(f"receiving on 127.0.0.1:{runner.addresses[0][1]}.", flush=True)  # noqa: T201 - waited for
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
