"""Asking everyone at once: bounded in time, each answer kept as it lands.

A participant's failure is a value by the time it leaves `seat`: the response says what became of
it, and the others go on.
"""

import asyncio
import contextlib
from collections.abc import Iterator

from service.domain.budget import note_tokens
from service.domain.debate import Call, CallStatus, Debate, Participant
from service.domain.jobs import Claim
from service.domain.lifecycle import round_ends_at
from service.worker_context import WorkerContext
from workers.persistence import persist
from workers.seat import Seat


async def ask_panel(worker: WorkerContext, debate: Debate, claim: Claim) -> bool:
    """Ask every seat that has not answered yet and store each response as it comes.

    Returns when all are in or the round's time is up; an answer that came in time is waited for
    until the store takes it. False when the budget does not pay for asking them all, and none was
    asked. Raises `LeaseLostError` when another worker has taken over.
    """
    number = len(debate.state.rounds)
    missing = [seat for seat in debate.spec.panel if debate.response(number, seat.id) is None]
    time_left_s = (round_ends_at(debate) - worker.store.clock.now()).total_seconds()
    if not missing or time_left_s <= 0:
        return True
    calls = [_next_call(worker, debate, seat) for seat in missing]
    reserved = await persist(lambda: worker.store.ledger.reserve(debate, calls, claim))
    ends = asyncio.get_running_loop().time() + time_left_s
    with _alone():
        async with asyncio.TaskGroup() as seats:
            for call in reserved.calls:
                seats.create_task(Seat(worker, debate, claim, call, ends).answer())
    return not reserved.over_budget


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Let the first error out of its group: who runs the job tells errors apart by their type."""
    try:
        yield
    except ExceptionGroup as errors:
        raise errors.exceptions[0] from errors


def _next_call(worker: WorkerContext, debate: Debate, seat: Participant) -> Call:
    number = len(debate.state.rounds)
    made = (c.number for c in debate.calls if (c.round, c.participant) == (number, seat.id))
    return Call(
        round=number,
        participant=seat.id,
        number=max(made, default=0) + 1,
        model=seat.model,
        status=CallStatus.RESERVED,
        usage=worker.store.prices.untold(seat.model),
        note_tokens=note_tokens(debate, number),
    )
