"""An append-only file that ends anywhere: no transition is there by half, and debates go on.

A debate is led through its transitions; after each, the length of the file and every key are
noted. A server that starts on the file cut at any length must hold what was noted last before, or
first after: keys that pass are written down behind a transition, before its length is noted.
"""

import contextlib
import os
import random
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from service import embedded
from service.context import Context
from service.domain.debate import Debate, DebateStatus
from service.domain.extractive import extractive_summary
from service.domain.jobs import Claim
from service.domain.lifecycle import Step, begin, cancel, close_round, conclude
from service.store.leases import Leases
from tests.faults.evidence import NEVER
from tests.faults.scene import in_memory
from tests.support.debates import a_response, some_rules
from tests.support.store import (
    a_call,
    a_stored_debate,
    again,
    an_open_store,
    claimed,
    keyspace,
    some_leases,
)
from tests.support.workers import a_worker, the_end

SEED = 7
CUTS = 30
"""At offsets that are drawn, beside the end of each transition."""
WORKED_ON = 4
"""Cuts after which a worker brings what is there to its end."""
WRITTEN_WITHIN_MS = 2_000
LASTING_MS = 60_000


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """What was so after a transition."""

    name: str
    size: int
    """Of the append-only file, in bytes."""
    keys: dict[str, object]


class Story:
    """A debate on its way, and the moments of it."""

    def __init__(self, folder: Path, store: Context, leases: Leases) -> None:
        self.moments: list[Moment] = []
        self._folder = folder
        self._store = store
        self._leases = leases

    async def tell(self) -> None:
        """Lead one debate to its end, cancel another, and give a third back that has begun."""
        first = await self._created(max_rounds=2, min_rounds=2)
        claim = await self._claimed()
        await self._decide(first, claim, "begin")
        for number in (1, 2):
            await self._play(first, claim, number)
            await self._decide(first, claim, "close_round")
            claim = await self._claimed()
        await self._decide(first, claim, "summed_up")
        await self._decide(await self._created(), None, "cancel")
        third = await self._created()
        claim = await self._claimed()
        await self._decide(third, claim, "begin")
        await self._leases.release(claim, finished=False)
        await self._note("release")

    async def _created(self, **rules: object) -> Debate:
        debate = await a_stored_debate(self._store, rules=some_rules(**rules))
        await self._note("create")
        return debate

    async def _claimed(self) -> Claim:
        claim = await claimed(self._leases)
        await self._note("claim")
        return claim

    async def _play(self, debate: Debate, claim: Claim, number: int) -> None:
        debate, ledger = await again(self._store, debate), self._store.ledger
        calls = [a_call(seat.id, round=number) for seat in debate.spec.panel]
        await ledger.reserve(debate, calls, claim)
        await self._note("reserve")
        for call, vote in zip(calls, "ABC", strict=True):
            at = self._store.clock.now()
            response = a_response(number, call.participant, vote, created_at=at)
            settled = a_call(call.participant, settled=True, round=number)
            await ledger.commit(debate.spec, response, settled)
            await self._note("commit")

    async def _decide(self, debate: Debate, claim: Claim | None, what: str) -> None:
        spec, clock = debate.spec, self._store.clock
        await self._store.debates.decide(
            spec.tenant, spec.id, lambda d: DECISIONS[what](d, now=clock.now()), claim=claim
        )
        await self._note(what)

    async def _note(self, name: str) -> None:
        await self._store.redis.waitaof(1, 0, WRITTEN_WITHIN_MS)
        keys = await lasting_keys(self._store)
        moment = Moment(name=name, size=append_only(self._folder).stat().st_size, keys=keys)
        self.moments.append(moment)


def summed_up(debate: Debate, *, now: datetime) -> Step:
    return conclude(debate, extractive_summary(debate, now=now), now=now)


DECISIONS: dict[str, Callable[..., Step | None]] = {
    "begin": begin,
    "close_round": close_round,
    "summed_up": summed_up,
    "cancel": cancel,
}


def append_only(folder: Path) -> Path:
    """Return the file to which every change is appended."""
    (found,) = (folder / "appendonlydir").glob("*.incr.aof")
    return found


async def lasting_keys(store: Context) -> dict[str, object]:
    """Return every key with its value, but for those that are gone after some seconds."""
    found = await keyspace(store.redis, store.keys.namespace)
    lives = {name: await store.redis.pttl(name) for name in found}
    return {
        name: value
        for name, value in found.items()
        if lives[name] == NEVER or lives[name] > LASTING_MS
    }


@contextlib.contextmanager
def a_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="rt-", dir=in_memory()) as folder:
        yield Path(folder)


@contextlib.asynccontextmanager
async def a_story(namespace: str) -> AsyncIterator[tuple[Path, Sequence[Moment]]]:
    """Give the folder of a server that was stopped after the story, and the moments of it."""
    with a_folder() as folder:
        with embedded.start(folder) as server:
            async with an_open_store(server.url, namespace) as store, some_leases(store) as leases:
                story = Story(folder, store, leases)
                await story.tell()
        yield folder, story.moments


@contextlib.asynccontextmanager
async def a_store_cut_at(folder: Path, size: int, namespace: str) -> AsyncIterator[Context]:
    """Start a server on a copy of that folder whose append-only file has only that length."""
    with a_folder() as place:
        shutil.copytree(folder / "appendonlydir", place / "appendonlydir")
        os.truncate(append_only(place), size)
        with embedded.start(place) as server:
            async with an_open_store(server.url, namespace) as store:
                yield store


def drawn_sizes(moments: Sequence[Moment], count: int) -> list[int]:
    """Return lengths within the transitions of the story, drawn by the seed, in order."""
    first, last = moments[0].size, moments[-1].size
    return sorted(random.Random(SEED).sample(range(first, last), count))


async def test_no_transition_is_there_by_half_wherever_the_file_ends(namespace: str) -> None:
    async with a_story(namespace) as (folder, moments):
        ends = [moment.size for moment in moments]
        for size in (*drawn_sizes(moments, CUTS), *ends[-WORKED_ON:]):
            before = max((m for m in moments if m.size <= size), key=lambda m: m.size)
            after = min((m for m in moments if m.size >= size), key=lambda m: m.size)

            async with a_store_cut_at(folder, size, namespace) as store:
                found = await lasting_keys(store)

            assert found in (before.keys, after.keys), f"{size}: {before.name}, {after.name}"


async def test_a_worker_brings_to_its_end_what_a_cut_file_holds(namespace: str) -> None:
    async with a_story(namespace) as (folder, moments):
        for size in drawn_sizes(moments, WORKED_ON):
            async with a_store_cut_at(folder, size, namespace) as store:
                async with some_leases(store) as leases:
                    await leases.purge()
                page, _ = await store.debates.page("public", limit=10)
                async with a_worker(store):
                    ended = [await the_end(store, debate) for debate in page]

                assert ended
                assert {debate.state.status for debate in ended} <= {
                    DebateStatus.COMPLETED,
                    DebateStatus.CANCELED,
                }
