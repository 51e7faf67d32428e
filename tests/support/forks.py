"""Builders of forks, and of how they go on.

`a_fork` forks any built debate; `at_round_two` is the reference case with another third seat;
`held` closes a round in which the panel votes as is said.
"""

from datetime import timedelta

from msgspec.structs import replace

from service.domain.debate import (
    Debate,
    Identities,
    Origin,
    Participant,
    Response,
    ResponseStatus,
    StopReason,
)
from service.domain.forking import fork
from service.domain.lifecycle import begin, close_round
from service.domain.outcome import outcome_of
from tests.support.debates import (
    NOW,
    REFERENCE_PANEL,
    a_ledger,
    a_response,
    some_rules,
    the_reference_case,
)

FORKED_AT = NOW + timedelta(hours=3)
AT_WORK = FORKED_AT + timedelta(seconds=1)
LATER = FORKED_AT + timedelta(minutes=2)

MISTRAL = Participant(id="seat_3", model="mistral/mistral-large", name="Mistral Large")


def with_seat(participant: Participant, panel: tuple[Participant, ...]) -> tuple[Participant, ...]:
    return tuple(participant if p.id == participant.id else p for p in panel)


def a_fork(original: Debate, number: int = 1, **changes: object) -> Debate:
    """Return the debate forked after that round, with these fields of its spec changed."""
    fields: dict[str, object] = {
        "id": "dbt_0000000000000000000000000f",
        "created_at": FORKED_AT,
        "rules": replace(original.spec.rules, max_rounds=4),
        "forked_from": Origin(debate_id=original.spec.id, round=number),
        **changes,
    }
    return fork(original, replace(original.spec, **fields))


def at_round_two(*, named: bool = False) -> Debate:
    """Return the reference case, forked after round 1 with another participant on seat 3."""
    identities = Identities.NAMED if named else Identities.ANONYMOUS
    forked = a_fork(
        the_reference_case(),
        panel=with_seat(MISTRAL, REFERENCE_PANEL),
        rules=some_rules(max_rounds=4, identities=identities),
    )
    return begun(forked)


def begun(forked: Debate) -> Debate:
    return replace(forked, state=begin(forked, now=AT_WORK).state)


def held(debate: Debate, votes: str, **changes: object) -> Debate:
    """Return the debate after its open round, in which the panel voted so."""
    number = len(debate.state.rounds)
    after = a_ledger(debate, *the_round(debate, number, votes))
    closed = close_round(after, now=LATER)
    return replace(after, state=closed.state, **changes)


def the_round(debate: Debate, number: int, votes: str) -> list[Response]:
    return [
        a_response(number, p.id, ResponseStatus.FAILED if vote == "-" else vote)
        for p, vote in zip(debate.spec.panel, votes, strict=True)
    ]


def ended(debate: Debate) -> Debate:
    """Return the debate with the outcome that it has by now."""
    outcome = outcome_of(debate, StopReason.MAX_ROUNDS)
    return replace(debate, state=replace(debate.state, outcome=outcome))
