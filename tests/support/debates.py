"""Builders of debates: whole by default, each said in terms of what a test is about.

`a_spec`, `some_rules`, `a_response` take any field of what they build as a keyword; `a_debate`
takes the votes of each round, one sequence a round, one entry a seat; `within` gives a debate a
budget, `noted` a moderator's notes. A new builder belongs here when a second test file needs it.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from service.domain.debate import (
    Budget,
    Call,
    CallStatus,
    ConsensusRule,
    Debate,
    DebateSpec,
    DebateState,
    DebateStatus,
    Identities,
    Note,
    Option,
    OptionId,
    Participant,
    Response,
    ResponseRef,
    ResponseStatus,
    Round,
    Rules,
    SeatId,
    TieBreak,
    Usage,
    seat_of,
)

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
"""When every built debate was created."""

ROUND_TIME = timedelta(seconds=40)
"""How long every built round takes."""

Cell = OptionId | ResponseStatus | None
"""What a seat did in a round: a vote, another status, or nothing yet."""

REFERENCE_QUESTION = (
    "should frontier models be open sourced, and their training stacks and data too?"
)
REFERENCE_OPTIONS = (
    Option(id="A", label="Yes, all"),
    Option(id="B", label="Yes, partial train"),
    Option(id="C", label="Yes, but not train"),
    Option(id="D", label="Maybe"),
    Option(id="E", label="No"),
)
REFERENCE_PANEL = (
    Participant(id="seat_1", model="openai/gpt-5.4", name="GPT-5.4"),
    Participant(id="seat_2", model="google/gemini-3.1-pro-preview", name="Gemini 3.1 Pro"),
    Participant(id="seat_3", model="openrouter/deepseek/deepseek-v3.2", name="DeepSeek V3.2"),
    Participant(id="seat_4", model="openrouter/x-ai/grok-4.1-fast", name="Grok 4.1 Fast"),
    Participant(id="seat_5", model="anthropic/claude-opus-4-6", name="Claude Opus 4.6"),
    Participant(id="seat_6", model="openrouter/moonshotai/kimi-k2.5", name="Kimi K2.5"),
)

_REFERENCE_ARGUMENTS: dict[int, tuple[str, ...]] = {
    1: (
        "Release is one-way: weights that are out cannot be recalled when a new misuse is found. \
Whether that matters depends on the model, so publication should wait for a test of what \
it adds to the reach of an attacker.",
        "Training code and data are a recipe for removing every safeguard. A laboratory can watch \
and close an interface; nobody can close a file that a million people hold.",
        "Outside scrutiny needs the whole stack. Without the data nobody can reproduce a result, \
find a poisoned source or check a claim about bias, and trust rests on press releases.",
        "The cost of a mistake falls on people who never chose the model. Fine-tuning away a \
refusal takes hours on rented hardware, so a published model has no safeguards.",
        "Publish weights and the parts of training that allow checking, and hold back the data \
that teaches dangerous skills. Auditors get what they need; a copy of the recipe stays \
out of reach.",
        "Weights give researchers and small firms most of the benefit. Training stacks are what a \
competitor or a state would copy, and they add little to independent evaluation.",
    ),
    2: (
        "⟦seat_3⟧ is right that claims without data cannot be checked, yet a checker can be given \
access without the public. A capability test before each release decides which applies.",
        "⟦seat_5⟧ would hold back only the dangerous data, but filtering leaves gaps that later \
fine-tuning fills. What remains is still a recipe that cannot be withdrawn.",
        "I had treated reproduction as all or nothing. ⟦seat_5⟧ shows that auditors can work from \
weights, code and documented sources without the hazardous part, so the case for \
publishing everything falls.",
        "Partial release, as ⟦seat_5⟧ has it, still hands over the weights, and these are what \
gets fine-tuned. The benefit to auditors is real and can be had under supervision.",
        "⟦seat_2⟧ says that gaps get filled. They do, at a price in data and skill that keeps \
most people out, and the checking that ⟦seat_3⟧ asks for becomes possible.",
        "⟦seat_5⟧ and I differ on code. Evaluation needs weights and documentation; pipelines \
mostly save a rival time, and ⟦seat_2⟧ is right that they cannot be taken back.",
    ),
}


def some_rules(**changes: object) -> Rules:
    """Return the default protocol, with these fields changed."""
    rules = Rules(
        max_rounds=3,
        min_rounds=2,
        consensus=ConsensusRule.SUPERMAJORITY,
        votes_needed=None,
        quorum=2,
        round_deadline_s=120,
        stop_when_stable=True,
        tie_break=TieBreak.TRAJECTORY,
        identities=Identities.ANONYMOUS,
        shuffle_options=True,
        allow_abstain=False,
        max_argument_words=220,
    )
    return msgspec.structs.replace(rules, **changes)


def some_options(*labels: str) -> tuple[Option, ...]:
    """Return options A, B, ... with these labels."""
    return tuple(Option(id=chr(ord("A") + n), label=label) for n, label in enumerate(labels))


def a_panel(seats: int, *, model: str = "sim/A") -> tuple[Participant, ...]:
    """Return that many seats of one model: `seat_1`, called `Model 1`, and so on."""
    return tuple(
        Participant(id=f"seat_{n}", model=model, name=f"Model {n}") for n in range(1, seats + 1)
    )


def a_spec(**changes: object) -> DebateSpec:
    """Return the question of the reference case put to its panel, with these fields changed."""
    spec = DebateSpec(
        id="dbt_0000000000000000000000000a",
        tenant="public",
        question=REFERENCE_QUESTION,
        context=None,
        options=REFERENCE_OPTIONS,
        panel=REFERENCE_PANEL,
        rules=some_rules(),
        language=None,
        deadline_s=900,
        metadata={},
        seed=bytes(range(16)),
        created_at=NOW,
    )
    return msgspec.structs.replace(spec, **changes)


def a_response(
    round_number: int = 1,
    seat: SeatId = "seat_1",
    cell: OptionId | ResponseStatus = "A",
    **changes: object,
) -> Response:
    """Return what that seat did in that round: a vote by its option id, or another status."""
    status = cell if isinstance(cell, ResponseStatus) else ResponseStatus.VOTED
    voted = status is ResponseStatus.VOTED
    argued = voted or status is ResponseStatus.ABSTAINED
    response = Response(
        round=round_number,
        participant=seat,
        status=status,
        created_at=NOW + round_number * ROUND_TIME,
        vote=str(cell) if voted else None,
        argument=f"What {seat} had to say in round {round_number}." if argued else None,
        attempts=1,
        usage=Usage(calls=1, input_tokens=600, output_tokens=200),
    )
    return msgspec.structs.replace(response, **changes)


def a_cut_response(round_number: int, seat: SeatId) -> Response:
    """Return what a seat did that failed and that the budget did not let be asked again."""
    return a_response(round_number, seat, ResponseStatus.FAILED, flags=("budget_exceeded",))


def a_debate(
    *votes: Sequence[Cell],
    spec: DebateSpec | None = None,
    next_round: bool = False,
    **changes: object,
) -> Debate:
    """Return a running debate in which each seat did that in each round.

    `a_debate("DEAEBC", "DEBEBC")` has two finished rounds. A `None` leaves that answer out and
    its round open; `next_round` opens one more with no answers yet; no votes at all mean an open
    round 1. The panel is shortened to the seats that are named, when there are fewer.
    """
    asked = spec or a_spec()
    if votes and spec is None:
        asked = a_spec(panel=(*REFERENCE_PANEL, *a_panel(12)[6:])[: len(votes[0])])
    cells: list[tuple[Cell, ...]] = [tuple(row) for row in votes]
    if next_round or not votes:
        cells.append(())
    responses = tuple(
        a_response(number, participant.id, cell)
        for number, row in enumerate(cells, start=1)
        for participant, cell in zip(asked.panel, row, strict=False)
        if cell is not None
    )
    rounds = tuple(
        _a_round(number, finished=bool(row) and None not in row)
        for number, row in enumerate(cells, start=1)
    )
    state = DebateState(
        status=DebateStatus.RUNNING,
        changed_at=NOW + len(rounds) * ROUND_TIME,
        rounds=rounds,
        started_at=NOW,
    )
    debate = Debate(spec=asked, state=state, rev=1 + len(responses), responses=responses)
    return msgspec.structs.replace(debate, **changes)


def a_ledger(debate: Debate, *responses: Response) -> Debate:
    """Return the debate with these responses in place of, or beside, the ones it has."""
    ledger = {(r.round, r.participant): r for r in (*debate.responses, *responses)}
    seats = [participant.id for participant in debate.spec.panel]
    ordered = sorted(ledger.values(), key=lambda r: (r.round, seats.index(seat_of(r.participant))))
    return msgspec.structs.replace(debate, responses=tuple(ordered))


def within(max_usd: float, debate: Debate, *held: float, each: float = 0.1) -> Debate:
    """Return the debate with a budget of which each of its calls holds that much, in US dollars.

    One more call is expected to cost `each`, whatever the model.
    """
    models = {participant.model for participant in debate.spec.panel}
    budget = Budget(max_usd=max_usd, expected_usd=dict.fromkeys(models, each))
    calls = tuple(
        Call(
            round=1,
            participant="seat_1",
            number=number,
            model=debate.spec.panel[0].model,
            status=CallStatus.SETTLED,
            usage=Usage(calls=1, cost_usd=usd),
            held_usd=usd,
        )
        for number, usd in enumerate(held, start=1)
    )
    spec = msgspec.structs.replace(debate.spec, budget=budget)
    return msgspec.structs.replace(debate, spec=spec, calls=calls)


def noted(debate: Debate, *notes: tuple[int | None, str]) -> Debate:
    """Return the debate with these notes: the round that shows each first, and its text."""
    added = tuple(
        Note(id=f"nte_{n:026}", text=text, created_at=NOW, round=number)
        for n, (number, text) in enumerate(notes, start=1)
    )
    state = msgspec.structs.replace(debate.state, notes=(*debate.state.notes, *added))
    return msgspec.structs.replace(debate, state=state)


def the_reference_case(*, rounds: int = 2, next_round: bool = False) -> Debate:
    """Return the published debate after that many of its two rounds, with its model names."""
    debate = a_debate(
        *("DEAEBC", "DEBEBC")[:rounds],
        spec=a_spec(rules=some_rules(max_rounds=2, quorum=4)),
        next_round=next_round,
    )
    argued = tuple(
        msgspec.structs.replace(
            response, argument=_REFERENCE_ARGUMENTS[response.round][n % len(REFERENCE_PANEL)]
        )
        for n, response in enumerate(debate.responses)
    )
    debate = a_ledger(debate, *argued)
    changed = debate.response(2, "seat_3")
    if changed is None:
        return debate
    return a_ledger(
        debate,
        msgspec.structs.replace(
            changed,
            responds_to=(ResponseRef(round=1, participant="seat_5"),),
            persuaded_by=ResponseRef(round=1, participant="seat_5"),
            change_reason="Auditors can work without the hazardous part of the data.",
            new_information=True,
        ),
    )


def _a_round(number: int, *, finished: bool) -> Round:
    started_at = NOW + (number - 1) * ROUND_TIME
    return Round(
        number=number,
        started_at=started_at,
        finished_at=started_at + ROUND_TIME if finished else None,
    )
