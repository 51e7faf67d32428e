"""Completing a debate whose rounds are over, with a summary by whoever can write it."""

from service.domain.debate import (
    SUMMARIZER,
    Debate,
    DebateStatus,
    Summary,
    SummarySource,
)
from service.domain.extractive import extractive_summary
from service.domain.jobs import Claim
from service.domain.lifecycle import Step, conclude
from service.telemetry import logger
from service.worker_context import WorkerContext
from workers.persistence import persist
from workers.tallying import count_summary
from workers.writer import Writer

log = logger(__name__)

TRIES_WITH_MODELS = 3
"""After so many tries that broke off no model is asked any more, in case it is what they broke off
by; fewer than `MOST_TRIES`, so that the debate completes."""


async def write_summary(
    worker: WorkerContext, claim: Claim, tenant: str, debate_id: str, _number: int
) -> Debate:
    """Write the summary and complete the debate, which is returned.

    Raises `LeaseLostError` when another worker has taken over.
    """
    asks = claim.tries <= TRIES_WITH_MODELS

    async def end(summary: Summary | None = None) -> Debate:
        """Complete the debate, unless it is over, or a model is to be asked first."""

        def finish(debate: Debate) -> Step | None:
            is_due = summary is not None or not (asks and debate.spec.summarizers)
            return _finished(worker, debate, summary) if is_due else None

        debates = worker.store.debates
        return await persist(lambda: debates.decide(tenant, debate_id, finish, claim=claim))

    summary, debate = None, await end()
    if debate.state.status is DebateStatus.SUMMARIZING:
        summary = await Writer(worker, debate, claim).write()
        debate = await end(summary)
    _tell(worker, debate, summary)
    return debate


async def write_without_models(
    worker: WorkerContext, claim: Claim, tenant: str, debate_id: str
) -> None:
    """Complete the debate with the summary that needs no model.

    Raises `LeaseLostError` when another worker has taken over.
    """
    debates = worker.store.debates
    debate = await debates.decide(
        tenant, debate_id, lambda debate: _finished(worker, debate, None), claim=claim
    )
    _tell(worker, debate, None)


def _finished(worker: WorkerContext, debate: Debate, summary: Summary | None) -> Step | None:
    if debate.state.status is not DebateStatus.SUMMARIZING:
        return None
    now = worker.store.clock.now()
    return conclude(debate, summary or extractive_summary(debate, now=now), now=now)


def _tell(worker: WorkerContext, debate: Debate, summary: Summary | None) -> None:
    written = debate.state.written
    if written is None:
        return
    count_summary(worker.store.metrics, written)
    log.info(
        "summary_written",
        source=written.source,
        model=summary.model if summary and written.source is SummarySource.MODEL else None,
        checked=written.verification.checked,
        repaired=written.verification.repaired,
        dropped=written.verification.dropped,
        calls=sum(call.participant == SUMMARIZER for call in debate.calls),
    )
