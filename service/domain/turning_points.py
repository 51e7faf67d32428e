"""Where a debate turned, and who answered whom.

Turning points are exactly the position changes and the counted rounds in which the set of leading
options differs from that of the counted round before. Whether a change was persuasion is what the
participant says; the ledger can only tell whether the credited one had argued for the new option
by then, which is `credit`. A new kind of turn is a member of `TurningPointKind`, a function here,
and a term of the sum in `turning_points`.
"""

from itertools import pairwise

from service.domain.debate import (
    Credit,
    Debate,
    Exchange,
    OptionId,
    PositionChange,
    Relation,
    Response,
    ResponseRef,
    SeatId,
    TurningPoint,
    TurningPointKind,
)
from service.domain.phrasing import Naming, counted
from service.domain.tally import counted_rounds, leaders, position_changes, round_tally


def turning_points(debate: Debate) -> tuple[TurningPoint, ...]:
    """Return all turns by round: first who moved, by seat, then how the lead changed."""
    changes = position_changes(debate)
    moves = tuple(_move(debate, change, changes) for change in changes)
    leads = tuple(
        _lead(debate, before, after)
        for before, after in pairwise(counted_rounds(debate))
        if leaders(round_tally(debate, before)) != leaders(round_tally(debate, after))
    )
    return tuple(sorted(moves + leads, key=lambda turn: turn.round))


def exchanges(debate: Debate) -> tuple[Exchange, ...]:
    """Return who answered whom, in support when both had the same vote, else in opposition.

    Answers by or to somebody without a vote are neither, and nobody answers itself.
    """
    found: dict[tuple[SeatId, SeatId, Relation], dict[ResponseRef, None]] = {}
    for answer in debate.responses:
        for ref in answer.responds_to:
            asked = debate.response(ref.round, ref.participant)
            if asked is not None and asked.participant != answer.participant:
                relation = _relation(answer, asked)
                if relation is not None:
                    key = (answer.participant, asked.participant, relation)
                    found.setdefault(key, {})[answer.ref] = None
    return tuple(
        Exchange(
            from_participant=by, to_participant=to, relation=relation, responses=tuple(answers)
        )
        for (by, to, relation), answers in found.items()
    )


def credit(debate: Debate, change: PositionChange) -> Credit | None:
    """Return whether the one credited had voted for the new option by then; None without one."""
    credited = change.persuaded_by
    if credited is None:
        return None
    argued = any(
        response.vote == change.to_option
        for response in debate.responses
        if response.participant == credited.participant and response.round < change.round
    )
    return Credit.CONSISTENT if argued else Credit.INCONSISTENT


def _relation(answer: Response, asked: Response) -> Relation | None:
    if answer.vote is None or asked.vote is None:
        return None
    return Relation.SUPPORTS if answer.vote == asked.vote else Relation.OPPOSES


def _move(
    debate: Debate, change: PositionChange, changes: tuple[PositionChange, ...]
) -> TurningPoint:
    bears_out = credit(debate, change)
    returned = any(
        earlier.from_option == change.to_option
        for earlier in changes
        if earlier.participant == change.participant and earlier.round < change.round
    )
    return TurningPoint(
        kind=TurningPointKind.POSITION_CHANGE,
        round=change.round,
        participant=change.participant,
        from_options=(change.from_option,),
        to_options=(change.to_option,),
        text=_move_text(debate, change, bears_out, returned=returned),
        persuaded_by=change.persuaded_by,
        credit=bears_out,
    )


def _move_text(
    debate: Debate, change: PositionChange, bears_out: Credit | None, *, returned: bool
) -> str:
    naming = Naming(spec=debate.spec)
    text = (
        f"{naming.name(change.participant)} moved {'back ' if returned else ''}from"
        f" {naming.label(change.from_option)} to {naming.label(change.to_option)}"
        f" in round {change.round}"
    )
    if change.persuaded_by is None:
        return f"{text} and credited nobody."
    doubt = ", which had not voted for it by then" if bears_out is Credit.INCONSISTENT else ""
    return f"{text}, crediting {naming.name(change.persuaded_by.participant)}{doubt}."


def _lead(debate: Debate, before: int, after: int) -> TurningPoint:
    old, new = leaders(round_tally(debate, before)), leaders(round_tally(debate, after))
    return TurningPoint(
        kind=TurningPointKind.LEAD_CHANGE,
        round=after,
        participant=None,
        from_options=old,
        to_options=new,
        text=_lead_text(debate, (before, old), (after, new)),
    )


def _lead_text(
    debate: Debate,
    before: tuple[int, tuple[OptionId, ...]],
    after: tuple[int, tuple[OptionId, ...]],
) -> str:
    (then, old), (now, new) = before, after
    naming = Naming(spec=debate.spec)
    votes = counted(max(row.votes for row in round_tally(debate, now)), "vote")
    stayed = [option for option in old if option in new]
    joined = [option for option in new if option not in old]
    if len(new) == 1 and stayed:
        fell = naming.labels(option for option in old if option not in new)
        return (
            f"In round {now} {naming.label(new[0])} led alone with {votes},"
            f" no longer level with {fell}."
        )
    if stayed == list(old):
        return (
            f"In round {now} {naming.labels(joined)} drew level with {naming.labels(old)}"
            f" at {votes} each."
        )
    if len(old) == len(new) == 1:
        return (
            f"In round {now} the lead passed from {naming.label(old[0])}"
            f" to {naming.label(new[0])}, which had {votes}."
        )
    each = " each" if len(new) > 1 else ""
    return (
        f"In round {now} {naming.labels(new)} led with {votes}{each},"
        f" where round {then} had been led by {naming.labels(old)}."
    )
