"""The ledger in Redis: provider calls and the responses they brought.

A call is written down before it is made and settled after it, so that money is counted once; a
response is stored once, by whoever is first, and never changed.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import cast

import msgspec
from msgspec.structs import replace

from service.domain.budget import held_usd
from service.domain.debate import (
    SUMMARIZER,
    Call,
    Debate,
    DebateSpec,
    DebateStatus,
    Response,
)
from service.domain.errors import LeaseLostError, StoreUnavailableError
from service.domain.events import ResponseCompleted
from service.domain.jobs import Claim
from service.domain.lifecycle import without_draft
from service.metrics.counting import Metrics
from service.metrics.table import CALLS_GATED
from service.store.encoding import call_field, encode, member, response_field, to_ms
from service.store.keys import Keys
from service.store.recollection import Recollection
from service.store.scripting import MAX_CONFLICTS, Argument, Scripts
from service.store.subscriptions import Subscriptions

GATED_BY = {b"lost": "taken_over", b"closed": "over", b"over_budget": "budget"}
"""Why none of the calls is made, by what the store says."""


class Committed(StrEnum):
    """What became of a response."""

    STORED = "stored"
    DUPLICATE = "duplicate"
    """Another answer of that seat was first."""
    LATE = "late"
    """The round was closed."""


class Reserved(msgspec.Struct, frozen=True, kw_only=True):
    """Which of the calls asked for may be made; the others' answers are in, or the round over."""

    calls: tuple[Call, ...] = ()
    over_budget: bool = False
    """The budget does not pay for them together: none may be made, and none was written down."""


class LedgerStore:
    """The ledgers of all debates of one namespace."""

    def __init__(
        self,
        scripts: Scripts,
        keys: Keys,
        subscriptions: Subscriptions,
        metrics: Metrics,
        recollection: Recollection | None = None,
    ) -> None:
        self._metrics = metrics
        self._scripts = scripts
        self._keys = keys
        self._subscriptions = subscriptions
        self._recollection = recollection or Recollection()

    async def reserve(self, debate: Debate, calls: Iterable[Call], claim: Claim) -> Reserved:
        """Write down provider calls before they are made; return those that may be made.

        A call is left out when its answer is in by now; all are when the round is closed, or the
        debate over whose summary they are for. Raises `LeaseLostError` when another worker has
        taken over.
        """
        budget = debate.spec.budget
        by_field = {call_field(call): _held(debate.spec, call) for call in calls}
        arguments: list[Argument] = []
        for field, call in by_field.items():
            arguments += [response_field(call), field, encode(call)]
        keys = self._keys.debate(debate.spec.tenant, debate.spec.id)
        number = len(debate.state.rounds)
        answer = await self._scripts.call(
            "reserve",
            [keys.state, keys.responses, keys.calls],
            [
                claim.job_id,
                claim.token,
                _status_for(by_field.values()),
                number,
                "" if budget is None else repr(budget.max_usd),
                *arguments,
            ],
        )
        reserved = answer if isinstance(answer, list) else []
        why = "answered" if isinstance(answer, list) else GATED_BY[cast("bytes", answer)]
        self._metrics.count(CALLS_GATED, why, by=len(by_field) - len(reserved))
        if answer == b"lost":
            raise LeaseLostError
        if answer == b"over_budget":
            return Reserved(over_budget=True)
        reserved = [] if answer == b"closed" else cast("list[bytes]", answer)
        calls = tuple(by_field[field.decode()] for field in reserved)
        self._recollection.reserved(debate.spec.id, calls)
        return Reserved(calls=calls)

    async def settle(self, spec: DebateSpec, call: Call) -> None:
        """Write down what a provider call came to that brought no answer to store.

        What it has drafted is not kept when the debate is over meanwhile.
        """
        keys, held = self._keys.debate(spec.tenant, spec.id), _held(spec, call)
        await self._scripts.call(
            "settle",
            [keys.state, keys.calls],
            [call_field(call), encode(held), encode(without_draft(held))],
        )
        self._recollection.settled(spec.id, held)

    async def commit(self, spec: DebateSpec, response: Response, call: Call) -> Committed:
        """Store a response, first writer wins, and settle the call that brought it."""
        for _ in range(MAX_CONFLICTS):
            answer = await self._commit(spec, response, call)
            if answer != b"outdated":
                committed = Committed(answer.decode())
                self._remember(committed, spec, response, call)
                return committed
            await self._subscriptions.refresh(spec.tenant)
        message = f"The endpoints of {spec.tenant} change too fast; try again."
        raise StoreUnavailableError(message)

    async def _commit(self, spec: DebateSpec, response: Response, call: Call) -> bytes:
        keys, event = self._keys.debate(spec.tenant, spec.id), ResponseCompleted(response.ref)
        answer = await self._scripts.call(
            "commit",
            [
                *(keys.state, keys.responses, keys.calls, keys.events),
                self._subscriptions.key(spec),
            ],
            [
                member(spec),
                spec.id,
                response_field(response),
                response.round,
                encode(response),
                to_ms(response.created_at),
                encode(event),
                call_field(call),
                encode(_held(spec, call)),
                *self._subscriptions.owed(spec, [event], response.created_at),
            ],
        )
        return cast("bytes", answer)

    def _remember(
        self, committed: Committed, spec: DebateSpec, response: Response, call: Call
    ) -> None:
        if committed is Committed.STORED:
            self._recollection.stored(spec.id, response, _held(spec, call))
        else:
            self._recollection.forget(spec.id)


def _status_for(calls: Iterable[Call]) -> DebateStatus:
    """Return the status in which such calls are made, those for the summary or those of a round."""
    summed_up = any(call.participant == SUMMARIZER for call in calls)
    return DebateStatus.SUMMARIZING if summed_up else DebateStatus.RUNNING


def _held(spec: DebateSpec, call: Call) -> Call:
    """Return the call with what is held for it by now, which `reserve.lua` adds up."""
    return replace(call, held_usd=held_usd(spec.budget, call))
