"""A debate that is canceled while its models are being asked: they are not listened to any more."""

import time

import pytest

from service.domain.debate import DebateStatus, Participant
from service.domain.lifecycle import cancel
from tests.support.silent_models import SilentModels
from tests.support.store import a_stored_debate, an_open_store, eventually, is_at_rest
from tests.support.workers import a_worker

SEATS = 3
AT_ONCE_S = 1.0


@pytest.mark.parametrize("beat_s", ["1", "20"])
async def test_a_cancellation_ends_the_calls_within_a_second(
    valkey_url: str, namespace: str, beat_s: str
) -> None:
    async with SilentModels() as models:
        variables = {
            "OPENAI_BASE_URL": models.url,
            "OPENAI_API_KEY": "k",
            "ROUNDTABLE_LEASE_SECONDS": "60",
            "ROUNDTABLE_BEAT_SECONDS": beat_s,
        }
        async with an_open_store(valkey_url, namespace, variables) as store, a_worker(store):
            panel = [
                Participant(id=f"seat_{n}", model="openai/silent", name=f"Model {n}")
                for n in range(1, SEATS + 1)
            ]
            debate = await a_stored_debate(store, panel=tuple(panel))
            await eventually(lambda: have_been_asked(models))

            canceled_at = time.monotonic()
            canceled = await store.debates.decide(
                "public", debate.spec.id, lambda d: cancel(d, now=store.clock.now())
            )
            await eventually(lambda: have_been_hung_up_on(models))
            took_s = time.monotonic() - canceled_at
            await eventually(lambda: is_at_rest(store))

    assert canceled.state.status is DebateStatus.CANCELED
    assert took_s < AT_ONCE_S
    assert models.asked == SEATS


async def have_been_asked(models: SilentModels) -> bool:
    return models.asked == SEATS


async def have_been_hung_up_on(models: SilentModels) -> bool:
    return models.hung_up == SEATS
