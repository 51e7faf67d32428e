"""The floor: a loop that posts the same bodies with httpx, and remembers nothing.

A process of its own: it reads its work as JSON from standard input, does it, and prints what it
took. No address is looked at, no attempt is stored, nothing is tried again.
"""

import asyncio
import gc
import secrets
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import msgspec
import uvloop

from bench.driving import cpu_s
from service.domain.signing import ID, request_headers

BY_DEFAULT = httpx.Limits(max_connections=100, max_keepalive_connections=20)
ONE_EACH = httpx.Limits(max_connections=100, max_keepalive_connections=0)


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """What to send where, and how."""

    urls: list[str]
    """In turn."""
    body: str
    requests: int
    in_flight: int
    signed: bool
    kept: bool
    """Whether connections are used again, as httpx does by default."""


class Used(msgspec.Struct, frozen=True, kw_only=True):
    """What it took, the requests to warm up left out."""

    cpu_s: float


async def _post(work: Work) -> Used:
    limits = BY_DEFAULT if work.kept else ONE_EACH
    async with httpx.AsyncClient(trust_env=False, timeout=15, limits=limits) as client:
        # Another method, so that the receiver does not count what is to warm up.
        await asyncio.gather(*(client.get(work.urls[0]) for _ in range(work.in_flight)))
        gc.collect()
        used_s = cpu_s()
        turns = iter([work.urls[n % len(work.urls)] for n in range(work.requests)])
        async with asyncio.TaskGroup() as group:
            for _ in range(work.in_flight):
                group.create_task(_poster(client, work, turns))
        return Used(cpu_s=cpu_s() - used_s)


async def _poster(client: httpx.AsyncClient, work: Work, turns: Iterator[str]) -> None:
    body, secret = work.body.encode(), secrets.token_bytes(32)
    for url in turns:
        message_id = f"evt_{secrets.token_hex(13)}"
        headers = {"Content-Type": "application/json", ID: message_id}
        if work.signed:
            headers |= request_headers([secret], message_id, datetime.now(UTC), body)
        (await client.post(url, content=body, headers=headers)).raise_for_status()


if __name__ == "__main__":
    asked = msgspec.json.decode(sys.stdin.buffer.read(), type=Work)
    print(msgspec.json.encode(uvloop.run(_post(asked))).decode())
