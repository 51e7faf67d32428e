"""What an idle worker and an idle API cost: commands to the Valkey, and CPU time."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Mapping

import msgspec
from redis.asyncio import Redis

from bench.goals import MET
from bench.queued.machine import cpu_of_process
from bench.queued.server import a_valkey
from tests.support.commands import Command, a_command

SETTLE_S = 1.0
WATCHED_S = 10.0
MOST_PERCENT = 0.5
COMMANDS = {
    "worker": (("worker",), "worker_started"),
    "API": (("serve", "--port", "0"), "Roundtable serves"),
}
"""The arguments of each, and what it prints when it is at work."""


class Rest(msgspec.Struct, frozen=True, kw_only=True):
    """What one does when there is nothing to do."""

    sent: Counter[str]
    """Commands by name, those within scripts left out."""
    cpu_percent: float
    """Of a core."""


async def report() -> AsyncIterator[str]:
    """Measure, and yield the lines of a table."""
    yield f"{WATCHED_S:g} s of an idle process"
    yield f"{'':12}{'commands/s':>12}{'CPU of a core':>15}  goal: {MOST_PERCENT:g} % of a worker"
    for name, rest in (await measure(for_s=WATCHED_S)).items():
        verdict = MET[rest.cpu_percent <= MOST_PERCENT] if name == "worker" else ""
        sent = ", ".join(f"{count} {what}" for what, count in rest.sent.most_common())
        yield (
            f"{name:12}{rest.sent.total() / WATCHED_S:12.1f}{rest.cpu_percent:13.2f} %"
            f"  {verdict:8}{sent}"
        ).rstrip()


async def measure(*, for_s: float) -> Mapping[str, Rest]:
    """Watch all of them for a while, each with a Valkey of its own."""
    with contextlib.ExitStack() as stack:
        running: list[tuple[str, Command]] = []
        for arguments, _ in COMMANDS.values():
            url = stack.enter_context(a_valkey())
            command = stack.enter_context(a_command(*arguments, ROUNDTABLE_REDIS_URL=url))
            running.append((url, command))
        for (_, command), (_, at_work) in zip(running, COMMANDS.values(), strict=True):
            command.prints(at_work)
        await asyncio.sleep(SETTLE_S)
        rests = await asyncio.gather(*(_watched(*one, for_s) for one in running))
    return dict(zip(COMMANDS, rests, strict=True))


async def _watched(url: str, command: Command, for_s: float) -> Rest:
    used_s = cpu_of_process(command.process.pid)
    sent = await _sent(url, for_s)
    used_s = cpu_of_process(command.process.pid) - used_s
    return Rest(sent=sent, cpu_percent=100 * used_s / for_s)


async def _sent(url: str, for_s: float) -> Counter[str]:
    sent = Counter[str]()
    async with Redis.from_url(url) as redis, redis.monitor() as monitor:
        try:
            async with asyncio.timeout(for_s):
                async for command in monitor.listen():
                    if command["client_type"] != "lua":
                        sent[command["command"].split()[0].lower()] += 1
        except TimeoutError:
            return sent
    return sent
