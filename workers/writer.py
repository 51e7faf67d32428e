"""Who writes a summary: one summarizer after the other, each checked against the ledger.

What a draft may say and whether it holds is decided in the domain; here models are asked. Whatever
they do costs the debate its prose and nothing else. What one has answered is kept with its call, so
that a worker that takes over goes on from there and nothing is paid for twice.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

import msgspec
from msgspec.structs import replace

from service.domain.asking import Asking, Ended, first_asking, next_asking
from service.domain.budget import note_tokens
from service.domain.debate import (
    SUMMARIZER,
    Call,
    CallStatus,
    Debate,
    Summary,
    Verification,
)
from service.domain.desk import desk_of
from service.domain.draft_reading import read_draft
from service.domain.drafted import Evidence, evidence_of
from service.domain.drafts import Draft
from service.domain.errors import ProviderError
from service.domain.extractive import Prose, summed_up
from service.domain.foreseen import brief_draft_tokens
from service.domain.grounding import Grounded, Judged, ground, judge, mend
from service.domain.jobs import Claim
from service.domain.lifecycle import summary_ends_at
from service.domain.prompts import Prompt
from service.domain.replies import Finish, Refusal, Unreadable
from service.domain.summary_prompts import (
    ask_again,
    ask_for_repair,
    ask_writer,
    max_summary_tokens,
)
from service.domain.written_summary import Frame, frame_of, written_summary
from service.providers.base import ModelReply
from service.telemetry import logger
from service.worker_context import WorkerContext
from workers.attempt import Question
from workers.inquiry import Inquiry
from workers.persistence import persist

log = logger(__name__)

LONGEST_KEPT = 65_536
"""Characters of a reply that is kept; several times the longest draft that was asked for."""

LONGEST_WAIT_S = 10.0
"""How long pauses may be, all together, before a summarizer that is down or busy is asked again: the
debate has a summary without it."""

ON_ITS_WAY_S = 0.005
"""How long after the first model is turned to its call has been sent, unless it waits for its turn:
what follows from the ledger is then worked out while the model writes."""

TURN_S = 0.005
"""How long sentences are checked before others have their turn."""


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What a summarizer made of a question."""

    asking: Asking
    """How far the asking has come: another model may have answered than was asked first."""
    draft: Draft | None
    """None where it has written none."""
    reply: str


class Writer:
    """Writes the summary of a debate whose rounds are over."""

    def __init__(self, worker: WorkerContext, debate: Debate, claim: Claim) -> None:
        self._worker = worker
        self._debate = debate
        self._claim = claim
        self._desk = desk_of(debate)
        self._prompt = ask_writer(debate, self._desk)
        earlier = [call for call in debate.calls if call.participant == SUMMARIZER]
        self._number = 1 + max((call.number for call in earlier), default=0)
        self._kept = _replies(earlier)
        self._unheld = Verification()
        """What checking those drafts came to of which nothing held."""

    async def write(self) -> Summary:
        """Return what the first summarizer has to say that holds; else what needs no model.

        Raises `LeaseLostError` when another worker has taken over.
        """
        meanwhile = asyncio.get_running_loop().call_later(ON_ITS_WAY_S, self._prepare)
        try:
            return await self._written()
        finally:
            meanwhile.cancel()

    async def _written(self) -> Summary:
        asking = self._first_asking()
        while asking is not None:
            answer = await self._ask(asking, self._prompt)
            if answer.draft and (summary := await self._checked(answer, answer.draft)):
                return summary
            asking = next_asking(answer.asking, now=asyncio.get_running_loop().time())
        now = self._worker.store.clock.now()
        summary = summed_up(self._debate, self._frame.account, Prose(), now=now)
        return replace(summary, verification=self._unheld)

    def _prepare(self) -> None:
        """Work out what does not wait for a draft."""
        _ = self._evidence, self._frame

    @cached_property
    def _evidence(self) -> Evidence:
        return evidence_of(self._debate, self._desk)

    @cached_property
    def _frame(self) -> Frame:
        return frame_of(self._debate, self._desk)

    def _first_asking(self) -> Asking | None:
        """Begin with the first model, or with the last one that has answered another worker.

        What was answered is good when the time is over, too.
        """
        left_s = (summary_ends_at(self._debate) - self._worker.store.clock.now()).total_seconds()
        if left_s <= 0 and not self._kept:
            return None
        models, now = self._debate.spec.summarizers, asyncio.get_running_loop().time()
        first = max((n for n, model in enumerate(models) if model in self._kept), default=0)
        return first_asking(
            models[first:], now=now, all_ends=now + max(left_s, 0.0), may_wait_s=LONGEST_WAIT_S
        )

    async def _checked(self, answer: Said, draft: Draft) -> Summary | None:
        """Check a draft, let its faults be mended, and return what holds; None for nothing."""
        grounded = ground(await self._judged(draft))
        if grounded.faulty:
            grounded = await self._mended(answer, grounded)
        log.info(
            "draft_checked",
            model=answer.asking.model,
            held=len(grounded.held),
            repaired=grounded.repaired,
            dropped=len(grounded.faulty),
        )
        summary = written_summary(
            self._frame,
            grounded,
            model=answer.asking.model,
            now=self._worker.store.clock.now(),
        )
        if summary is None:
            self._unheld = _sum(self._unheld, grounded.verification)
        return summary

    async def _judged(self, draft: Draft) -> Iterable[Judged]:
        """Check sentence by sentence: a hostile draft takes a second, and others are not to wait."""
        judged = []
        turn_ends = asyncio.get_running_loop().time() + TURN_S
        for sentence in draft:
            judged.append(judge(self._evidence, sentence))
            if asyncio.get_running_loop().time() >= turn_ends:
                await asyncio.sleep(0)
                turn_ends = asyncio.get_running_loop().time() + TURN_S
        return judged

    async def _mended(self, answer: Said, grounded: Grounded) -> Grounded:
        """Send the sentences with faults back, once."""
        # Where something holds already nobody else is asked, and all of the time is this model's.
        ends = answer.asking.all_ends if grounded.held else answer.asking.ends
        if asyncio.get_running_loop().time() >= ends:
            return grounded
        asking = Asking(
            model=answer.asking.model,
            ends=ends,
            fallbacks=(),
            all_ends=ends,
            mended=True,
            may_wait_s=answer.asking.may_wait_s,
        )
        prompt = ask_for_repair(self._prompt, reply=answer.reply, grounded=grounded)
        repaired = await self._ask(asking, prompt)
        if not repaired.draft:
            return grounded
        return mend(grounded, await self._judged(repaired.draft))

    async def _ask(self, asking: Asking, prompt: Prompt) -> Said:
        """Ask, unless another worker has the answer, and write down what it cost."""
        if kept := self._kept[asking.model]:
            reply = kept.pop(0)
            return Said(asking=asking, draft=_draft(_read(reply)), reply=reply)
        nothing = Said(asking=asking, draft=None, reply="")
        call = self._next_call(asking.model)
        ledger = self._worker.store.ledger
        reserved = await persist(lambda: ledger.reserve(self._debate, [call], self._claim))
        if not reserved.calls:
            return nothing
        question = self._question(asking, prompt)
        inquiry = Inquiry(self._worker, self._debate, self._claim, question, *reserved.calls)
        heard = await inquiry.run()
        if heard is None:
            return nothing
        self._number += len(heard.calls)
        draft, reply = _draft(heard.exchanged.ended), heard.exchanged.last.text
        if draft is None:
            log.info(
                "no_draft_written",
                model=heard.question.asking.model,
                why=_why(heard.exchanged.ended),
            )
        kept_reply = reply if draft and len(reply) <= LONGEST_KEPT else None
        beside = (other.call for other in heard.exchanged.beside)
        await inquiry.settle(replace(heard.exchanged.last.call, reply=kept_reply), *beside)
        return Said(asking=heard.question.asking, draft=draft, reply=reply)

    def _next_call(self, model: str) -> Call:
        return Call(
            round=len(self._debate.state.rounds),
            participant=SUMMARIZER,
            number=self._number,
            model=model,
            status=CallStatus.RESERVED,
            usage=self._worker.store.prices.untold(model),
            note_tokens=note_tokens(self._debate, len(self._debate.state.rounds)),
        )

    def _question(self, asking: Asking, prompt: Prompt) -> Question[Draft]:
        return Question(
            spec=self._debate.spec,
            prompt=prompt,
            max_output_tokens=max_summary_tokens(self._debate),
            effort=None,
            asking=asking,
            read=_read_reply,
            repair=ask_again,
            reply_tokens=brief_draft_tokens(self._debate.spec),
            of_a_seat=False,
        )


def _replies(calls: list[Call]) -> defaultdict[str, list[str]]:
    """Return what each model has answered, drafts before their repairs."""
    kept = defaultdict[str, list[str]](list)
    for call in calls:
        if call.reply is not None:
            kept[call.model].append(call.reply)
    return kept


def _read_reply(reply: ModelReply) -> Draft | Refusal | Unreadable:
    return read_draft(reply.text, finish=reply.finish, refusal=reply.refusal)


def _read(kept: str) -> Draft | Refusal | Unreadable:
    return read_draft(kept, finish=Finish.STOP)


def _draft(ended: Ended[Draft]) -> Draft | None:
    return None if isinstance(ended, ProviderError | Refusal | Unreadable) else ended


def _why(ended: Ended[Draft]) -> str:
    """Return why there is no draft: the code of a failure, a refusal, or a reply without one."""
    match ended:
        case ProviderError():
            return ended.code
        case Refusal():
            return "refused"
        case _:
            return "unreadable"


def _sum(one: Verification, other: Verification) -> Verification:
    return Verification(
        checked=one.checked + other.checked,
        repaired=one.repaired + other.repaired,
        dropped=one.dropped + other.dropped,
    )
