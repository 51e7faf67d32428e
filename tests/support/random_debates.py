"""Finished debates drawn from a seed: any ledger that there can be, and some that hardly can.

Drawn here and not by hypothesis: a ledger of 72 responses is too large to be shrunk, and a seed is
enough to see it again. A further oddity is one more text, name or label, or a step of `drawn`.
"""

from random import Random

from msgspec.structs import replace

from service.domain.debate import (
    ConsensusRule,
    Debate,
    DebateSpec,
    DebateState,
    DebateStatus,
    OptionId,
    Origin,
    Participant,
    Response,
    ResponseStatus,
    Round,
    TieBreak,
)
from service.domain.forking import fork
from tests.support.debates import NOW, ROUND_TIME, a_panel, a_response, a_spec, some_rules
from tests.support.summaries import ended

MOST_OPTIONS = 26
FAILURES = tuple(status for status in ResponseStatus if status is not ResponseStatus.VOTED)

TEXTS = (
    "Release cannot be undone. That is why it should wait until tests exist for it.",
    "⟦seat_1⟧ is right that claims need data. Still, weights alone would already do much good.",
    "I agree with ⟦seat_2⟧ and ⟦seat_3⟧, because a closed file protects nobody for very long.",
    "公开权重有助于审计，因为外部研究者可以检查模型。数据则不同！",
    "公開された重みは、監査を助ける。しかし、データは違う。「危険だ」と言う人もいる。",
    "لا يمكن التراجع عن النشر، لأن الملف يبقى متاحا للجميع. هل هذا مقبول؟",
    "one two three four five six seven eight nine ten, " * 9,
    "No.",
    "a" * 300,
    "First line\n- second, of “three”\n1. third (⟦seat_12⟧)",
    "The majority is unanimous: “everyone” voted 6 of 6 for it, and nobody moved in round 2.",
    "They said ‘no’ and “yes”; it’s “a ‘nested’ quote” … and more.",
    "Round 2 closed with all twelve votes for “No”. In round 3 the two-thirds rule was met.",
    "...",
    " ",
)

NAMES = (
    "Grok",
    "Grok 4.1",
    "نموذج",
    "模型",
    "e. g.",
    "A " * 38,
    "é",
    "No",
    "the other two",
    "Ann and Bob",
    "Ann, Bob",
    "nobody",
    "Majority",
    "Unanimous: No (6 of 6)",
    "“Eve”",
    "‘Eve’",
    "[P3]",
    "{0} %s",
    "X moved from “No” to “Yes”",
    "Y timed out",
    "one seat",
    "; in round 2",
    "\u2067rtl\u2069",
)
LABELS = (
    "Yes",
    "Yes, all",
    "No!",
    "نعم، كلها!",
    "不",
    "Say “no”",
    "‘No’ and “yes”",
    "{0} %s",
    "w " * 90 + "end",
    "majority",
    "Unanimous",
    "A” and “B",
    "two of six votes",
    "by tie-break over all rounds",
    "No (2 of 6), no agreement after 3 rounds",
    "[B@2]",
    "x; y moved from x to z, nobody moved",
)


def a_random_debate(seed: int) -> Debate:
    """Return a finished debate of 1-6 rounds, 2-12 seats and 2-26 options, perhaps a fork."""
    draw = Random(seed)
    rounds = draw.randint(1, 6)
    state = DebateState(status=DebateStatus.RUNNING, changed_at=NOW)
    debate = Debate(spec=_spec(draw, rounds), state=state, rev=1)
    popular = _popular(draw, debate)
    often = draw.randint(1, 20)
    until = 0
    while (held := len(debate.state.rounds)) < rounds:
        if held > until and draw.random() < 0.2:
            debate, until = _forked(draw, debate, held), held
        debate = _after_a_round(draw, debate, popular, often, last=held + 1 == rounds)
    return ended(debate)


def _spec(draw: Random, rounds: int) -> DebateSpec:
    seats, count = draw.randint(2, 12), draw.randint(2, MOST_OPTIONS)
    labels = [f"{draw.choice(LABELS)} {n}" if n % 3 else f"Option {n}" for n in range(count)]
    options = a_spec().options
    return a_spec(
        options=tuple(
            replace(options[0], id=chr(ord("A") + n), label=label)
            for n, label in enumerate(labels)
        ),
        panel=tuple(_named(draw, seat, seat.id[5:]) for seat in a_panel(seats)),
        rules=some_rules(
            max_rounds=draw.randint(rounds, 6),
            consensus=draw.choice(list(ConsensusRule)),
            votes_needed=draw.randint(1, seats),
            quorum=draw.choice([1, seats // 2 + 1, draw.randint(1, seats)]),
            tie_break=draw.choice(list(TieBreak)),
            allow_abstain=True,
        ),
    )


def _named(draw: Random, seat: Participant, number: str) -> Participant:
    """Return the participant under a name that no other has."""
    return replace(seat, name=f"{draw.choice(NAMES)} {number}")


def _popular(draw: Random, debate: Debate) -> list[OptionId]:
    """Draw the options that are voted for: often few of them, so that there are ties."""
    ids = [option.id for option in debate.spec.options]
    return draw.sample(ids, draw.choice([1, min(2, len(ids)), draw.randint(1, len(ids))]))


def _forked(draw: Random, debate: Debate, number: int) -> Debate:
    """Return a fork of what has been held so far, with some seats given to others."""
    panel = tuple(
        _named(draw, replace(seat, model=f"sim/{number}"), f"{seat.id[5:]}.{number}")
        if draw.random() < 0.4
        else seat
        for seat in debate.spec.panel
    )
    origin = Origin(debate_id=debate.spec.id, round=number)
    forked = fork(debate, replace(debate.spec, panel=panel, forked_from=origin))
    return replace(forked, state=replace(forked.state, status=DebateStatus.RUNNING))


def _after_a_round(
    draw: Random, debate: Debate, popular: list[OptionId], often: int, *, last: bool
) -> Debate:
    number = len(debate.state.rounds) + 1
    cells = [draw.choice([draw.choice(FAILURES), *popular * often]) for _ in debate.spec.panel]
    if draw.random() < 0.3:
        # As most debates go on: nearly everybody votes as before.
        before = {r.participant: r.vote for r in debate.round_responses(number - 1)}
        seats = debate.spec.panel
        cells = [before.get(p.id) or cell for p, cell in zip(seats, cells, strict=True)]
    said = [
        _spoken(draw, debate, a_response(number, seat.id, cell))
        for seat, cell in zip(debate.spec.panel, cells, strict=True)
        if not last or cell is not ResponseStatus.CANCELED or draw.random() < 0.5
    ]
    began = NOW + number * ROUND_TIME
    held = Round(number=number, started_at=began, finished_at=began + ROUND_TIME)
    state = replace(debate.state, rounds=(*debate.state.rounds, held))
    return replace(debate, state=state, responses=(*debate.responses, *said))


def _spoken(draw: Random, debate: Debate, response: Response) -> Response:
    """Return a response with something said, others answered and perhaps credited."""
    if response.vote is None and response.status is not ResponseStatus.ABSTAINED:
        return response
    earlier = [r.ref for r in debate.responses]
    others = [ref for ref in earlier if ref.participant != response.participant]
    return replace(
        response,
        argument=draw.choice((*TEXTS, None)),
        responds_to=tuple(draw.sample(earlier, min(len(earlier), draw.randint(0, 3)))),
        persuaded_by=draw.choice([None, *others]),
        second_choice=draw.choice([None, *(o.id for o in debate.spec.options)]),
        confidence=draw.choice([None, draw.randint(0, 100)]),
    )
