"""The rules of a debate: what was asked for, and in place of what was not, those that hold else.

A new rule is a field of `ProtocolRequest` and `Rules`, and its line here.
"""

from collections.abc import Iterator

from msgspec import UnsetType

from service.api.bodies import fault_at
from service.api.mending import Told
from service.api.requests import ProtocolRequest, chosen
from service.domain.debate import ConsensusRule, Identities, Rules, TieBreak
from service.domain.errors import Fault


def usual_rules(seat_count: int) -> Rules:
    """Return the protocol of a debate whose caller asks for none."""
    return Rules(
        max_rounds=3,
        min_rounds=2,
        consensus=ConsensusRule.SUPERMAJORITY,
        votes_needed=None,
        quorum=seat_count // 2 + 1,
        round_deadline_s=120,
        stop_when_stable=True,
        tie_break=TieBreak.TRAJECTORY,
        identities=Identities.ANONYMOUS,
        shuffle_options=True,
        allow_abstain=False,
        max_argument_words=220,
    )


def resolved(asked: ProtocolRequest, base: Rules) -> Rules:
    """Return the rules of `base` with those in their place that were asked for."""
    max_rounds = chosen(asked.max_rounds, base.max_rounds)
    rule, votes_needed = _consensus(asked, base)
    return Rules(
        max_rounds=max_rounds,
        min_rounds=chosen(asked.min_rounds, min(base.min_rounds, max_rounds)),
        consensus=rule,
        votes_needed=votes_needed,
        quorum=chosen(asked.quorum, base.quorum),
        round_deadline_s=chosen(asked.round_deadline_seconds, base.round_deadline_s),
        stop_when_stable=chosen(asked.stop_when_stable, base.stop_when_stable),
        tie_break=chosen(asked.tie_break, base.tie_break),
        identities=chosen(asked.identities, base.identities),
        shuffle_options=chosen(asked.shuffle_options, base.shuffle_options),
        allow_abstain=chosen(asked.allow_abstain, base.allow_abstain),
        max_argument_words=chosen(asked.max_argument_words, base.max_argument_words),
    )


def protocol_faults(
    asked: ProtocolRequest, base: Rules, seat_count: int, told: Told
) -> Iterator[Fault]:
    """Find what single fields do not show: rules that contradict each other or the panel."""
    max_rounds = chosen(asked.max_rounds, base.max_rounds)
    known = told.sound("protocol", "max_rounds")
    if known and chosen(asked.min_rounds, 1) > max_rounds:
        detail = f"min_rounds must not exceed max_rounds, which is {max_rounds}."
        yield fault_at("protocol", "min_rounds", detail=detail)
    given = not isinstance(asked.votes_needed, UnsetType)
    if given and not isinstance(asked.consensus, UnsetType):
        detail = "votes_needed takes the place of consensus; give one of them."
        yield fault_at("protocol", "votes_needed", detail=detail)
    for field, wanted in (("votes_needed", asked.votes_needed), ("quorum", asked.quorum)):
        if chosen(wanted, 1) > seat_count:
            detail = f"{field} must not exceed the number of seats, which is {seat_count}."
            yield fault_at("protocol", field, detail=detail)


def _consensus(asked: ProtocolRequest, base: Rules) -> tuple[ConsensusRule, int | None]:
    if not isinstance(asked.votes_needed, UnsetType):
        return ConsensusRule.VOTES_NEEDED, asked.votes_needed
    if not isinstance(asked.consensus, UnsetType):
        return ConsensusRule(asked.consensus), None
    return base.consensus, base.votes_needed
