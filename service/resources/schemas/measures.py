"""What a debate tells of itself without anyone knowing the right answer."""

import math
from typing import Annotated

import msgspec
from msgspec import Meta

from service.domain.debate import MOST_ROUNDS, MOST_SEATS
from service.resources.schemas.terms import Count, RoundNumber

MOST_BITS = math.ceil(math.log2(MOST_SEATS))

Bits = Annotated[float, Meta(ge=0, le=MOST_BITS)]
Share = Annotated[float, Meta(ge=0, le=1)]
LaterVotes = Annotated[int, Meta(ge=0, le=MOST_SEATS * (MOST_ROUNDS - 1))]


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """Votes that differ from the same participant's vote before, by where they went.

    The plurality is the option that led the round before alone; the three kinds add up to `total`.
    """

    total: LaterVotes
    to_plurality: Annotated[LaterVotes, Meta(description="To the plurality.")]
    from_plurality: Annotated[LaterVotes, Meta(description="Away from the plurality.")]
    other: Annotated[
        LaterVotes,
        Meta(description="Between other options, or after a round in which several led."),
    ]


class Conformity(msgspec.Struct, frozen=True, kw_only=True):
    """How votes after a round that one option led alone relate to that option, the plurality.

    Counted are votes of participants that had voted before, by what they had voted last.
    """

    outside: Annotated[
        LaterVotes, Meta(description="Votes of those who had voted for another option.")
    ]
    joined: Annotated[LaterVotes, Meta(description="Those of them that went to the plurality.")]
    inside: Annotated[LaterVotes, Meta(description="Votes of those who had voted for it.")]
    left: Annotated[LaterVotes, Meta(description="Those of them that went away from it.")]
    gap: Annotated[
        Annotated[float, Meta(ge=-1, le=1)] | None,
        Meta(
            description="`joined / outside - left / inside`: above 0 the panel moves towards what"
            " most held, be it by pressure or by the better case. Null where one of both cannot be"
            " told."
        ),
    ]


class RoundLength(msgspec.Struct, frozen=True, kw_only=True):
    """How much was written in one round."""

    round: RoundNumber
    argument_characters: Annotated[Count, Meta(description="Of all arguments together.")]
    output_tokens: Annotated[
        Count,
        Meta(
            description="Of all responses together, retries and thinking included, as far as their"
            " providers tell."
        ),
    ]


class Measures(msgspec.Struct, frozen=True, kw_only=True):
    """What a debate tells of itself, counted from its votes up to the last counted round."""

    first_entropy: Annotated[
        Bits,
        Meta(
            description="Of the votes of the first counted round, in bits: 0 when all are the same,"
            " 1 when two options have half of them each."
        ),
    ]
    last_entropy: Annotated[Bits, Meta(description="Of the votes of the last counted round.")]
    changes: Changes
    conformity: Conformity
    decision_stability: Annotated[
        Share | None,
        Meta(
            description="Share of the seats without each of which the same would have been decided;"
            " null without a decision."
        ),
    ]
    agreement_confidence: Annotated[
        Share,
        Meta(
            description="Votes for a leading option, of all valid votes: agreement, read as a"
            " confidence."
        ),
    ]
    rounds: Annotated[
        tuple[RoundLength, ...],
        Meta(min_length=1, max_length=MOST_ROUNDS, description="Every round, by number."),
    ]
    output_tokens_saved: Annotated[
        Count,
        Meta(
            description="An estimate of what ending before `max_rounds` has saved: the rounds that"
            " were not held, each as long as the informed ones on average, or, where there was none,"
            " as the blind one. 0 where all were held, and where a limit or a lost quorum cut the"
            " debate short."
        ),
    ]
    claims_verified: Annotated[
        Share | None,
        Meta(
            description="Share of the sentences that a summarizer wrote which the ledger bears out;"
            " null where none were checked."
        ),
    ]
