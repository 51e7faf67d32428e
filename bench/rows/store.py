"""P8: what the store is asked for a debate, and what when nothing happens."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import Redis

from bench.debating import CALLS, Debates, closed
from bench.deployment import a_deployment
from bench.goals import Report, at_most
from service.domain.jobs import Lane
from service.ending import end
from service.store.scripting import scripts

DELAY_MS = 50.0
IN_FLIGHT = 32
WARM_S, WINDOW_S = 3.0, 10.0
DEBATES = 20
WATCHED_S = 10.0
OF_ANSWERS = ("commit", "settle")
"""Scripts that write down what a call came to."""
MOST_A_CALL, MOST_MS = 1.0, 1.0
LOOKS_PER_S = 1.0
"""A loop that looks for jobs at ticks, as arq's does, looks twice as often."""


async def report(
    debates: int = DEBATES,
    warm_s: float = WARM_S,
    window_s: float = WINDOW_S,
    watched_s: float = WATCHED_S,
) -> Report:
    """Overhear what the store is asked at rest and for a few debates, then watch it under a load."""
    with a_deployment({"lab": f"d={DELAY_MS:g}"}) as deployed:
        asking = Debates(deployed)
        async with _overhearing(deployed.valkey_url) as idle:
            await asyncio.sleep(watched_s)
        async with _overhearing(deployed.valkey_url) as busy:
            for _ in range(debates):
                await asking.hold()
        window = await closed(asking, IN_FLIGHT, warm_s=warm_s, window_s=window_s)
    answers = sum(busy[name] for name in OF_ANSWERS)
    return Report(
        figures=(
            at_most("commits a call", MOST_A_CALL, answers / (debates * CALLS)),
            at_most("Valkey CPU a debate", MOST_MS, window.each_ms("Valkey"), " ms"),
            at_most(
                "looks into a lane of the queue at rest, a second,",
                LOOKS_PER_S,
                idle["claim"] / len(Lane) / watched_s,
            ),
        ),
        notes=(
            f"Commands a debate, one at a time: {_each(busy, debates)}.",
            (
                f"Commands a second of API and worker at rest: {_each(idle, watched_s)}. Each sweeps"
                " (`due`) and the worker beats once a second for each lane, in case others are gone."
            ),
            f"CPU with {IN_FLIGHT} in flight. {window.told()}.",
        ),
    )


def _each(sent: Counter[str], many: float) -> str:
    return ", ".join(f"{name} {count / many:.2g}" for name, count in sent.most_common())


@asynccontextmanager
async def _overhearing(url: str) -> AsyncIterator[Counter[str]]:
    """Count the commands that are sent meanwhile, scripts by their names."""
    names = {script.digest: name for name, script in scripts().items()}
    sent, begun = Counter[str](), asyncio.Event()

    async def listen(redis: Redis) -> None:
        async with redis.monitor() as monitor:
            begun.set()
            async for heard in monitor.listen():
                if heard["client_type"] != "lua":
                    command, *arguments = heard["command"].lower().split(" ", 2)
                    script = command == "evalsha"
                    sent[names.get(arguments[0].strip('"'), "others") if script else command] += 1

    async with Redis.from_url(url) as redis:
        listening = asyncio.create_task(listen(redis))
        try:
            await begun.wait()
            yield sent
        finally:
            await end(listening)
