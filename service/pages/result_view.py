"""How a debate ended, or stands, in plain words: each fact once, under the name of its question.

A further fact is a function that yields rows, and its place in `_facts`.
"""

from collections.abc import Iterator

import msgspec

from service.domain.consensus import votes_needed
from service.domain.debate import (
    Agreement,
    Debate,
    DebateStatus,
    DecidedBy,
    Outcome,
    ResponseStatus,
    SeatId,
    TieBreak,
)
from service.domain.headlines import headline_so_far, listed, round_result
from service.domain.model_ids import is_simulated
from service.domain.phrasing import DEEDS, PAIR, RULE_NAMES, Naming, capital, number
from service.domain.tally import (
    SEAT_REASONS,
    counted_rounds,
    degraded_reasons,
    round_tally,
)
from service.domain.transcript import DEGRADED, STOPS

LONGEST_LARGE = 140
"""Characters of a headline in large type."""


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is so."""

    name: str
    text: str


class ResultView(msgspec.Struct, frozen=True, kw_only=True):
    """The box that says how it ended, or stands."""

    headline: str
    long: bool
    """Whether it needs smaller type."""
    at_work: bool
    """Whether there is more to come."""
    facts: tuple[Fact, ...]


def result_view(debate: Debate) -> ResultView:
    """Return how a debate ended, or stands."""
    outcome = debate.state.outcome
    headline = outcome.headline if outcome else _standing(debate)
    return ResultView(
        headline=headline,
        long=len(headline) > LONGEST_LARGE,
        at_work=not debate.state.status.terminal,
        facts=tuple(Fact(name=name, text=text) for name, text in _facts(debate)),
    )


def _facts(debate: Debate) -> Iterator[tuple[str, str]]:
    yield from _so_far(debate)
    outcome = debate.state.outcome
    if outcome is not None:
        yield "Decision", _decision(debate, outcome)
        yield "Rule", _rule(debate, outcome)
        yield "Ended", _end(debate, outcome)
    if debate.state.answer is not None:
        yield "Right answer, told later", Naming(spec=debate.spec).label(debate.state.answer)
    yield from _degraded(debate)
    yield from _simulated(debate)
    yield from _origin(debate)
    yield from _to_come(debate)


def _standing(debate: Debate) -> str:
    """Say what is so while there is no outcome."""
    begun = debate.state.rounds
    if debate.state.status is DebateStatus.RUNNING and begun:
        return headline_so_far(debate, begun[-1])
    return WITHOUT_OUTCOME[debate.state.status]


def _so_far(debate: Debate) -> Iterator[tuple[str, str]]:
    """Say what has come between, and how it stands where there is no outcome."""
    state, counted = debate.state, counted_rounds(debate)
    if state.error is not None:
        yield "Why", state.error.message
    if state.status is DebateStatus.CANCELED and state.outcome is not None:
        yield "Canceled", "While the summary was being written; the votes were all in."
    if state.outcome is None and counted:
        latest = state.rounds[counted[-1] - 1]
        yield f"After round {latest.number}", f"{round_result(debate, latest.number)}."


def _to_come(debate: Debate) -> Iterator[tuple[str, str]]:
    match debate.state.status:
        case DebateStatus.QUEUED:
            poll = debate.spec.rules.max_rounds == 1
            then = "" if poll else ", then reads the others and may change its mind"
            yield "Still to come", f"Every model votes and argues by itself{then}."
        case DebateStatus.RUNNING:
            yield "Still to come", "Further votes, and the result with its summary."
        case DebateStatus.SUMMARIZING:
            yield "Still to come", "The summary, which is being written."
        case _:
            return


def _decision(debate: Debate, outcome: Outcome) -> str:
    naming = Naming(spec=debate.spec)
    if not outcome.leaders:
        return "None: there was no valid vote."
    if outcome.decision is None or outcome.decided_by is None:
        tried = debate.spec.rules.tie_break is not TieBreak.NONE
        why = "the tie-break could not part them" if tried else "this debate has no tie-break"
        level = len(outcome.leaders)
        return f"None: {'both' if level == PAIR else f'all {number(level)}'} are level, and {why}."
    label = naming.label(outcome.decision)
    match outcome.decided_by:
        case DecidedBy.VOTES:
            return f"{label}, {_share(outcome)}."
        case DecidedBy.TRAJECTORY:
            return f"{label}, but only by a tie-break: {_over_all_rounds(debate, outcome)}."
        case DecidedBy.SECOND_CHOICES:
            return (
                f"{label}, but only by a tie-break: of the seats that voted for no leader, more"
                " named it second than any other that was level with it over all rounds."
            )


def _share(outcome: Outcome) -> str:
    top, valid = max(row.votes for row in outcome.tally), outcome.valid_votes
    if valid == 1:
        return "by the only vote"
    match outcome.agreement:
        case Agreement.UNANIMOUS:
            return "by both votes" if valid == PAIR else f"by all {valid} votes"
        case Agreement.MAJORITY:
            return f"by {top} of {valid} votes"
        case Agreement.PLURALITY | Agreement.TIE | Agreement.NONE:
            return f"which had the most votes, {top} of {valid}"


def _over_all_rounds(debate: Debate, outcome: Outcome) -> str:
    """Count the votes of the leaders in all counted rounds, as the tie-break did."""
    naming = Naming(spec=debate.spec)
    rows = [row for each in counted_rounds(debate) for row in round_tally(debate, each)]
    votes = {
        leader: sum(row.votes for row in rows if row.option == leader)
        for leader in outcome.leaders
    }
    first, *rest = sorted(outcome.leaders, key=lambda leader: -votes[leader])
    others = [f"{naming.label(leader)} {votes[leader]}" for leader in rest]
    return f"over all rounds {naming.label(first)} had {votes[first]} votes, {listed(others)}"


def _rule(debate: Debate, outcome: Outcome) -> str:
    """Compare the leading votes with what counts as agreement."""
    top = max(row.votes for row in outcome.tally)
    needed = votes_needed(debate.spec.rules, outcome.valid_votes)
    rule = capital(RULE_NAMES[outcome.rule])
    if needed > outcome.valid_votes:
        return (
            f"{rule} asks for {needed} votes: not met, as only {outcome.valid_votes} were valid."
        )
    asked = f"{rule} asks for {needed} of {outcome.valid_votes} votes"
    if outcome.consensus_reached:
        return f"{asked}: met."
    if top < needed:
        return f"{asked}: not met, as no option had more than {top}."
    return f"{asked}: not met, as several options had as many."


def _end(debate: Debate, outcome: Outcome) -> str:
    if debate.spec.rules.max_rounds == 1:
        return "After one round, as this was a poll."
    return f"After round {outcome.rounds}, since {STOPS[outcome.stop_reason]}."


def _degraded(debate: Debate) -> Iterator[tuple[str, str]]:
    reasons = degraded_reasons(debate)
    if not reasons:
        return
    naming = Naming(spec=debate.spec)
    missing: dict[ResponseStatus, dict[SeatId, None]] = {}
    for response in debate.responses:
        if response.status in SEAT_REASONS:
            missing.setdefault(response.status, {})[response.participant] = None
    told = [f"{naming.names(seats)} {DEEDS[status]}" for status, seats in missing.items()]
    seat_reasons = frozenset(SEAT_REASONS.values())
    told += [DEGRADED[reason] for reason in reasons if reason not in seat_reasons]
    counted = " Who gave no vote is not counted." if missing else ""
    yield "Degraded", f"Less than was asked for: {'; '.join(told)}.{counted}"


def _simulated(debate: Debate) -> Iterator[tuple[str, str]]:
    panel = debate.spec.panel
    made_up = [p.id for p in panel if is_simulated(p.model)]
    if len(made_up) == len(panel):
        yield "Simulated", "All models are simulated: no real model was asked, and none said this."
    elif made_up:
        naming = Naming(spec=debate.spec)
        yield "Simulated", f"No real model was asked for {naming.names(made_up)}."


def _origin(debate: Debate) -> Iterator[tuple[str, str]]:
    copied = debate.spec.copied_rounds
    if copied == 1:
        yield "Fork", "Goes on from another debate: round 1 was held there."
    elif copied:
        yield "Fork", f"Goes on from another debate: rounds 1 to {copied} were held there."


WITHOUT_OUTCOME = {
    DebateStatus.QUEUED: "Waiting to begin",
    DebateStatus.RUNNING: "The first round is about to begin",
    DebateStatus.SUMMARIZING: "All votes are in",
    DebateStatus.COMPLETED: "No outcome",
    DebateStatus.FAILED: "Failed, without an outcome",
    DebateStatus.CANCELED: "Canceled before there was an outcome",
    DebateStatus.EXPIRED: "Out of time before there was an outcome",
}
"""What is so while there is no outcome, or for good."""
