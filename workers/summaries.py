"""Writing the summary of a debate whose rounds are over."""

from service.context import WorkerContext
from service.domain.debate import Debate, DebateStatus
from service.domain.extractive import extractive_summary
from service.domain.jobs import Claim
from service.domain.lifecycle import Step, conclude
from workers.persistence import persist


async def write_summary(
    worker: WorkerContext, claim: Claim, tenant: str, debate_id: str, _number: int
) -> None:
    """Write the summary and complete the debate.

    Raises `LeaseLostError` when another worker has taken over.
    """
    debates, clock = worker.store.debates, worker.store.clock

    def finish(debate: Debate) -> Step | None:
        if debate.state.status is not DebateStatus.SUMMARIZING:
            return None
        now = clock.now()
        return conclude(debate, extractive_summary(debate, now=now), now=now)

    await persist(lambda: debates.decide(tenant, debate_id, finish, claim=claim))
