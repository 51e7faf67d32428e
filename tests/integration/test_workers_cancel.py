"""A debate that is canceled while its models are being asked: they are not listened to any more."""

from service.domain.debate import DebateStatus, Participant
from service.domain.lifecycle import cancel
from tests.support.silent_models import SilentModels
from tests.support.store import a_stored_debate, an_open_store, eventually, is_at_rest
from tests.support.workers import a_worker

SEATS = 3
BEAT_S = 60


async def test_a_cancellation_ends_the_calls_long_before_the_next_beat(
    valkey_url: str, namespace: str
) -> None:
    async with SilentModels() as models:
        variables = {
            "OPENAI_BASE_URL": models.url,
            "OPENAI_API_KEY": "k",
            "ROUNDTABLE_LEASE_SECONDS": str(3 * BEAT_S),
            "ROUNDTABLE_BEAT_SECONDS": str(BEAT_S),
        }
        async with an_open_store(valkey_url, namespace, variables) as store, a_worker(store):
            panel = [
                Participant(id=f"seat_{n}", model="openai/silent", name=f"Model {n}")
                for n in range(1, SEATS + 1)
            ]
            debate = await a_stored_debate(store, panel=tuple(panel))
            await eventually(lambda: have_been_asked(models))

            canceled = await store.debates.decide(
                "public", debate.spec.id, lambda d: cancel(d, now=store.clock.now())
            )
            await eventually(lambda: have_been_hung_up_on(models))
            await eventually(lambda: is_at_rest(store))

    assert canceled.state.status is DebateStatus.CANCELED
    assert models.asked == SEATS


async def have_been_asked(models: SilentModels) -> bool:
    return models.asked == SEATS


async def have_been_hung_up_on(models: SilentModels) -> bool:
    return models.hung_up == SEATS
