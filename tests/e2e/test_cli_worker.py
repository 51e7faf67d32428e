"""`roundtable worker`: a process that is told to stop in the middle of its work."""

import signal

from service.store.keys import NAMESPACE
from tests.support.commands import a_command
from tests.support.store import again, an_open_store, in_the_queue
from tests.support.valkey import Server
from tests.support.workers import answered, asked

ROUNDS = 20
DRAIN_S = 3


async def test_a_worker_that_drains_ends_in_time_and_loses_no_answer(server: Server) -> None:
    variables = {
        "ROUNDTABLE_REDIS_URL": server.url,
        "ROUNDTABLE_DRAIN_SECONDS": str(DRAIN_S),
        "ROUNDTABLE_LOG_FORMAT": "json",
    }
    async with an_open_store(server.url, NAMESPACE) as store:
        with a_command("worker", **variables) as worker:
            debates = [await asked(store, "A", "B", "C?delay=60") for _ in range(ROUNDS)]
            for debate in debates:
                await answered(store, debate, 2)

            worker.process.send_signal(signal.SIGTERM)
            status = worker.ends()

        assert status == 0
        left = await in_the_queue(store)
        after = [await again(store, debate) for debate in debates]

    given_back = left.pop(f"{store.keys.prefix}queue:public")
    assert [len(debate.responses) for debate in after] == [2] * ROUNDS
    assert isinstance(given_back, list)
    assert len(given_back) == 2 * ROUNDS
    assert not [name for name in left if name.endswith(("owners", "leases", "inflight", "tries"))]
