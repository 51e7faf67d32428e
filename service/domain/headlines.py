"""The one-line accounts of an outcome and of a round, written by code so that they are right.

In a tie or a plurality no word of these claims more agreement than there was. A new kind of
agreement is a row in `SHAPES`.
"""

from collections.abc import Sequence

import msgspec

from service.domain.debate import (
    Agreement,
    Debate,
    DebateStatus,
    DecidedBy,
    OptionId,
    Round,
    TallyRow,
)
from service.domain.tally import (
    agreement,
    handovers,
    is_counted,
    leaders,
    position_change,
    round_tally,
    valid_votes,
)


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What a debate's headline is made from."""

    rows: tuple[TallyRow, ...]
    rounds: int
    max_rounds: int
    consensus_reached: bool
    decision: OptionId | None
    decided_by: DecidedBy | None


def outcome_headline(debate: Debate, standing: Standing) -> str:
    """Write the headline of a finished debate."""
    line = _result(debate, standing.rows)
    kind = agreement(standing.rows)
    if kind is Agreement.NONE:
        return line
    if standing.max_rounds == 1:
        line += " in one round"
    elif kind in {Agreement.PLURALITY, Agreement.TIE} and not standing.consensus_reached:
        line += f", no agreement after {_rounds(standing.rounds)}"
    if kind is Agreement.TIE and standing.decision and standing.decided_by:
        label = debate.spec.option(standing.decision).label
        line += f"; {label} by {TIE_BREAKS[standing.decided_by]}"
    return line


def round_headline(debate: Debate, number: int) -> str:
    """Write the headline of one round: how it stands, whether it counts, and who moved."""
    line = round_result(debate, number)
    if number == 1:
        return line
    moves = [
        f"{debate.spec.participant(change.participant).name} moved from"
        f" {debate.spec.option(change.from_option).label}"
        f" to {debate.spec.option(change.to_option).label}"
        for response in debate.round_responses(number)
        if (change := position_change(debate, response))
    ]
    came = [f"{new.name} took the seat of {old.name}" for old, new in handovers(debate, number)]
    return f"{line}; {', '.join([*(moves or ['nobody moved']), *came])}"


def round_result(debate: Debate, number: int) -> str:
    """Write how one round stands, and whether it counts."""
    line = _result(debate, round_tally(debate, number))
    if is_counted(debate, number):
        return line
    return f"{line}, short of the quorum of {debate.spec.rules.quorum}"


def headline_so_far(debate: Debate, one: Round) -> str:
    """Write the headline of a round, or say that it is not over."""
    if one.finished_at is not None:
        return round_headline(debate, one.number)
    if debate.state.status is DebateStatus.RUNNING:
        return f"Round {one.number} is under way"
    return f"Round {one.number} was not finished"


def listed(items: Sequence[str]) -> str:
    """Join as prose does: `a`, `a and b`, `a, b and c`."""
    if len(items) <= 1:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def _result(debate: Debate, rows: tuple[TallyRow, ...]) -> str:
    leading = leaders(rows)
    return SHAPES[agreement(rows)].format(
        labels=listed([debate.spec.option(option).label for option in leading]),
        votes=max(row.votes for row in rows),
        valid=valid_votes(rows),
    )


def _rounds(count: int) -> str:
    return "1 round" if count == 1 else f"{count} rounds"


SHAPES = {
    Agreement.UNANIMOUS: "Unanimous: {labels} ({votes} of {valid})",
    Agreement.MAJORITY: "Majority: {labels} ({votes} of {valid})",
    Agreement.PLURALITY: "Plurality: {labels} ({votes} of {valid})",
    Agreement.TIE: "Tie: {labels} ({votes} of {valid} each)",
    Agreement.NONE: "No valid vote",
}

TIE_BREAKS = {
    DecidedBy.VOTES: "votes",
    DecidedBy.TRAJECTORY: "tie-break over all rounds",
    DecidedBy.SECOND_CHOICES: "tie-break on second choices",
}
