"""What a process remembers of keys, and for how long."""

import pytest

from service.store.key_ring import NO_KEYS_S, UNKNOWN_S, KeyRing
from service.store.remembered import KNOWN_S, MOST
from tests.support.access import T0, KeptKeys, a_kept_key, a_key_text

KEY = a_key_text()
MOMENT_S = 0.001


class Process:
    """A ring over keys in memory, at a time that the test sets."""

    def __init__(self) -> None:
        self.keys = KeptKeys()
        self.time_s = 1_000.0
        self.ring = KeyRing(self.keys, lambda: self.time_s)


@pytest.fixture
def process() -> Process:
    return Process()


async def test_a_key_is_asked_for_once_in_a_while(process: Process) -> None:
    process.keys.keep(KEY, a_kept_key())

    first = await process.ring.find(KEY)
    process.time_s += KNOWN_S - MOMENT_S
    again = await process.ring.find(KEY)

    assert first == again == a_kept_key()
    assert process.keys.asked == 1


async def test_a_revocation_is_noticed_when_the_key_is_asked_for_again(process: Process) -> None:
    process.keys.keep(KEY, a_kept_key())
    await process.ring.find(KEY)
    process.keys.keep(KEY, a_kept_key(revoked_at=T0))

    process.time_s += KNOWN_S
    found = await process.ring.find(KEY)

    assert found == a_kept_key(revoked_at=T0)


async def test_a_key_that_was_tried_before_it_was_made_works_soon(process: Process) -> None:
    early = await process.ring.find(KEY)
    process.keys.keep(KEY, a_kept_key())

    at_once = await process.ring.find(KEY)
    process.time_s += UNKNOWN_S
    soon = await process.ring.find(KEY)

    assert (early, at_once, soon) == (None, None, a_kept_key())
    assert process.keys.asked == 2


@pytest.mark.parametrize("text", ["", "rt_live_", KEY[:-1], KEY.swapcase(), "x" * 100_000])
async def test_nobody_is_asked_about_what_is_no_key(process: Process, text: str) -> None:
    assert await process.ring.find(text) is None
    assert process.keys.asked == 0


async def test_the_first_key_is_noticed_soon_and_never_forgotten(process: Process) -> None:
    before = await process.ring.any()
    process.keys.keep(KEY, a_kept_key())
    at_once = await process.ring.any()
    process.time_s += NO_KEYS_S
    soon = await process.ring.any()
    process.keys.kept.clear()
    process.time_s += NO_KEYS_S

    assert (before, at_once, soon, await process.ring.any()) == (False, False, True, True)


async def test_a_key_that_is_used_shows_that_there_are_keys(process: Process) -> None:
    await process.ring.any()
    process.keys.keep(KEY, a_kept_key())
    await process.ring.find(KEY)

    assert await process.ring.any()


@pytest.mark.parametrize("kept", [True, False])
async def test_no_more_than_so_many_keys_are_remembered(process: Process, *, kept: bool) -> None:
    texts = [a_key_text(number) for number in range(MOST + 1)]
    for text in texts if kept else ():
        process.keys.keep(text, a_kept_key())
    for text in texts:
        await process.ring.find(text)
    asked = process.keys.asked

    await process.ring.find(texts[-1])
    still_known = process.keys.asked
    await process.ring.find(texts[0])

    assert (asked, still_known, process.keys.asked) == (len(texts), asked, asked + 1)
