"""A store that sentinels watch: found, left when it is gone, and found again at its replica."""

from collections.abc import Iterator

import pytest

from service.context import Context
from service.domain.debate import DebateStatus
from service.domain.errors import StoreUnavailableError
from tests.support.sentinels import Watched, watched
from tests.support.store import a_queued_debate, a_reply, again, an_open_store, eventually
from tests.support.workers import Recording, a_held_round, a_worker, asked, the_end


@pytest.fixture
def stage() -> Iterator[Watched]:
    with watched() as stage:
        yield stage


async def test_debates_go_on_when_the_primary_is_gone(stage: Watched, namespace: str) -> None:
    provider = Recording()
    async with an_open_store(stage.url, namespace) as store, a_worker(store, provider):
        done = await the_end(store, await asked(store, "A", "A"))
        held = await a_held_round(store, provider)
        answered = await again(store, held)
        stage.await_replica()

        stage.kill(stage.first)
        provider.held["seat_3"].set()

        await eventually(lambda: _takes_creates(store))
        assert (await the_end(store, held)).state.status is DebateStatus.COMPLETED
        assert (await again(store, held)).responses[:2] == answered.responses
        assert await again(store, done) == done
        calls = (await again(store, held)).calls
        assert [call.participant for call in calls if call.participant != "seat_3"] == [
            "seat_1",
            "seat_2",
        ]
        later = await the_end(store, await asked(store, "A", "A"))
        assert later.state.status is DebateStatus.COMPLETED


async def test_without_sentinels_the_store_is_away(unused_tcp_port: int, namespace: str) -> None:
    nowhere = f"redis+sentinel://127.0.0.1:{unused_tcp_port}/mymaster"

    async with an_open_store(nowhere, namespace) as store:
        with pytest.raises(StoreUnavailableError):
            await store.debates.create(a_queued_debate(store), a_reply())


async def _takes_creates(store: Context) -> bool:
    try:
        await store.debates.create(a_queued_debate(store), a_reply())
    except StoreUnavailableError:
        return False
    return True
