"""arq's worker with another loop: jobs are leased, renewed, and given back.

Of arq we keep the payload format, the job functions, `Retry` and the time-outs; what is replaced
is how jobs are found and finished, because arq's own loop hides a dead worker's jobs for minutes
and lets a frozen one finish what another has taken over. A test asserts that the overridden
methods still have the signatures that this version of arq calls.
"""

import asyncio
import contextlib
import time
from collections.abc import Sequence

from arq.connections import ArqRedis
from arq.worker import Function, Worker
from typing_extensions import override

from service.domain.errors import StoreUnavailableError
from service.domain.jobs import Claim
from service.ending import end
from service.queue import decode_payload, encode_payload, subject_of
from service.store.leases import Leases
from service.store.scripting import is_unavailable
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


class LeasedWorker(Worker):
    """Claims jobs, runs them at most `max_jobs` at a time, and renews its claims meanwhile."""

    def __init__(
        self,
        functions: Sequence[Function],
        *,
        leases: Leases,
        pool: ArqRedis,
        max_jobs: int,
        drain_s: float,
    ) -> None:
        super().__init__(
            functions,
            queue_name="leased",
            redis_pool=pool,
            max_jobs=max_jobs,
            job_timeout=JOB_TIMEOUT_S,
            keep_result=0,
            max_tries=1_000_000,
            handle_signals=False,
            job_serializer=encode_payload,
            job_deserializer=decode_payload,
            log_results=False,
        )
        self.claims: dict[str, Claim] = {}
        """The claims of the jobs that are running here, by job id."""
        self.ctx["claims"] = self.claims
        self.heard_s: float | None = None
        """When the store has taken a beat last, by the monotonic clock."""
        self._leases = leases
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
        try:
            await super().run_job(job_id, score)
        except Exception as error:
            if not is_unavailable(error):
                raise
            # arq could not read what the job is.
            await self._release(job_id, finished=False, delay_s=RETRY_DELAY_S)

    @override
    async def finish_job(
        self,
        job_id: str,
        finish: bool,
        result_data: bytes | None,
        result_timeout_s: float | None,
        keep_result_forever: bool,
        incr_score: int | None,
        keep_in_progress: float | None,
    ) -> None:
        # arq adds the time since `score` to the delay that a Retry asked for; ours is the delay.
        await self._release(job_id, finished=finish, delay_s=RETRY_DELAY_S if incr_score else 0.0)

    @override
    async def finish_failed_job(self, job_id: str, result_data: bytes | None) -> None:
        # arq says so in a sentence, below the level from which on it is heard.
        log.warning("job_unreadable", job=job_id, **subject_of(job_id))
        await self._release(job_id, finished=True, delay_s=0.0)

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
            self.heard_s = time.monotonic()
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
                    # One whose job is being read has no run yet that could be ended.
                    await asyncio.wait(self.tasks.values(), timeout=GLANCE_S)
        await end(*self.tasks.values())
        await end(*self._releases)

    async def _release(self, job_id: str, *, finished: bool, delay_s: float) -> None:
        claim = self.claims[job_id]
        release = self.loop.create_task(
            persist(lambda: self._leases.release(claim, finished=finished, delay_s=delay_s))
        )
        self._releases.add(release)
        release.add_done_callback(self._releases.discard)
        await release
