"""One call to a provider: admitted, sent, and what it came to, ready to be written down."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeAlias

import msgspec
from msgspec.structs import replace

from service.domain.asking import Answer, Asking, Ended
from service.domain.debate import Call, CallStatus, DebateSpec, Effort, Usage
from service.domain.errors import ProviderError
from service.domain.foreseen import expected_tokens
from service.domain.hedging import Asked
from service.domain.prompts import Prompt
from service.domain.tally import FREE_USAGE
from service.domain.tracing import Trace
from service.providers.base import ModelReply, ModelRequest, OnText, Provider, Turn
from service.telemetry import logger
from service.worker_context import WorkerContext
from workers.spans import asked, replied, span_name
from workers.tallying import CANCELED, count_call

log = logger(__name__)

Reserve: TypeAlias = Callable[[Call], Awaitable[bool]]
"""Writes a call down before it is made; returns whether it may be made."""


class Question(msgspec.Struct, Generic[Answer], frozen=True, kw_only=True):
    """What is asked of a model, in one call or several, and how its replies are taken."""

    spec: DebateSpec
    prompt: Prompt
    max_output_tokens: int
    effort: Effort | None
    asking: Asking
    read: Callable[[ModelReply], Ended[Answer]]
    repair: Callable[[Prompt, str, str], Prompt]
    """Asks once more: takes the prompt, the reply to it that could not be read, and its fault."""
    reply_tokens: int
    """How long a brief reply is."""
    of_a_seat: bool
    """Whether it belongs to a round, so that people hear the answer as it is written."""
    beside: tuple[Asked, ...] = ()
    """Who is asked at the same time, and waited for as well."""

    @property
    def asked(self) -> Asked:
        """Return who is asked for what."""
        return Asked(self.asking.model, of_a_seat=self.of_a_seat)

    @property
    def time_left_s(self) -> float:
        """Return the time that the model has left for it."""
        return max(0.0, self.asking.ends - asyncio.get_running_loop().time())


class Settled(msgspec.Struct, Generic[Answer], frozen=True, kw_only=True):
    """A call that is over, and what it came to."""

    call: Call
    ended: Ended[Answer]
    text: str = ""
    model_served: str | None = None


class Attempt(Generic[Answer]):
    """One call: a hedge is made at once or not at all, and reserved when there is room for it."""

    def __init__(
        self, worker: WorkerContext, question: Question[Answer], call: Call, reserve: Reserve
    ) -> None:
        self.call = call
        self.reserved = not call.hedge
        """Whether the call stands in the ledger, or may do so."""
        self.sent = asyncio.Event()
        self._worker = worker
        self._question = question
        self._reserve = reserve
        self._began = asyncio.get_running_loop().time()

    @property
    def taken_s(self) -> float:
        """Return how long it is under way."""
        return asyncio.get_running_loop().time() - self._began

    async def ask(self, on_text: OnText) -> ModelReply | None:
        """Make the call when it is admitted; None when it is a hedge that may not be made.

        Raises `ProviderError` when there is no answer.
        """
        question, hedge = self._question, self.call.hedge
        asking = question.asking
        provider, model = self._worker.providers.resolve(self.call.model)
        lined_up = asyncio.get_running_loop().time()
        async with self._worker.admission.admitted(
            self.call.model,
            tokens=expected_tokens(question.prompt, question.reply_tokens),
            within_s=0.0 if hedge else min(question.time_left_s, asking.longest_in_line_s),
            patience_s=0.0 if hedge else asking.patience_s,
            longest_pause_s=asking.may_wait_s,
        ) as passage:
            if not await self._may_be_made():
                return None
            reply = await self._complete(
                provider, model, on_text, waited_s=asyncio.get_running_loop().time() - lined_up
            )
            passage.answered(reply)
        return reply

    def answered(self, reply: ModelReply) -> Settled[Answer]:
        """Return what a reply comes to."""
        self._worker.hedging.answered(self._question.asked, self.taken_s)
        usage = replace(reply.usage, calls=1)
        prices = self._worker.store.prices
        return self._counted(
            Settled(
                call=self._settled(
                    usage=prices.charged(usage, self.call.model, reply.model_served),
                    request_id=reply.request_id,
                ),
                ended=self._question.read(reply),
                text=reply.text,
                model_served=reply.model_served,
            )
        )

    def failed(self, error: ProviderError) -> Settled[Answer]:
        """Return what a failure comes to."""
        untold = self._worker.store.prices.untold(self.call.model)
        call = self._settled(
            usage=FREE_USAGE if error.unbilled else untold,
            request_id=error.request_id,
            error=error.code,
        )
        log.info(
            "call_canceled" if error.code == CANCELED else "call_failed",
            round=call.round,
            participant=call.participant,
            attempt=call.number,
            model=call.model,
            hedge=call.hedge,
            code=error.code,
            provider_request_id=error.request_id,
        )
        return self._counted(Settled(call=call, ended=error))

    def broken_off(self, *, late: bool) -> Settled[Answer]:
        """Return what a call comes to that is not waited for any more."""
        said = "The model did not answer in its time." if late else "Another call was quicker."
        unsent = not self.sent.is_set()
        code = "timed_out" if late else CANCELED
        return self.failed(ProviderError(said, code=code, unbilled=unsent))

    def _counted(self, settled: Settled[Answer]) -> Settled[Answer]:
        count_call(
            self._worker.store.metrics, settled.call, settled.ended, sent=self.sent.is_set()
        )
        return settled

    async def _may_be_made(self) -> bool:
        if not self.call.hedge:
            self._worker.hedging.count_call()
        elif self._worker.hedging.take():
            # Who is canceled meanwhile cannot tell whether it was written down.
            self.reserved = True
            self.reserved = await self._reserve(self.call)
        return self.reserved

    async def _complete(
        self, provider: Provider, model: str, on_text: OnText, *, waited_s: float
    ) -> ModelReply:
        facts = asked(self._question.spec, self.call, waited_s)
        trace, tracer = self._question.spec.trace, self._worker.store.tracer
        with tracer.call(span_name(self.call), trace, facts) as span:
            self._began = asyncio.get_running_loop().time()
            self.sent.set()
            reply = await provider.complete(self._request(model, span.trace), on_text)
            span.note(replied(reply))
        return reply

    def _request(self, model: str, trace: Trace) -> ModelRequest:
        question, call = self._question, self.call
        return ModelRequest(
            model=model,
            messages=question.prompt.messages,
            schema=question.prompt.schema,
            max_output_tokens=question.max_output_tokens,
            timeout_s=question.time_left_s,
            effort=question.effort,
            turn=Turn(
                debate=question.spec,
                round=call.round,
                seat=call.participant,
                attempt=call.number,
            ),
            trace=trace,
        )

    def _settled(self, *, usage: Usage, request_id: str | None, error: str | None = None) -> Call:
        return replace(
            self.call,
            status=CallStatus.SETTLED,
            usage=usage,
            request_id=request_id,
            error=error,
            latency_ms=round(self.taken_s * 1000),
        )
