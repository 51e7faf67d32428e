"""arq's worker with another loop: jobs are leased, renewed, and given back.

Of arq we keep the payload format, the job functions and `Retry`; what is replaced is how jobs are
found, read and finished, because arq's own loop hides a dead worker's jobs for minutes and lets a
frozen one finish what another has taken over. A test asserts that the overridden methods still
have the signatures that this version of arq calls.
"""

import asyncio
import contextlib
from collections.abc import Coroutine, Sequence
from typing import Any

import msgspec
from arq.jobs import SerializationError, deserialize_job_raw
from arq.worker import Function, Retry, Worker
from typing_extensions import override

from service.domain.errors import StoreUnavailableError
from service.domain.jobs import Claim
from service.ending import end
from service.queue import decode_payload, subject_of
from service.store.handovers import Handovers
from service.store.leases import Leases
from service.telemetry import logger
from workers.persistence import persist

log = logger(__name__)

JOB_TIMEOUT_S = 2 * 3_600
"""Beyond every round's own deadline, which ends a round in good order."""
OUTAGE_PAUSE_S = 0.2
CLAIM_AT_MOST = 64
RETRY_DELAY_S = 1.0
CLOSING_S = 1.5
"""How much of the drain is kept for what comes after the jobs; half of a shorter one."""
GIVING_BACK_S = 0.5
"""How long giving back what did not finish may take; it takes no time unless Redis is away."""
GLANCE_S = 0.05
LEASE_LOST = "lease_lost"
"""Why a run is canceled of which another worker has the job."""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What is to become of a job whose run is over."""

    finished: bool
    delay_s: float = 0.0
    """When it is run again, unless it is finished."""


FINISHED, BROKEN_OFF = Outcome(finished=True), Outcome(finished=False)
PUT_OFF = Outcome(finished=False, delay_s=RETRY_DELAY_S)


class LeasedWorker(Worker):
    """Claims jobs, runs them at most `max_jobs` at a time, and renews its claims meanwhile."""

    def __init__(
        self,
        functions: Sequence[Function],
        *,
        leases: Leases,
        handovers: Handovers,
        max_jobs: int,
        drain_s: float,
    ) -> None:
        super().__init__(
            functions,
            queue_name="leased",
            max_jobs=max_jobs,
            job_timeout=JOB_TIMEOUT_S,
            handle_signals=False,
        )
        self.claims: dict[str, Claim] = {}
        """The claims of the jobs that are running here, by job id."""
        self.ctx["claims"] = self.claims
        self.heard_s: float | None = None
        """When the store has taken a beat last, by the clock of the loop."""
        self._leases = leases
        self._handovers = handovers
        self._drain_s = drain_s
        self._wake = asyncio.Event()
        self._check = asyncio.Event()
        """Set when a job of ours may have been taken: the next beat comes at once."""
        self._stopping = False
        self._drained_at = 0.0
        self._releases: set[asyncio.Task[None]] = set()

    def stop(self) -> None:
        """Claim nothing more; `main` returns when the running jobs are done or given back."""
        self._stopping = True
        for claim in self.claims.values():
            self._handovers.decline(claim)
        running_s = max(self._drain_s - CLOSING_S, self._drain_s / 2)
        self._drained_at = self.loop.time() + running_s
        self._wake.set()

    @override
    async def main(self) -> None:
        """Run jobs until stopped, then let them finish for as long as the drain lasts."""
        beside = [
            self.loop.create_task(self._leases.listen(self._wake.set, self._hear_of), name="wake"),
            self.loop.create_task(self._beat(), name="beat"),
        ]
        try:
            for task in beside:
                task.add_done_callback(lambda _: self._wake.set())
            while not self._stopping:
                await self._claim_and_wait()
                for task in beside:
                    # Neither ends by itself: what broke it must not leave a worker without it.
                    if task.done():
                        task.result()
            if self.tasks:
                left_s = max(0, self._drained_at - self.loop.time())
                await asyncio.wait(self.tasks.values(), timeout=left_s)
        finally:
            await end(*beside)
            await self._give_back_all()

    @override
    async def run_job(self, job_id: str, score: int) -> None:
        claim = self.claims[job_id]
        outcome = await self._outcome(claim)
        ending = self._handovers.end(claim)
        if not ending.gone:
            await self._release(claim, outcome)
        if ending.successor and self._stopping:
            await self._release(ending.successor, BROKEN_OFF)
        elif ending.successor:
            await self._start(ending.successor)

    async def _outcome(self, claim: Claim) -> Outcome:
        """Run a job to its end, whatever that is."""
        run = self._run_of(claim)
        if run is None:
            log.warning("job_unreadable", job=claim.job_id, **subject_of(claim.job_id))
            return FINISHED
        self.job_tasks[claim.job_id] = task = self.loop.create_task(run)
        try:
            async with asyncio.timeout(JOB_TIMEOUT_S):
                await task
        except Retry:
            return PUT_OFF
        except asyncio.CancelledError:
            return BROKEN_OFF
        except Exception:
            # What ends a job with a reason has failed itself: there is nobody else to do it.
            log.exception("job_failed", job=claim.job_id)
        finally:
            del self.job_tasks[claim.job_id]
        return FINISHED

    def _run_of(self, claim: Claim) -> Coroutine[Any, Any, object] | None:
        """Return what the payload of a job calls for; None where it cannot be read."""
        try:
            name, args, named, *_ = deserialize_job_raw(claim.payload, deserializer=decode_payload)
            function = self.functions[name]
        except (SerializationError, KeyError):
            return None
        return function.coroutine({**self.ctx, "job_id": claim.job_id}, *args, **named)

    async def _claim_and_wait(self) -> None:
        self._wake.clear()
        free = min(self.max_jobs - len(self.claims), CLAIM_AT_MOST)
        sleep_s: float | None = None
        if free > 0:
            try:
                claims, sleep_s = await self._leases.claim(free)
            except StoreUnavailableError:
                await asyncio.sleep(OUTAGE_PAUSE_S)
                return
            for claim in claims:
                await self._start(claim)
            if len(claims) == free:
                return
        with contextlib.suppress(TimeoutError):
            # A poke that met a broken connection is lost: nobody trusts in being woken for longer.
            longest_s = self._leases.terms.lease_s
            await asyncio.wait_for(
                self._wake.wait(), longest_s if sleep_s is None else min(longest_s, sleep_s)
            )

    async def _start(self, claim: Claim) -> None:
        stale = self.tasks.get(claim.job_id)
        if stale is not None:
            # Lost in an outage and won back: the old run must end before the new one begins.
            await end(stale)
        self.claims[claim.job_id] = claim
        self._handovers.begin(claim)
        task = self.loop.create_task(self.run_job(claim.job_id, 0), name=claim.job_id)
        self.tasks[claim.job_id] = task
        task.add_done_callback(lambda done: self._ended(claim, done))

    def _ended(self, claim: Claim, task: "asyncio.Task[None]") -> None:
        was_full = len(self.claims) >= self.max_jobs
        if self.claims.get(claim.job_id) == claim:
            del self.claims[claim.job_id]
            del self.tasks[claim.job_id]
        self._leases.ended(claim)
        if was_full or claim.company:
            # Else what there was has been claimed, and what has come since has woken us.
            self._wake.set()
        if not task.cancelled() and (error := task.exception()):
            # Nothing was released: the lease ends by itself and the job is run again.
            log.warning("job_run_broke_off", job=claim.job_id, error=repr(error))

    def _hear_of(self, lost_job_id: str) -> None:
        if lost_job_id in self.claims:
            self._check.set()

    async def _beat(self) -> None:
        pause_s = beat_s = self._leases.terms.beat_s
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._check.wait(), pause_s)
            self._check.clear()
            claims = dict(self.claims)
            try:
                lost = await self._leases.renew(claims.values())
                if await self._leases.clear(claims.values()):
                    self._wake.set()
            except StoreUnavailableError:
                # Keep working: the calls are paid for, and the owner's token decides later.
                pause_s = min(OUTAGE_PAUSE_S, beat_s)
                continue
            self.heard_s = self.loop.time()
            pause_s = beat_s
            for job_id in lost:
                running = self.job_tasks.get(job_id)
                # It may have been won back since: that is another run.
                if running and self.claims.get(job_id) == claims[job_id]:
                    log.info("lease_lost", job=job_id, **subject_of(job_id))
                    running.cancel(LEASE_LOST)

    async def _give_back_all(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GIVING_BACK_S):
                while self.tasks:
                    await end(*self.job_tasks.values())
                    # One that was claimed just now has no run yet that could be ended.
                    await asyncio.wait(self.tasks.values(), timeout=GLANCE_S)
        await end(*self.tasks.values())
        await end(*self._releases)

    async def _release(self, claim: Claim, outcome: Outcome) -> None:
        finished, delay_s = outcome.finished, outcome.delay_s
        release = self.loop.create_task(
            persist(lambda: self._leases.release(claim, finished=finished, delay_s=delay_s))
        )
        self._releases.add(release)
        release.add_done_callback(self._releases.discard)
        await asyncio.shield(release)
