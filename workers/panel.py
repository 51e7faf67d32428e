"""Asking everyone at once: bounded in time, retried where that helps, each answer kept as it lands.

A participant's failure is a value by the time it leaves this file: the response says what became
of it, and the others go on.
"""

import asyncio
import contextlib
import random
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec.structs import replace

from service.context import WorkerContext
from service.domain.debate import (
    Call,
    CallStatus,
    Debate,
    Participant,
    Response,
    Usage,
)
from service.domain.errors import ProviderError
from service.domain.estimates import expected_tokens
from service.domain.jobs import Claim
from service.domain.prompts import Prompt, ask, max_output_tokens, repair
from service.domain.recording import Telling, cut_short, record_failure, record_reading
from service.domain.replies import Reading, Unreadable, read_reply
from service.domain.tally import FREE_USAGE, UNKNOWN_USAGE, add_up
from service.providers.base import ModelReply, ModelRequest, Turn
from service.store.ledger import Reserved
from service.telemetry import logger
from workers.persistence import persist

log = logger(__name__)

MAX_RETRIES = 3
MAX_RETRIES_WHEN_TOLD = 6
"""Of calls whose provider says when to come back: a rate limit, which passes, and not a fault."""
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 8.0
GRACE_S = 2.0
"""Beyond a round's time, for answers that are in to be written."""
PATIENCE_S = 10.0
"""How long a seat waits for a provider that is down."""


async def ask_panel(worker: WorkerContext, debate: Debate, claim: Claim) -> bool:
    """Ask every seat that has not answered yet and store each response as it comes.

    Returns when all are in or the round's time is up; False when the budget does not pay for
    asking them all, and none was asked. Raises `LeaseLostError` when another worker has taken
    over.
    """
    number = len(debate.state.rounds)
    asked = Counter(call.participant for call in debate.calls if call.round == number)
    missing = [seat for seat in debate.spec.panel if debate.response(number, seat.id) is None]
    time_left_s = (round_ends_at(debate) - worker.store.clock.now()).total_seconds()
    if not missing or time_left_s <= 0:
        return True
    calls = [_call(debate, seat, asked[seat.id] + 1) for seat in missing]
    reserved = await persist(lambda: worker.store.ledger.reserve(debate, calls, claim))
    ends = time.monotonic() + time_left_s
    with contextlib.suppress(TimeoutError), _alone():
        async with asyncio.timeout(time_left_s + GRACE_S), asyncio.TaskGroup() as seats:
            for call in reserved.calls:
                seats.create_task(_Seat(worker, debate, claim, ends).answer(call))
    return not reserved.over_budget


def round_ends_at(debate: Debate) -> datetime:
    """Return when the open round has to be closed, whoever is missing."""
    allowed = timedelta(seconds=debate.spec.rules.round_deadline_s)
    return min(debate.state.rounds[-1].started_at + allowed, debate.spec.deadline_at)


def pause_before_retry(error: ProviderError, failures: int, time_left_s: float) -> float | None:
    """Return how long to wait before asking again after this failure; None to give up.

    `failures` counts those of its kind, from 1. A provider that names a time is given it, unless that is too late,
    and some more: all seats of a provider are told the same, and one at a time gets through.
    """
    told_s = error.retry_after_s
    most = MAX_RETRIES if told_s is None else MAX_RETRIES_WHEN_TOLD
    if not error.retryable or failures > most:
        return None
    longest = min(FIRST_PAUSE_S * 2 ** (failures - 1), LONGEST_PAUSE_S)
    if told_s is None:
        pause_s = longest * random.uniform(0.75, 1.0)  # noqa: S311 - spreads retries, no secret
    else:
        pause_s = told_s + longest * random.uniform(0.0, 0.5)  # noqa: S311 - as above
    return pause_s if pause_s < time_left_s else None


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Let the first error out of its group: who runs the job tells errors apart by their type."""
    try:
        yield
    except ExceptionGroup as errors:
        raise errors.exceptions[0] from errors


class _Seat:
    """One participant's way to a response: calls, retries, one repair."""

    def __init__(self, worker: WorkerContext, debate: Debate, claim: Claim, ends: float) -> None:
        self._worker = worker
        self._debate = debate
        self._claim = claim
        self._ends = ends
        self._began = time.monotonic()
        self._usages: list[Usage] = []
        self._failures = Counter[bool]()
        """Counted apart: those whose provider says when to come back, and the others."""
        self._repaired = False
        self._cap = 0

    async def answer(self, first: Call) -> None:
        """Ask until there is something to record, and store it."""
        participant = self._debate.spec.participant(first.participant)
        prompt, call = ask(self._debate, participant.id), first
        self._cap = max_output_tokens(self._debate.spec.rules, participant.effort)
        while True:
            asked_at = time.monotonic()
            try:
                reply = await self._complete(participant, prompt, call)
            except ProviderError as error:
                settled = self._settled(call, asked_at, error)
                telling = self._telling(prompt, None)
                response = record_failure(self._debate, participant, error, telling)
                told = error.retry_after_s is not None
                self._failures[told] += 1
                pause_s = pause_before_retry(error, self._failures[told], self._time_left_s())
                if pause_s is None:
                    return await self._store(response, settled)
                await self._settle(settled)
                await asyncio.sleep(pause_s)
            else:
                settled = self._settled(call, asked_at, reply)
                reading = self._read(reply)
                telling = self._telling(prompt, reply)
                response = record_reading(self._debate, participant, reading, telling)
                again = self._ask_again(prompt, reading, reply)
                if again is None:
                    return await self._store(response, settled)
                await self._settle(settled)
                prompt = again
            call = replace(first, number=call.number + 1)
            reserved = await self._reserve(call)
            if reserved.over_budget:
                response = cut_short(response, now=self._worker.store.clock.now())
                return await self._store(response, settled)
            if not reserved.calls:
                return None

    async def _complete(self, participant: Participant, prompt: Prompt, call: Call) -> ModelReply:
        provider, model = self._worker.providers.resolve(participant.model)
        time_left_s = self._time_left_s()
        passing = self._worker.admission.admitted(
            participant.model,
            tokens=expected_tokens(self._debate.spec, prompt),
            within_s=time_left_s,
            patience_s=min(PATIENCE_S, time_left_s),
        )
        async with passing as passage:
            request = ModelRequest(
                model=model,
                messages=prompt.messages,
                schema=prompt.schema,
                max_output_tokens=self._cap,
                timeout_s=self._time_left_s(),
                effort=participant.effort,
                turn=Turn(
                    debate=self._debate.spec,
                    round=call.round,
                    seat=call.participant,
                    attempt=call.number,
                ),
            )
            async with self._worker.live.of(self._debate.spec, prompt.codes, call) as on_text:
                reply = await provider.complete(request, on_text)
            passage.answered(reply)
            return reply

    def _read(self, reply: ModelReply) -> Reading:
        spec = self._debate.spec
        return read_reply(
            reply.text,
            options=spec.options,
            finish=reply.finish,
            refusal=reply.refusal,
            allow_abstain=spec.rules.allow_abstain,
        )

    def _ask_again(self, prompt: Prompt, reading: Reading, reply: ModelReply) -> Prompt | None:
        """Return what to ask after an unreadable reply: once, a truncated one with more room."""
        if not isinstance(reading, Unreadable) or self._repaired or not self._time_left_s():
            return None
        self._repaired = True
        if reading.truncated:
            self._cap *= 2
            return prompt
        return repair(prompt, spec=self._debate.spec, reply=reply.text, fault=reading.fault)

    def _telling(self, prompt: Prompt, reply: ModelReply | None) -> Telling:
        return Telling(
            prompt=prompt,
            created_at=self._worker.store.clock.now(),
            attempts=len(self._usages),
            latency_ms=round((time.monotonic() - self._began) * 1000),
            usage=add_up(self._usages),
            model_served=reply.model_served if reply else None,
            simulated=reply.simulated if reply else False,
        )

    def _settled(self, call: Call, asked_at: float, ended: ModelReply | ProviderError) -> Call:
        if isinstance(ended, ProviderError):
            log.info(
                "call_failed",
                debate=self._debate.spec.id,
                round=call.round,
                participant=call.participant,
                attempt=call.number,
                model=call.model,
                code=ended.code,
                request_id=ended.request_id,
            )
            usage, error = FREE_USAGE if ended.unbilled else UNKNOWN_USAGE, ended.code
        else:
            prices, usage = self._worker.store.prices, replace(ended.usage, calls=1)
            usage, error = prices.charged(usage, call.model, ended.model_served), None
        self._usages.append(usage)
        return replace(
            call,
            status=CallStatus.SETTLED,
            usage=usage,
            request_id=ended.request_id,
            error=error,
            latency_ms=round((time.monotonic() - asked_at) * 1000),
        )

    async def _reserve(self, call: Call) -> Reserved:
        ledger = self._worker.store.ledger
        return await persist(lambda: ledger.reserve(self._debate, [call], self._claim))

    async def _settle(self, call: Call) -> None:
        await persist(lambda: self._worker.store.ledger.settle(self._debate.spec, call))

    async def _store(self, response: Response, call: Call) -> None:
        spec = self._debate.spec
        committed = await persist(lambda: self._worker.store.ledger.commit(spec, response, call))
        log.info(
            "response_committed",
            debate=spec.id,
            round=response.round,
            participant=response.participant,
            status=response.status,
            attempts=response.attempts,
            committed=committed,
        )

    def _time_left_s(self) -> float:
        return max(0.0, self._ends - time.monotonic())


def _call(debate: Debate, seat: Participant, number: int) -> Call:
    return Call(
        round=len(debate.state.rounds),
        participant=seat.id,
        number=number,
        model=seat.model,
        status=CallStatus.RESERVED,
        usage=UNKNOWN_USAGE,
    )
