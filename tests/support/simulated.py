"""Debates among simulated models, and what such models write about them.

`debated` holds one without store or worker; `drafted` has a model write about a finished debate.
"""

import msgspec

from service.domain.debate import Debate, Participant, Response, ResponseStatus, Round
from service.domain.desk import desk_of
from service.domain.draft_reading import read_draft
from service.domain.drafts import Draft
from service.domain.prompts import ask
from service.domain.references import canonical
from service.domain.replies import Ballot, Finish, Refusal, Unreadable, read_reply
from service.domain.summary_prompts import ask_writer, max_summary_tokens
from service.providers.base import ModelReply, ModelRequest, Turn
from service.providers.sim import SimProvider
from tests.support.debates import NOW, a_debate, a_response, a_spec
from tests.support.requests import a_request

REFERENCE = ("D", "E", "A>B", "E", "B", "C")
LONG = ("A", "B>C", "majority", "D>E>A", "E", "C>A", "B", "flaky", "A>B", "E>D", "majority", "D")
LABELS = {
    "the reference case": ("Yes, all", "Yes, partial train", "Yes, but not train", "Maybe", "No"),
    "other scripts": ("はい。", "いいえ!", "多分？", "Да, конечно", "ไม่"),
    "right to left": ("نعم، بالطبع", "لا", "ربما؟", "כן", "לא!"),
    "with marks": ("Really?", "[P3] wins.", "{label}", "“Quoted” thing...", "?"),
    "long": (
        "Only if the whole committee of elders agrees in writing before the end of the summer",
        "No",
        "漢" * 200,
        "word " * 40,
        "x" * 200,
    ),
}


async def debated(models: tuple[str, ...], *, rounds: int = 2, **spec: object) -> Debate:
    """Return what these models say in that many rounds, stored as a worker would store it."""
    panel = tuple(
        Participant(id=f"seat_{n}", model=f"sim/{model}", name=f"Model {'ABCDEFGHIJKL'[n - 1]}")
        for n, model in enumerate(models, start=1)
    )
    debate = a_debate(spec=a_spec(panel=panel, **spec))
    for number in range(1, rounds + 1):
        opened = in_round(debate, number)
        answers = [await answer(opened, participant) for participant in panel]
        debate = msgspec.structs.replace(opened, responses=(*opened.responses, *answers))
    return in_round(debate, rounds, finished=True)


def in_round(debate: Debate, number: int, *, finished: bool = False) -> Debate:
    rounds = tuple(
        Round(number=n, started_at=NOW, finished_at=NOW if finished or n < number else None)
        for n in range(1, number + 1)
    )
    state = msgspec.structs.replace(debate.state, rounds=rounds)
    return msgspec.structs.replace(debate, state=state)


async def answer(debate: Debate, participant: Participant) -> Response:
    model = participant.model.removeprefix("sim/")
    request = a_request(model, debate=debate, seat=participant.id, attempt=2)
    reply = await SimProvider().complete(request)
    ballot = read_reply(reply.text, options=debate.spec.options, finish=Finish.STOP)
    assert isinstance(ballot, Ballot), (ballot, reply.text)
    codes = ask(debate, participant.id).codes
    by_seat = {code: ref.participant for code, ref in codes.items()}
    return a_response(
        debate.state.rounds[-1].number,
        participant.id,
        ballot.vote or ResponseStatus.ABSTAINED,
        argument=canonical(ballot.argument, by_seat),
        would_change_mind=ballot.would_change_mind,
        second_choice=ballot.second_choice,
        confidence=ballot.confidence,
        responds_to=tuple(codes[code] for code in ballot.responds_to),
        persuaded_by=codes[ballot.persuaded_by] if ballot.persuaded_by else None,
        change_reason=ballot.change_reason,
        new_information=ballot.new_information,
    )


def a_writing_request(
    debate: Debate, model: str = "summary", *, attempt: int = 1, timeout_s: float = 5
) -> ModelRequest:
    """Return what a worker asks that model for about the debate."""
    prompt = ask_writer(debate, desk_of(debate))
    turn = Turn(
        debate=debate.spec, round=len(debate.state.rounds), seat="summary", attempt=attempt
    )
    return ModelRequest(
        model=model,
        messages=prompt.messages,
        schema=prompt.schema,
        max_output_tokens=max_summary_tokens(debate),
        timeout_s=timeout_s,
        turn=turn,
        trace=debate.spec.trace,
    )


async def written(debate: Debate, model: str = "summary", *, attempt: int = 1) -> ModelReply:
    """Return what that model replies when it is asked to write about the debate."""
    return await SimProvider().complete(a_writing_request(debate, model, attempt=attempt))


async def drafted(
    debate: Debate, model: str = "summary", *, attempt: int = 1
) -> Draft | Refusal | Unreadable:
    """Return that reply, read."""
    reply = await written(debate, model, attempt=attempt)
    return read_draft(reply.text, finish=reply.finish, refusal=reply.refusal)
