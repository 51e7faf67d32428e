"""The cost of deliveries can still be taken; what it is is for `make bench-deliveries` to say."""

import httpx
import pytest

from bench.delivered.receiver import a_receiver
from bench.delivered.sent import A_RECEIVER, ENDPOINTS, LostError, all_taken
from bench.deliveries import SENDERS, measure
from service.domain.jobs import Lane, Terms
from tests.support.patience import PATIENCE_S


async def test_every_sender_is_measured() -> None:
    runs = await measure(deliveries=2 * ENDPOINTS, repetitions=1)

    assert list(runs) == list(SENDERS)
    for (run,) in runs.values():
        assert min(run.per_s, run.sender_ms) > 0


async def test_what_comes_twice_ends_the_measurement() -> None:
    with a_receiver() as receiver:
        async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE_S) as client:
            for webhook_id in ("evt_1", "evt_2", "evt_1"):
                await client.post(receiver.url, headers={"webhook-id": webhook_id})

        with pytest.raises(LostError):
            await all_taken(receiver, 3)


def test_as_many_are_in_flight_as_a_worker_sends() -> None:
    assert Terms().of_a_line(Lane.DELIVER) == A_RECEIVER
