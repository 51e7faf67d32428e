"""Those who call the API of a scene: they create, repeat what had no answer, and cancel.

What a caller was promised is kept here for the audit: which debates were accepted, which were
canceled, and every answer that a caller may not get.
"""

import asyncio
import contextlib
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

import httpx
import msgspec

from tests.faults.provider import OPTIONS, question
from tests.faults.scene import SEATS
from tests.support.patience import PATIENCE_S

AGAIN_S = 0.25
PROBE_EVERY_S = 0.1
UNFINISHED = ("queued", "running", "summarizing")


class Probe(msgspec.Struct, frozen=True, kw_only=True):
    """One answer of the API to somebody who only looks, or None where none came."""

    at: float
    took_s: float
    status: int | None
    retry_after: str | None = None


class Callers:
    """Callers of one API."""

    def __init__(self, url: str) -> None:
        self.accepted: dict[int, str] = {}
        """Debates that were accepted, by the number in their question."""
        self.canceled: dict[str, float] = {}
        """Debates whose cancel was confirmed, and when, in seconds since 1970."""
        self.surprises: list[str] = []
        """Answers that nobody should get."""
        self._http = httpx.AsyncClient(base_url=url, timeout=PATIENCE_S, trust_env=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._http.aclose()

    async def create(self, number: int, **changes: object) -> str:
        """Create a debate, asking again with the same key for as long as there is no answer."""
        body = {**a_debate(number), **changes}
        reply = await self._insist("/v1/debates", body, _key(number))
        if reply.status_code != 202:
            self._surprised(reply)
        self.accepted[number] = reply.json()["id"]
        return self.accepted[number]

    async def try_to_create(self, number: int) -> httpx.Response:
        """Ask once for a debate, and give whatever answer comes."""
        headers = {"Idempotency-Key": _key(number)}
        reply = await self._http.post("/v1/debates", json=a_debate(number), headers=headers)
        if reply.status_code == 202:
            self.accepted[number] = reply.json()["id"]
        return reply

    async def read(self, debate: str) -> httpx.Response:
        """Ask once for a debate that is there."""
        return await self._http.get(f"/v1/debates/{debate}")

    async def cancel(self, debate: str) -> None:
        """Cancel a debate, unless it has ended."""
        reply = await self._insist(f"/v1/debates/{debate}/cancel", None, f"cancel-{debate}")
        if reply.status_code == 200:
            self.canceled[debate] = time.time()
        elif reply.status_code != 409:
            self._surprised(reply)

    async def unfinished(self) -> list[str]:
        """Return the debates that have not ended, at most some of each status."""
        found: list[str] = []
        for status in UNFINISHED:
            reply = await self._http.get("/v1/debates", params={"status": status, "limit": 100})
            found += [debate["id"] for debate in reply.raise_for_status().json()["data"]]
        return found

    async def all_ended(self, within_s: float) -> list[str]:
        """Wait until every debate has ended; return those that have not when time is up."""
        left = ["unknown"]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                while left:
                    await asyncio.sleep(AGAIN_S)
                    with contextlib.suppress(httpx.HTTPError):
                        left = await self.unfinished()
        return left

    async def probe(self, into: list[Probe]) -> None:
        """Look at the API again and again, until canceled."""
        while True:
            into.append(await self._look())
            await asyncio.sleep(PROBE_EVERY_S)

    async def _look(self) -> Probe:
        at = time.time()
        try:
            reply = await self._http.get("/v1/debates", params={"limit": 1})
        except httpx.TransportError:
            return Probe(at=at, took_s=time.time() - at, status=None)
        return Probe(
            at=at,
            took_s=time.time() - at,
            status=reply.status_code,
            retry_after=reply.headers.get("retry-after"),
        )

    async def _insist(self, path: str, body: object, key: str) -> httpx.Response:
        while True:
            try:
                reply = await self._http.post(path, json=body, headers={"Idempotency-Key": key})
            except httpx.TransportError:
                await asyncio.sleep(AGAIN_S)
                continue
            if reply.status_code != 503:
                return reply
            if not reply.headers.get("retry-after", "").isdigit():
                self.surprises.append(f"a 503 without Retry-After: {reply.text}")
            await asyncio.sleep(AGAIN_S)

    def _surprised(self, reply: httpx.Response) -> None:
        self.surprises.append(f"{reply.request.url.path} -> {reply.status_code} {reply.text}")


def _key(number: int) -> str:
    return f"chaos-{number:06d}"


def a_debate(number: int, rounds: int = 3, seats: Sequence[str] = SEATS) -> dict[str, Any]:
    """Return what a caller posts: that many rounds, whatever the votes."""
    return {
        "question": question(number),
        "options": [{"id": option, "label": f"Way {option}"} for option in OPTIONS],
        "panel": [{"model": f"lab/{seat}"} for seat in seats],
        "summarizer": {"models": ["sim/summary?delay=0.5"]},
        "protocol": {"max_rounds": rounds, "min_rounds": rounds, "stop_when_stable": False},
    }
