"""Running one round: begin it, ask the panel, close it."""

from service.domain.debate import Debate, DebateStatus
from service.domain.jobs import Claim
from service.domain.lifecycle import Step, begin, close_round, is_round_over, resume
from service.worker_context import WorkerContext
from workers.panel import ask_panel
from workers.persistence import persist


async def run_round(
    worker: WorkerContext, claim: Claim, tenant: str, debate_id: str, number: int
) -> Debate:
    """Bring round `number` of a debate to its end, whatever of it is done already.

    Returns the debate after it. Raises `LeaseLostError` when another worker has taken over.
    """
    debates, clock = worker.store.debates, worker.store.clock

    def start(debate: Debate) -> Step | None:
        if debate.state.status is DebateStatus.QUEUED:
            return begin(debate, now=clock.now())
        return resume(debate, now=clock.now()) if _is_open(debate, number) else None

    debate = await persist(lambda: debates.decide(tenant, debate_id, start, claim=claim))
    while _is_open(debate, number):
        paid = await ask_panel(worker, debate, claim)

        def close(debate: Debate, *, paid: bool = paid) -> Step | None:
            now = clock.now()
            over = _is_open(debate, number) and (not paid or is_round_over(debate, now=now))
            return close_round(debate, now=now, unpaid=not paid) if over else None

        # Not yet over, if a seat was left out: a run that broke off had written down its call.
        debate = await persist(lambda: debates.decide(tenant, debate_id, close, claim=claim))
    return debate


def _is_open(debate: Debate, number: int) -> bool:
    running = debate.state.status is DebateStatus.RUNNING
    return running and len(debate.state.rounds) == number
