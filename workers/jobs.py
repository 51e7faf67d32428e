"""The jobs that a worker can run, and the broad `except` around each of them.

A new kind of job is a row in `JOBS`; its name is what it is queued by.
"""

import contextlib
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

import msgspec
from arq.worker import Function, Retry, func
from structlog.contextvars import bound_contextvars

from service.domain.debate import Debate
from service.domain.errors import (
    LeaseLostError,
    StoreUnavailableError,
    UnknownResourceError,
)
from service.domain.jobs import Claim
from service.domain.lifecycle import Step, Task, fail
from service.domain.tracing import Trace, read_trace
from service.metrics.table import WRITES_FENCED
from service.queue import DELIVER
from service.telemetry import logger
from service.tracing.tracer import Span
from service.worker_context import WorkerContext
from workers.deliveries import deliver, interrupt_delivery
from workers.lease import RETRY_DELAY_S
from workers.persistence import persist
from workers.rounds import run_round
from workers.spans import left_as, worked_at
from workers.summaries import write_summary, write_without_models

log = logger(__name__)

Run = Callable[..., Awaitable[Debate | None]]
"""Takes the context, the claim, and what the job names: a tenant, something of it, and more.

Returns the debate that it worked at, as it left it; None where that was something else.
"""
GiveUp = Callable[..., Awaitable[None]]
Told = AbstractContextManager[Span[Trace] | None]
GIVEN_UP = "job_given_up"


class Duty(msgspec.Struct, frozen=True, kw_only=True):
    """What is done under the name of a job."""

    of: str
    """What is worked at, as lines of the log call it."""
    run: Run
    give_up: GiveUp
    """Ends what cannot be worked at; takes `broken_off` as well, how often its worker has died.

    It may be called twice.
    """


async def fail_debate(
    context: WorkerContext,
    claim: Claim,
    tenant: str,
    debate_id: str,
    _number: int,
    *,
    broken_off: int,
) -> None:
    """End a debate with a reason, unless it is over."""
    debates, clock = context.store.debates, context.store.clock

    def give_up(debate: Debate) -> Step | None:
        over = debate.state.status.terminal
        return None if over else fail(debate, now=clock.now(), broken_off=broken_off)

    await debates.decide(tenant, debate_id, give_up, claim=claim)


async def complete_debate(
    context: WorkerContext,
    claim: Claim,
    tenant: str,
    debate_id: str,
    _number: int,
    *,
    broken_off: int,
) -> None:
    """Complete a debate whose summary met a bug of ours; one that kills its workers is failed."""
    if broken_off:
        await fail_debate(context, claim, tenant, debate_id, _number, broken_off=broken_off)
    else:
        await write_without_models(context, claim, tenant, debate_id)


JOBS: Mapping[str, Duty] = {
    Task.RUN_ROUND: Duty(of="debate", run=run_round, give_up=fail_debate),
    Task.WRITE_SUMMARY: Duty(of="debate", run=write_summary, give_up=complete_debate),
    DELIVER: Duty(of="delivery", run=deliver, give_up=interrupt_delivery),
}


def functions(context: WorkerContext) -> list[Function]:
    """Return the jobs as arq calls them."""
    return [func(_OnDuty(context, name, duty).run, name=name) for name, duty in JOBS.items()]


class _OnDuty:
    """Runs jobs of one name."""

    def __init__(self, context: WorkerContext, name: str, duty: Duty) -> None:
        self._context = context
        self._name = name
        self._duty = duty

    async def run(
        self,
        ctx: dict[str, Any],
        tenant: str,
        subject: str,
        *more: int,
        traceparent: str | None = None,
        **origin: str | None,
    ) -> None:
        """Run one, whose arguments are those of its payload."""
        claim, trace = ctx["claims"][ctx["job_id"]], _trace(traceparent, origin.get("trace_id"))
        told = self._told(claim, trace, tenant, subject, *more)
        with bound_contextvars(tenant=tenant, **{self._duty.of: subject}, **origin):
            await self._attend(claim, told, tenant, subject, *more)

    async def _attend(self, claim: Claim, told: Told, *named: str | int) -> None:
        try:
            with told as span:
                await self._work(claim, span, *named)
        except LeaseLostError:
            self._context.store.metrics.count(WRITES_FENCED)
            log.info("job_taken_over", job=claim.job_id)
        except UnknownResourceError:
            log.info("job_of_what_was_removed_dropped", job=claim.job_id)
        except StoreUnavailableError as error:
            raise Retry(defer=RETRY_DELAY_S) from error
        except Exception:
            # The boundary: a bug of ours must end what this job is for with a reason, and no other.
            log.exception("job_failed", job=claim.job_id)
            await self._give_up(claim, *named, broken_off=0)

    def _told(
        self, claim: Claim, trace: Trace | None, tenant: str, subject: str, *more: int
    ) -> Told:
        """Tell of the job, if it is one of a debate: of a delivery its call tells."""
        if trace is None:
            return contextlib.nullcontext()
        facts = worked_at(tenant, subject, *more, tries=claim.tries)
        return self._context.store.tracer.job(self._name, trace, facts)

    async def _work(self, claim: Claim, span: Span[Trace] | None, *named: str | int) -> None:
        if claim.given_up:
            if span:
                span.fail(GIVEN_UP)
            log.error("job_given_up", job=claim.job_id, broken_off=claim.tries - 1)
            await self._give_up(claim, *named, broken_off=claim.tries - 1)
            return
        debate = await self._duty.run(self._context, claim, *named)
        if span and debate:
            span.note(left_as(debate))
            if debate.state.error:
                span.fail(debate.state.error.code)

    async def _give_up(self, claim: Claim, *named: str | int, broken_off: int) -> None:
        give_up = self._duty.give_up
        # Who has lost the job leaves it to the one that has it now.
        with contextlib.suppress(LeaseLostError, UnknownResourceError):
            await persist(lambda: give_up(self._context, claim, *named, broken_off=broken_off))


def _trace(traceparent: str | None, trace_id: str | None) -> Trace | None:
    """Return the trace that a job of a debate belongs to; None for another job.

    It may have been queued by a version that named the trace alone.
    """
    begun = Trace(id=trace_id, sampled=True) if trace_id else None
    return read_trace(traceparent, None) or begun
