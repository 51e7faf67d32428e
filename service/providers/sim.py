"""Simulated models: what a payment API has as test cards, this one has as test models.

They need no key and no network, and they answer in the same form as any other model. What stands
after `sim/` says what one does, round by round: `A>B` votes A, then B for the rest; a step can be
an option id or a name of `BEHAVIOURS`, which win over option ids; `?delay=2` makes it slow, and
what it says is heard bit by bit meanwhile. A new name is a member of `Behaviour`, a function and
a row.
"""

import asyncio
import math
import re
from collections import Counter
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import lru_cache

import msgspec

from service.domain.debate import OptionId, Usage
from service.domain.errors import ProviderError
from service.domain.replies import Finish
from service.providers.base import ModelReply, ModelRequest, OnText, ignore_text
from service.providers.sim_answers import argue, argue_for_none, give_orders
from service.providers.sim_brief import is_asked_to_write, read_brief
from service.providers.sim_view import View, look
from service.providers.sim_writing import write
from service.providers.statuses import code_of, is_retryable

LONGEST_DELAY_S = 60
PIECE_S = 0.1
"""How long one that has a delay takes for each piece of what it says."""
CHARACTERS_PER_TOKEN = 4
STATUSES = range(400, 600)

_DELAY = re.compile(r"delay=(\d{1,3}(?:\.\d{1,3})?)")
_OPTION = re.compile(r"[A-Za-z0-9_]{1,32}")
_ERROR = re.compile(r"error(?::(\d{3}))?")

REFUSAL = "I can't help with taking a side on this question."
GARBAGE = (
    "There is a good deal to be said here, and much of it depends on what one cares about most. "
    "Reasonable people weigh these things differently, so it would be rash to settle on anything."
)


class Behaviour(StrEnum):
    """What a simulated model can be told to do; a value is the name that asks for it."""

    VOTE = "<option id>"
    MAJORITY = "majority"
    ABSTAIN = "abstain"
    REFUSE = "refuse"
    GARBAGE = "garbage"
    TRUNCATED = "truncated"
    TIMEOUT = "timeout"
    ERROR = "error"
    FLAKY = "flaky"
    INJECT = "inject"
    SUMMARY = "summary"


NAMES = frozenset(Behaviour) - {Behaviour.VOTE, Behaviour.ERROR, Behaviour.SUMMARY}
"""The names that stand for themselves and can take a seat."""


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """What a simulated model does in one round."""

    behaviour: Behaviour
    option: OptionId = ""
    """Only with `VOTE`; an id that the debate lacks makes the reply unreadable."""
    status: int = 0
    """Only with `ERROR`."""


class SimModel(msgspec.Struct, frozen=True, kw_only=True):
    """A simulated model as its id describes it."""

    steps: tuple[Step, ...]
    delay_s: float = 0

    def step(self, round_number: int) -> Step:
        """Return what it does in that round: the last step goes on for ever."""
        return self.steps[min(round_number, len(self.steps)) - 1]


@lru_cache(maxsize=1_024)
def parse_sim(model: str) -> SimModel:
    """Read a model id without its `sim/`; `ValueError` says what is wrong with it."""
    steps, question_mark, parameters = model.partition("?")
    return SimModel(
        steps=tuple(_parse_step(step) for step in steps.split(">")),
        delay_s=_parse_delay(parameters) if question_mark else 0,
    )


def parse_writer(model: str) -> SimModel:
    """Read the id, without its `sim/`, of a model that is to write a summary.

    `summary` writes one; any other does what it would do on a seat. Raises as `parse_sim`.
    """
    name, question_mark, parameters = model.partition("?")
    if name != Behaviour.SUMMARY:
        return parse_sim(model)
    return SimModel(
        steps=(Step(behaviour=Behaviour.SUMMARY),),
        delay_s=_parse_delay(parameters) if question_mark else 0,
    )


class SimProvider:
    """Runs simulated models."""

    async def complete(self, request: ModelRequest, on_text: OnText = ignore_text) -> ModelReply:
        """Answer as the model's id says, after its delay."""
        try:
            read = parse_writer if is_asked_to_write(request) else parse_sim
            model = read(request.model)
        except ValueError as error:
            raise ProviderError(str(error), unbilled=True) from error
        step = model.step(request.turn.round)
        delay_s = math.inf if step.behaviour is Behaviour.TIMEOUT else model.delay_s
        try:
            async with asyncio.timeout(request.timeout_s):
                try:
                    reply = BEHAVIOURS[step.behaviour](request, step, model)
                except ProviderError:
                    await asyncio.sleep(delay_s)
                    raise
                await _write(reply.text, delay_s, on_text)
        except TimeoutError:
            raise _too_slow() from None
        return reply


async def _write(text: str, delay_s: float, on_text: OnText) -> None:
    """Say a text in pieces spread over the delay; all at once without one."""
    count = max(1, round(delay_s / PIECE_S))
    for n in range(count):
        await asyncio.sleep(delay_s / count)
        on_text(text[len(text) * n // count : len(text) * (n + 1) // count])


def _vote(request: ModelRequest, step: Step, model: SimModel) -> ModelReply:
    view = look(request)
    if all(option.id != step.option for option in request.turn.debate.options):
        answer = msgspec.structs.replace(
            argue(view, step.option),
            # Said so that no tolerance of a reader can make a known option of it.
            vote=f"no such option: {step.option}",
        )
        return _reply(request, answer.written(view.keys))
    before = model.step(request.turn.round - 1) if request.turn.round > 1 else step
    former = before.option if before.option in view.options else ""
    changed = former not in {"", step.option}
    return _argued(request, view, step.option, former=former if changed else None)


def _majority(request: ModelRequest, _step: Step, _model: SimModel) -> ModelReply:
    view = look(request)
    arguments = Counter(peer.option for peer in view.peers if peer.option in view.options)
    leading = arguments.most_common(1)
    option = leading[0][0] if leading else view.options[0]
    own = next((peer.option for peer in view.peers if peer not in view.others), None)
    return _argued(request, view, option, former=own if own != option else None)


def _abstain(request: ModelRequest, _step: Step, _model: SimModel) -> ModelReply:
    view = look(request)
    return _reply(request, argue_for_none(view).written(view.keys))


def _refuse(request: ModelRequest, _step: Step, _model: SimModel) -> ModelReply:
    reply = _reply(request, "")
    return msgspec.structs.replace(reply, finish=Finish.REFUSAL, refusal=REFUSAL)


def _garbage(request: ModelRequest, _step: Step, _model: SimModel) -> ModelReply:
    return _reply(request, GARBAGE)


def _truncated(request: ModelRequest, _step: Step, _model: SimModel) -> ModelReply:
    if is_asked_to_write(request):
        whole = write(read_brief(request))
    else:
        view = look(request)
        whole = argue(view, view.options[0]).written(view.keys)
    reply = _reply(request, whole[: len(whole) // 3])
    return msgspec.structs.replace(reply, finish=Finish.LENGTH)


def _timeout(_request: ModelRequest, _step: Step, _model: SimModel) -> ModelReply:
    raise _too_slow()


def _error(_request: ModelRequest, step: Step, _model: SimModel) -> ModelReply:
    raise ProviderError(
        f"The simulated model answered with status {step.status}.",
        code=code_of(step.status),
        retryable=is_retryable(step.status),
        unbilled=True,
    )


def _flaky(request: ModelRequest, _step: Step, _model: SimModel) -> ModelReply:
    if request.turn.attempt == 1:
        raise ProviderError("The simulated model failed once.", retryable=True, unbilled=True)
    if is_asked_to_write(request):
        return _summary(request, _step, _model)
    return _argued(request, look(request), request.turn.debate.options[0].id)


def _inject(request: ModelRequest, _step: Step, _model: SimModel) -> ModelReply:
    view = look(request)
    option = request.turn.debate.options[0].id
    return _reply(request, give_orders(view, option).written(view.keys))


def _summary(request: ModelRequest, _step: Step, _model: SimModel) -> ModelReply:
    return _reply(request, write(read_brief(request)))


BEHAVIOURS: Mapping[Behaviour, Callable[[ModelRequest, Step, SimModel], ModelReply]] = {
    Behaviour.VOTE: _vote,
    Behaviour.MAJORITY: _majority,
    Behaviour.ABSTAIN: _abstain,
    Behaviour.REFUSE: _refuse,
    Behaviour.GARBAGE: _garbage,
    Behaviour.TRUNCATED: _truncated,
    Behaviour.TIMEOUT: _timeout,
    Behaviour.ERROR: _error,
    Behaviour.FLAKY: _flaky,
    Behaviour.INJECT: _inject,
    Behaviour.SUMMARY: _summary,
}


def _too_slow() -> ProviderError:
    said = "The simulated model did not answer in time."
    return ProviderError(said, code="timed_out", unbilled=True)


def _argued(
    request: ModelRequest, view: View, option: OptionId, *, former: OptionId | None = None
) -> ModelReply:
    return _reply(request, argue(view, option, former=former).written(view.keys))


def _reply(request: ModelRequest, text: str) -> ModelReply:
    read = sum(len(message.content) for message in request.messages)
    return ModelReply(
        text=text,
        finish=Finish.STOP,
        usage=Usage(
            calls=1,
            input_tokens=read // CHARACTERS_PER_TOKEN,
            output_tokens=len(text) // CHARACTERS_PER_TOKEN,
            cost_usd=0.0,
        ),
        model_served=request.model,
    )


def _parse_step(text: str) -> Step:
    if error := _ERROR.fullmatch(text):
        status = int(error[1] or 0)
        if status not in STATUSES:
            raise ValueError(f"sim/{text} needs an HTTP status from 400 to 599: sim/error:500.")
        return Step(behaviour=Behaviour.ERROR, status=status)
    if text == Behaviour.SUMMARY:
        raise ValueError("sim/summary writes summaries and takes no seat.")
    if text in NAMES:
        return Step(behaviour=Behaviour(text))
    if not _OPTION.fullmatch(text):
        raise ValueError(
            f"sim/ expects option ids joined by '>', or one of its names; {text!r} is neither.",
        )
    return Step(behaviour=Behaviour.VOTE, option=text)


def _parse_delay(text: str) -> float:
    delay = _DELAY.fullmatch(text)
    if delay is None or float(delay[1]) > LONGEST_DELAY_S:
        raise ValueError("After '?' a simulated model takes delay=0 to delay=60, in seconds.")
    return float(delay[1])
