"""How a debate stood, as sentences: the votes it opened with and the votes it closed with.

Each function returns the `Wordings` of one passage and chooses its shape by the facts: one answer,
two, many, evenly spread, level, short of the rule. The last wording names no participant and no
option and so is short in any debate; none claims more agreement than there was. Every function
needs a counted round. A new shape is a branch here and an example in the tests.
"""

from collections.abc import Sequence
from itertools import groupby

from service.domain.consensus import holds, votes_needed
from service.domain.debate import Debate, DecidedBy, TallyRow, TieBreak
from service.domain.phrasing import (
    PAIR,
    RULE_NAMES,
    Naming,
    Wordings,
    capital,
    counted,
    everyone,
    named_round,
    number,
)
from service.domain.tally import counted_rounds, leaders, round_tally, valid_votes

TIE_BREAKS = {
    DecidedBy.VOTES: "",
    DecidedBy.TRAJECTORY: "; the tie-break over all rounds names {label}",
    DecidedBy.SECOND_CHOICES: "; the tie-break on second choices names {label}",
}


def opening(debate: Debate) -> Wordings:
    """Say how the votes of the first counted round fell."""
    first = counted_rounds(debate)[0]
    rows = [row for row in round_tally(debate, first) if row.votes]
    rows.sort(key=lambda row: -row.votes)
    naming, the_round = Naming(spec=debate.spec), named_round(debate, first)
    if len(rows) == 1:
        return _one_answer(debate, rows[0], the_round)
    tell = _two_answers if len(rows) == PAIR else _many_answers
    return tuple(f"{capital(the_round)} {wording}." for wording in tell(naming, rows))


def closing(debate: Debate) -> Wordings:
    """Say how the last counted round stood, and what rule and tie-break make of it.

    The headline has said most of it, so the last wording is silence. Where the round stands as
    the first did, only the rule is left to say.
    """
    first, last = counted_rounds(debate)[0], counted_rounds(debate)[-1]
    rows = round_tally(debate, last)
    top, valid = max(row.votes for row in rows), valid_votes(rows)
    naming, leading = Naming(spec=debate.spec), leaders(rows)
    alone, beside = _measured(debate, rows)
    short = f"In {named_round(debate, last)} {alone}"
    tie_break = _tie_break(debate)
    if [r.votes for r in rows] == [r.votes for r in round_tally(debate, first)]:
        if top == valid:
            return ("",)
        return f"{short}{tie_break}.", f"{short}.", ""
    if len(leading) > 1:
        stood = f"{naming.labels(leading)} level at {counted(top, 'vote')} each"
    else:
        stood = f"{_share(top, valid)} for {naming.label(leading[0])}"
    full = f"Round {last} closed with {stood}{beside}"
    return f"{full}{tie_break}.", f"{full}.", f"{short}.", ""


def _one_answer(debate: Debate, row: TallyRow, the_round: str) -> Wordings:
    naming = Naming(spec=debate.spec)
    label = naming.label(row.option)
    if row.votes == 1:
        return (
            f"{naming.names(row.participants)} alone voted in {the_round}, for {label}.",
            f"One seat alone voted in {the_round}.",
        )
    who = capital(everyone(row.votes))
    if row.votes < len(debate.spec.panel):
        who = f"{who} that voted"
    return (
        f"{who} chose {label} in {the_round}.",
        f"{who} chose the same option in {the_round}.",
    )


def _two_answers(naming: Naming, rows: Sequence[TallyRow]) -> Wordings:
    (one, more), (other, fewer) = [(naming.label(row.option), row.votes) for row in rows]
    votes = number(more + fewer)
    if more == fewer:
        full = f"split {votes} votes evenly between {one} and {other}"
    else:
        full = f"gave {one} {counted(more, 'vote')} and {other} {number(fewer)}"
    return full, f"divided {votes} votes between two options"


def _many_answers(naming: Naming, rows: Sequence[TallyRow]) -> Wordings:
    votes, top = number(valid_votes(rows)), rows[0].votes
    if top == rows[-1].votes:
        evenly = f"spread {votes} votes evenly over"
        labels = naming.labels(row.option for row in rows)
        return f"{evenly} {labels}", f"{evenly} {number(len(rows))} options"
    spread = f"spread {votes} votes over {number(len(rows))} options"
    foremost = [row.option for row in rows if row.votes == top]
    each = " each" if len(foremost) > 1 else ""
    ahead = f"{naming.labels(foremost)} ahead with {number(top)}{each}"
    return f"{spread}: {_standing(naming, rows)}", f"{spread}, {ahead}", spread


def _standing(naming: Naming, rows: Sequence[TallyRow]) -> str:
    """List the votes of options, those with equally many together: "A" had two, "B" and "C" one each."""
    parts: list[str] = []
    for votes, same in groupby(rows, key=lambda row: row.votes):
        options = [row.option for row in same]
        count = number(votes) if parts else f"had {counted(votes, 'vote')}"
        parts.append(f"{naming.labels(options)} {count}{' each' if len(options) > 1 else ''}")
    return f"{', '.join(parts[:-1])}, and {parts[-1]}"


def _measured(debate: Debate, rows: tuple[TallyRow, ...]) -> tuple[str, str]:
    """Compare the leading votes with the rule: as a sentence and as a clause."""
    top = max(row.votes for row in rows)
    rule = RULE_NAMES[debate.spec.rules.consensus]
    needed = votes_needed(debate.spec.rules, valid_votes(rows))
    asked = counted(needed, "vote")
    if holds(debate.spec.rules, tuple(row.votes for row in rows)):
        return f"{rule} was met", f", which meets {rule}"
    if top < needed:
        return (
            f"no option had the {asked} that {rule} asks for",
            f", short of the {number(needed)} that {rule} asks for",
        )
    several = number(sum(row.votes >= needed for row in rows))
    return f"{several} options had the {asked} that {rule} asks for", ""


def _tie_break(debate: Debate) -> str:
    outcome = debate.state.outcome
    if outcome is None or len(outcome.leaders) < PAIR:
        return ""
    if outcome.decision is None or outcome.decided_by is None:
        tried = debate.spec.rules.tie_break is not TieBreak.NONE
        return "; the tie-break could not part the leaders" if tried else ""
    label = Naming(spec=debate.spec).label(outcome.decision)
    return TIE_BREAKS[outcome.decided_by].format(label=label)


def _share(top: int, valid: int) -> str:
    if valid == 1:
        return "the single vote"
    return (
        f"all {number(valid)} votes" if top == valid else f"{number(top)} of {number(valid)} votes"
    )
