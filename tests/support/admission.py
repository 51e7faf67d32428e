"""Workers as far as they ask providers, and a provider that remembers when it was asked.

Run as `python -m tests.support.admission URL NAMESPACE FILE` it is a process that holds the one
slot of `lab` until it is killed.
"""

import asyncio
import contextlib
import sys
import time
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from msgspec.structs import replace
from typing_extensions import override

from service.admission.admission import Admission
from service.context import Context
from service.domain.limits import Admitted, Parting, Verdict
from service.providers.base import ModelReply
from service.providers.registry import Providers
from service.store.circuits import Circuits
from service.store.clock import Clock
from service.store.provider_limits import MINUTE_S, Candidate, ProviderLimits
from tests.support.model_server import Asked, Reply, ballot, completion
from tests.support.requests import a_request
from tests.support.store import an_open_store

PATIENCE_S = 10.0


class Timed:
    """A script that answers after a while and remembers when it was asked, and of what."""

    def __init__(self, delay_s: float = 0.0) -> None:
        self.times: list[float] = []
        self.models: list[str] = []
        self.headers: dict[str, str] = {}
        self.status = 200
        self._delay_s = delay_s

    def __call__(self, asked: Asked) -> Reply:
        self.times.append(time.monotonic())
        self.models.append(asked.model)
        answer = completion(ballot("A"))
        return replace(answer, status=self.status, delay_s=self._delay_s, headers=self.headers)


def most_within(seconds: float, times: Sequence[float]) -> int:
    """Return how many of these times lie in any stretch as long as that, at most."""
    return max(sum(start <= other < start + seconds for other in times) for start in times)


class Noting(ProviderLimits):
    """Limits that remember what they were asked."""

    def __init__(self, context: Context, minute_s: float = MINUTE_S) -> None:
        super().__init__(context.scripts, context.keys, minute_s=minute_s)
        self._context = context
        self.commands: list[str] = []
        self.admitted_s: list[float] = []
        """When calls were admitted, by the server's clock."""
        self.looks = 0
        """How often it was looked what is scarce."""

    @override
    async def admit(self, call: Candidate) -> Verdict:
        self.commands.append("admit")
        verdict = await super().admit(call)
        if isinstance(verdict, Admitted) and verdict.counted:
            times = self._context.keys.account(call.account).times
            if at_ms := await self._context.redis.zscore(times, call.nonce):
                self.admitted_s.append(at_ms / 1000)
        return verdict

    @override
    async def scarce(self, *, now: datetime) -> frozenset[str]:
        self.looks += 1
        return await super().scarce(now=now)

    @override
    async def leave(
        self,
        call: Candidate,
        admitted: Admitted,
        parting: Parting,
        *,
        now: datetime,
        scarce_s: float = 0.0,
    ) -> None:
        self.commands.append("leave")
        await super().leave(call, admitted, parting, now=now, scarce_s=scarce_s)


class Skipping:
    """A clock that can be put forward."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ahead = timedelta()

    def now(self) -> datetime:
        return self._clock.now() + self._ahead

    def skip(self, seconds: float) -> None:
        self._ahead += timedelta(seconds=seconds)


class Asker:
    """A worker that does nothing but ask."""

    def __init__(
        self, admission: Admission, providers: Providers, limits: Noting, clock: Skipping
    ) -> None:
        self.admission = admission
        self.limits = limits
        self.clock = clock
        self._providers = providers

    async def ask(
        self,
        model: str = "lab/alpha",
        *,
        tokens: int = 100,
        within_s: float = PATIENCE_S,
        patience_s: float = PATIENCE_S,
    ) -> ModelReply:
        """Ask once, as soon as that is admitted."""
        provider, name = self._providers.resolve(model)
        passing = self.admission.admitted(
            model, tokens=tokens, within_s=within_s, patience_s=patience_s
        )
        async with passing as passage:
            reply = await provider.complete(a_request(name))
            passage.answered(reply)
        return reply


@contextlib.asynccontextmanager
async def an_asker(context: Context, *, minute_s: float = MINUTE_S) -> AsyncIterator[Asker]:
    clock, limits = Skipping(context.clock), Noting(context, minute_s)
    circuits = Circuits(context.redis, context.keys)
    async with (
        Providers.open(context.provider_configs, sim=True) as providers,
        Admission.open(context.accounts, limits, circuits, clock) as admission,
    ):
        yield Asker(admission, providers, limits, clock)


async def main(valkey_url: str, namespace: str, file: str) -> None:
    variables = {"ROUNDTABLE_PROVIDERS_FILE": str(Path(file))}
    async with (
        an_open_store(valkey_url, namespace, variables) as store,
        an_asker(store) as asker,
        asker.admission.admitted("lab/alpha", tokens=1, within_s=9, patience_s=9),
    ):
        print("admitted", flush=True)  # noqa: T201 - whoever started this waits for it
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
