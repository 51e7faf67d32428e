"""A worker: the jobs it runs, the sweeper beside them, and the broad `except` around a job.

A new kind of job is a row in `JOBS`; its name is what the API queues it by.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

from arq.worker import Function, Retry, func
from structlog.contextvars import bound_contextvars

from service.context import WorkerContext
from service.domain.debate import Debate
from service.domain.errors import (
    LeaseLostError,
    StoreUnavailableError,
    UnknownResourceError,
)
from service.domain.jobs import Claim
from service.domain.lifecycle import Step, Task, fail
from service.ending import end
from service.sweeper import keep_sweeping
from service.telemetry import logger
from workers.lease import RETRY_DELAY_S, LeasedWorker
from workers.persistence import persist
from workers.rounds import run_round
from workers.summaries import write_summary

log = logger(__name__)

DISCOVER_EVERY_S = 15.0

Run = Callable[[WorkerContext, Claim, str, str, int], Awaitable[None]]

JOBS: dict[Task, Run] = {
    Task.RUN_ROUND: run_round,
    Task.WRITE_SUMMARY: write_summary,
}


async def work(context: WorkerContext, stop: asyncio.Event) -> None:
    """Run jobs until `stop` is set, then drain; survives outages of Redis."""
    worker = LeasedWorker(
        [_function(context, task, run) for task, run in JOBS.items()],
        leases=context.leases,
        pool=context.pool,
        max_jobs=context.store.settings.worker_concurrency,
        drain_s=context.store.settings.drain_s,
    )
    sweeping = asyncio.create_task(keep_sweeping(context.store), name="sweeper")
    discovering = asyncio.create_task(_keep_discovering(context), name="discovery")
    stopping = asyncio.create_task(_stop_when_told(worker, stop), name="stop")
    log.info("worker_started", concurrency=worker.max_jobs)
    try:
        await worker.async_run()
    finally:
        await end(sweeping, discovering, stopping)
    log.info("worker_stopped")


def _function(context: WorkerContext, task: Task, run: Run) -> Function:
    async def job(
        ctx: dict[str, Any],
        tenant: str,
        debate_id: str,
        number: int,
        **origin: str | None,
    ) -> None:
        claim = ctx["claims"][ctx["job_id"]]
        with bound_contextvars(debate=debate_id, **origin):
            await attend(claim, tenant, debate_id, number)

    async def attend(claim: Claim, tenant: str, debate_id: str, number: int) -> None:
        try:
            if claim.given_up:
                log.error("job_given_up", job=claim.job_id, broken_off=claim.tries - 1)
                await _give_up(context, claim, tenant, debate_id, broken_off=claim.tries - 1)
            else:
                await run(context, claim, tenant, debate_id, number)
        except LeaseLostError:
            log.info("job_taken_over", job=claim.job_id)
        except UnknownResourceError:
            log.info("job_of_a_removed_debate_dropped", job=claim.job_id)
        except StoreUnavailableError as error:
            raise Retry(defer=RETRY_DELAY_S) from error
        except Exception:
            # The boundary: a bug of ours must end this debate with a reason, and no other.
            log.exception("job_failed", job=claim.job_id)
            await _give_up(context, claim, tenant, debate_id)

    return func(job, name=task.value)


async def _give_up(
    context: WorkerContext, claim: Claim, tenant: str, debate_id: str, *, broken_off: int = 0
) -> None:
    debates, clock = context.store.debates, context.store.clock

    def give_up(debate: Debate) -> Step | None:
        over = debate.state.status.terminal
        return None if over else fail(debate, now=clock.now(), broken_off=broken_off)

    # Who has lost the job leaves the debate to the one that has it now.
    with contextlib.suppress(LeaseLostError, UnknownResourceError):
        await persist(lambda: debates.decide(tenant, debate_id, give_up, claim=claim))


async def _keep_discovering(context: WorkerContext) -> None:
    """Report which models are at hand, at once and then for as long as the worker runs."""
    while True:
        found = await context.providers.discover()
        with contextlib.suppress(StoreUnavailableError):
            await context.store.discoveries.report(found)
        await asyncio.sleep(DISCOVER_EVERY_S)


async def _stop_when_told(worker: LeasedWorker, stop: asyncio.Event) -> None:
    await stop.wait()
    worker.stop()
