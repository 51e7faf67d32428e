"""How a debate ended, computed from its votes."""

from typing import Annotated

import msgspec
from msgspec import Meta

from service.domain.debate import MOST_SEATS, Agreement, ConsensusRule, DecidedBy, StopReason
from service.resources.schemas.terms import (
    MOST_OPTIONS,
    OptionId,
    OptionIds,
    RoundNumber,
    SeatCount,
    SeatIds,
    Votes,
)


class TallyRow(msgspec.Struct, frozen=True, kw_only=True):
    """The votes that one option got in one round."""

    option: OptionId
    votes: Annotated[Votes, Meta(description="How many seats voted for it.")]
    participants: Annotated[SeatIds, Meta(description="Who voted for it.")]


Tally = Annotated[
    tuple[TallyRow, ...],
    Meta(
        min_length=2,
        max_length=MOST_OPTIONS,
        description="The votes of one round: every option in the caller's order, zeros included.",
    ),
]


LEADERS = Meta(
    description="All options with the most votes: several in a tie, none without votes."
)


DECISION = Meta(description="Option that won; null where there is none.")


class FirstRound(msgspec.Struct, frozen=True, kw_only=True):
    """What the panel thought before anyone had read anyone."""

    tally: Tally
    leaders: Annotated[OptionIds, LEADERS]


class ByRule(msgspec.Struct, frozen=True, kw_only=True):
    """The winner under each way of counting; null where it is tied or nothing can be counted."""

    first_round: Annotated[OptionId | None, Meta(description="By the votes of round 1.")]
    last_round: Annotated[
        OptionId | None, Meta(description="By the votes of the last counted round.")
    ]
    trajectory: Annotated[
        OptionId | None, Meta(description="By the votes of all rounds together.")
    ]
    second_choices: Annotated[
        OptionId | None, Meta(description="By votes and second choices (a Borda count).")
    ]
    confidence: Annotated[
        OptionId | None, Meta(description="By votes weighed with their confidence.")
    ]


class Outcome(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="outcome"):
    """How the debate ended, computed from its last counted round. A tie stays a tie."""

    agreement: Agreement
    consensus_reached: Annotated[bool, Meta(description="Whether the rule of the debate was met.")]
    rule: ConsensusRule
    votes_needed: Annotated[
        int,
        Meta(
            ge=0,
            le=MOST_SEATS,
            description="Votes that the rule asks for, given the valid votes.",
        ),
    ]
    leaders: Annotated[OptionIds, LEADERS]
    decision: Annotated[OptionId | None, DECISION]
    decided_by: Annotated[
        DecidedBy | None,
        Meta(
            description="What named the decision: the votes, or a tie-break, which leaves"
            " `agreement` a tie."
        ),
    ]
    headline: Annotated[
        str,
        Meta(
            description="The outcome in one sentence, for instance `Majority: Only the weights (2 of"
            " 3)`.",
        ),
    ]
    tally: Tally
    valid_votes: Annotated[Votes, Meta(description="Votes in that round.")]
    seats: Annotated[SeatCount, Meta(description="Seats of the panel, whether they voted or not.")]
    stop_reason: StopReason
    rounds: Annotated[RoundNumber, Meta(description="Rounds held.")]
    changed_minds: Annotated[
        Votes, Meta(description="Seats that changed their vote at least once.")
    ]
    first_round: Annotated[FirstRound, Meta(description="To see what the debate has changed.")]
    by_rule: Annotated[ByRule, Meta(description="To see whether the rule mattered.")]
    rules_agree: Annotated[
        bool, Meta(description="Whether all of these name the same winner, as far as any.")
    ]
