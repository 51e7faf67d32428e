"""How a debate ended: agreement, decision, tie-break, and the winner under every way of counting.

A tie stays a tie: a tie-break may name a decision, never an agreement, and neither chance nor the
order of the options ever decides. To add a way of counting: a function here and a field of `ByRule`.
"""

import math
from collections import Counter
from collections.abc import Iterable

from service.domain.consensus import holds, votes_needed
from service.domain.debate import (
    ByRule,
    Debate,
    DecidedBy,
    FirstRound,
    OptionId,
    Outcome,
    Response,
    StopReason,
    TieBreak,
    seat_of,
)
from service.domain.headlines import Standing, outcome_headline
from service.domain.tally import (
    agreement,
    counted_rounds,
    leaders,
    position_changes,
    round_tally,
    tally,
    valid_votes,
)

VOTE_POINTS = 2
SECOND_CHOICE_POINTS = 1


def outcome_of(debate: Debate, stop_reason: StopReason) -> Outcome:
    """Compute the outcome from the last counted round.

    Raises `ValueError` when no round counted: such a debate has failed or expired.
    """
    counted = counted_rounds(debate)
    if not counted:
        msg = "a debate without a counted round has no outcome"
        raise ValueError(msg)
    rows = round_tally(debate, counted[-1])
    spec, leading, valid = debate.spec, leaders(rows), valid_votes(rows)
    decision, decided_by = decide(debate, counted)
    reached = holds(spec.rules, tuple(row.votes for row in rows))
    first = round_tally(debate, 1)
    by_rule, rules_agree = _by_rule(debate, counted)
    standing = Standing(
        rows=rows,
        rounds=counted[-1],
        max_rounds=spec.rules.max_rounds,
        consensus_reached=reached,
        decision=decision,
        decided_by=decided_by,
    )
    return Outcome(
        agreement=agreement(rows),
        consensus_reached=reached,
        rule=spec.rules.consensus,
        votes_needed=votes_needed(spec.rules, valid),
        leaders=leading,
        decision=decision,
        decided_by=decided_by,
        headline=outcome_headline(debate, standing),
        tally=rows,
        valid_votes=valid,
        seats=len(spec.panel),
        stop_reason=stop_reason,
        rounds=counted[-1],
        changed_minds=len(
            {
                seat_of(change.participant)
                for change in position_changes(debate)
                if change.round <= counted[-1]
            }
        ),
        first_round=FirstRound(tally=first, leaders=leaders(first)),
        by_rule=by_rule,
        rules_agree=rules_agree,
    )


def winners(debate: Debate, counted: tuple[int, ...]) -> dict[str, tuple[OptionId, ...]]:
    """Return all options that lead under each way of counting, named as the fields of `ByRule`.

    Several where they are tied, none where there is nothing to count; `counted` are the numbers of
    the counted rounds, one at least.
    """
    last = debate.round_responses(counted[-1])
    return {
        "first_round": leaders(round_tally(debate, 1)),
        "last_round": leaders(tally(debate.spec.options, last)),
        "trajectory": _most(_trajectory(debate, counted)),
        "second_choices": _most(_borda(last)),
        "confidence": _most(_confidence(last)),
    }


def decide(debate: Debate, counted: tuple[int, ...]) -> tuple[OptionId | None, DecidedBy | None]:
    """Return what the votes of these rounds, at least one, decide, and what named it, if anything."""
    leading = leaders(round_tally(debate, counted[-1]))
    if len(leading) == 1:
        return leading[0], DecidedBy.VOTES
    if debate.spec.rules.tie_break is TieBreak.NONE:
        return None, None
    over_all_rounds = _trajectory(debate, counted)
    ahead = _most({option: over_all_rounds[option] for option in leading})
    if len(ahead) == 1:
        return ahead[0], DecidedBy.TRAJECTORY
    second = Counter(
        response.second_choice
        for response in debate.round_responses(counted[-1])
        if response.vote is not None and response.vote not in leading
    )
    ahead = _most({option: second[option] for option in ahead})
    return (ahead[0], DecidedBy.SECOND_CHOICES) if len(ahead) == 1 else (None, None)


def _by_rule(debate: Debate, counted: tuple[int, ...]) -> tuple[ByRule, bool]:
    ahead = winners(debate, counted)
    # A way of counting that found nothing to count cannot disagree; one that is tied does.
    distinct = {winner for winner in ahead.values() if winner}
    agree = len(distinct) == 1 and all(len(winner) == 1 for winner in distinct)
    single = {rule: w[0] if len(w) == 1 else None for rule, w in ahead.items()}
    return ByRule(**single), agree


def _trajectory(debate: Debate, counted: tuple[int, ...]) -> Counter[OptionId]:
    """Sum the votes of all counted rounds."""
    return Counter(
        response.vote
        for response in debate.responses
        if response.round in counted and response.vote is not None
    )


def _borda(responses: Iterable[Response]) -> Counter[OptionId]:
    """Give 2 points to a vote and 1 to a second choice; nothing unless someone named one."""
    points: Counter[OptionId] = Counter()
    voted = [response for response in responses if response.vote is not None]
    if not any(response.second_choice for response in voted):
        return points
    for response in voted:
        points[response.vote or ""] += VOTE_POINTS
        if response.second_choice is not None:
            points[response.second_choice] += SECOND_CHOICE_POINTS
    return points


def _confidence(responses: Iterable[Response]) -> dict[OptionId, float]:
    """Sum the confidences of the votes that came with one."""
    given: dict[OptionId, list[float]] = {}
    for response in responses:
        if response.vote is not None and response.confidence is not None:
            given.setdefault(response.vote, []).append(response.confidence)
    # Exact sums: the order of the seats must not break a tie.
    return {option: math.fsum(confidences) for option, confidences in given.items()}


def _most(
    points: Counter[OptionId] | dict[OptionId, float] | dict[OptionId, int],
) -> tuple[OptionId, ...]:
    """Return all options with the most points, sorted; none when nobody has any."""
    top = max(points.values(), default=0)
    return tuple(sorted(option for option, value in points.items() if value == top > 0))
