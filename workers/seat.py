"""One participant's way to a response: asked until it has answered, and stored."""

import asyncio

from service.domain.asking import first_asking
from service.domain.debate import Call, Debate, Response
from service.domain.errors import ProviderError
from service.domain.foreseen import brief_reply_tokens
from service.domain.hedging import Asked
from service.domain.jobs import Claim
from service.domain.prompts import Prompt, ask, max_output_tokens, repair
from service.domain.recording import Telling, cut_short, record_failure, record_reading
from service.domain.replies import Ballot, Reading, read_reply
from service.domain.tally import add_up
from service.providers.base import ModelReply
from service.telemetry import logger
from service.worker_context import WorkerContext
from workers.attempt import Question
from workers.inquiry import Heard, Inquiry
from workers.persistence import persist

log = logger(__name__)


class Seat:
    """A participant in the open round, which `ends` at that time of the loop."""

    def __init__(
        self, worker: WorkerContext, debate: Debate, claim: Claim, first: Call, ends: float
    ) -> None:
        """Begin with the call `first`, which is reserved."""
        self._worker = worker
        self._debate = debate
        self._participant = debate.spec.participant(first.participant)
        self._began = asyncio.get_running_loop().time()
        self._inquiry = Inquiry(worker, debate, claim, self._question(ends), first)

    async def answer(self) -> None:
        """Ask until there is something to record, and store it."""
        heard = await self._inquiry.run()
        if heard is not None:
            await self._store(self._response(heard), heard.exchanged.last.call)
            await self._inquiry.settle(*(other.call for other in heard.exchanged.beside))

    def _question(self, ends: float) -> Question[Ballot]:
        spec, participant = self._debate.spec, self._participant
        return Question(
            spec=spec,
            prompt=ask(self._debate, participant.id),
            max_output_tokens=max_output_tokens(spec.rules, participant.effort),
            effort=participant.effort,
            asking=first_asking(participant.models, now=self._began, all_ends=ends),
            read=self._read,
            repair=self._repair,
            reply_tokens=brief_reply_tokens(spec),
            of_a_seat=True,
            beside=tuple(Asked(seat.model) for seat in spec.panel),
        )

    def _read(self, reply: ModelReply) -> Reading:
        spec = self._debate.spec
        return read_reply(
            reply.text,
            options=spec.options,
            finish=reply.finish,
            refusal=reply.refusal,
            allow_abstain=spec.rules.allow_abstain,
        )

    def _repair(self, prompt: Prompt, reply: str, fault: str) -> Prompt:
        return repair(prompt, spec=self._debate.spec, reply=reply, fault=fault)

    def _response(self, heard: Heard[Ballot]) -> Response:
        now, ended = self._worker.store.clock.now(), heard.exchanged.ended
        telling = Telling(
            prompt=heard.question.prompt,
            model=heard.question.asking.model,
            created_at=now,
            attempts=len(heard.calls),
            latency_ms=round((asyncio.get_running_loop().time() - self._began) * 1000),
            usage=add_up(call.usage for call in heard.calls),
            model_served=heard.exchanged.last.model_served,
        )
        if isinstance(ended, ProviderError):
            response = record_failure(self._debate, self._participant, ended, telling)
        else:
            response = record_reading(self._debate, self._participant, ended, telling)
        return cut_short(response, now=now) if heard.over_budget else response

    async def _store(self, response: Response, call: Call) -> None:
        spec = self._debate.spec
        committed = await persist(lambda: self._worker.store.ledger.commit(spec, response, call))
        log.info(
            "response_committed",
            round=response.round,
            participant=response.participant,
            model=call.model,
            hedge=call.hedge,
            status=response.status,
            attempts=response.attempts,
            committed=committed,
        )
