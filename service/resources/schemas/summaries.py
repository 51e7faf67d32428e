"""The written account of a debate, tied to its ledger."""

from typing import Annotated

import msgspec
from msgspec import Meta

from service.domain.debate import (
    MOST_ROUNDS,
    MOST_SEATS,
    ArgumentStatus,
    ChosenBy,
    Credit,
    Relation,
    SummarySource,
    TurningPointKind,
)
from service.resources.schemas.outcomes import Outcome
from service.resources.schemas.terms import (
    MOST_OPTIONS,
    Count,
    DebateId,
    Degraded,
    ModelId,
    OptionId,
    OptionIds,
    Reasons,
    ResponseId,
    RoundNumber,
    SeatId,
    SeatIds,
    Time,
)


class Citation(msgspec.Struct, frozen=True, kw_only=True):
    """A verbatim quote and the response it stands in."""

    response_id: ResponseId
    participant: SeatId
    round: RoundNumber
    quote: Annotated[str, Meta(description="The response's own words, letter by letter.")]


Citations = Annotated[
    tuple[Citation, ...], Meta(max_length=100, description="What the claim rests on.")
]


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """Where one participant began and ended."""

    participant: SeatId
    first_vote: Annotated[
        OptionId | None, Meta(description="Its first vote; null if it never had one.")
    ]
    final_vote: Annotated[OptionId | None, Meta(description="Its last vote.")]
    changed_mind: Annotated[
        bool, Meta(description="Whether it voted differently at any time in between.")
    ]
    persuaded_by: Annotated[
        ResponseId | None, Meta(description="The response that it credits for its last change.")
    ]
    claim: Annotated[str, Meta(description="What it stands for, in one sentence.")]
    citations: Citations


class StrongestArgument(msgspec.Struct, frozen=True, kw_only=True):
    """The best case made for one option, and the rule by which it was chosen."""

    option: OptionId
    status: ArgumentStatus
    claim: Annotated[
        str | None, Meta(description="The argument in one sentence; null where none was made.")
    ]
    citations: Citations
    chosen_by: Annotated[
        ChosenBy | None, Meta(description="How it was picked; null where none was made.")
    ]


class TurningPoint(msgspec.Struct, frozen=True, kw_only=True, rename={"from_": "from"}):
    """A participant who changed its vote, or a round in which the lead changed."""

    kind: TurningPointKind
    round: RoundNumber
    participant: Annotated[
        SeatId | None, Meta(description="Who moved; null for a change of the lead.")
    ]
    from_: Annotated[OptionIds, Meta(description="The vote, or the leaders, before.")]
    to: Annotated[OptionIds, Meta(description="The vote, or the leaders, after.")]
    text: Annotated[str, Meta(description="The same in a sentence.")]
    persuaded_by: Annotated[
        ResponseId | None, Meta(description="The response that whoever moved credits for it.")
    ]
    credit: Annotated[
        Credit | None,
        Meta(description="Whether the credited one did argue for the new option by then."),
    ]


class Exchange(msgspec.Struct, frozen=True, kw_only=True, rename={"from_": "from"}):
    """Who answered whom, in support or in opposition; in a fork also who sat on the seat before."""

    from_: Annotated[SeatId, Meta(description="Who answers.")]
    to: Annotated[SeatId, Meta(description="Who is answered.")]
    relation: Relation
    responses: Annotated[
        tuple[ResponseId, ...],
        Meta(
            min_length=1,
            max_length=MOST_ROUNDS,
            description="The responses in which it did so.",
            extra_json_schema={"uniqueItems": True},
        ),
    ]


class Dissent(msgspec.Struct, frozen=True, kw_only=True):
    """A position that lost, in its holder's words."""

    option: OptionId
    participants: Annotated[SeatIds, Meta(description="Who held it to the end.")]
    claim: Annotated[str, Meta(description="What they stand for, in one sentence.")]
    citations: Citations


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """What checking the summary against the ledger came to, in sentences."""

    checked: Annotated[Count, Meta(description="Sentences that were looked at.")]
    repaired: Annotated[Count, Meta(description="Those of them that were mended.")]
    dropped: Annotated[
        Count,
        Meta(
            description="Those of them that the ledger does not bear out, and that were left out."
        ),
    ]


class Summary(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="summary"):
    """The written account of a finished debate. Every quote is a response's own words."""

    debate_id: DebateId
    source: SummarySource
    model: Annotated[
        ModelId | None, Meta(description="Who wrote it; null where it is extractive.")
    ]
    degraded: Degraded
    degraded_reasons: Reasons
    headline: Annotated[str, Meta(description="The outcome in one sentence.")]
    overview: Annotated[
        str, Meta(description="What the disagreement turned on, what moved whom, what held.")
    ]
    overview_citations: Annotated[
        tuple[Citation, ...],
        Meta(max_length=200, description="What its sentences rest on, in their order."),
    ]
    outcome: Outcome
    positions: Annotated[
        tuple[Position, ...],
        Meta(max_length=MOST_SEATS, description="Every seat, in the order of the panel."),
    ]
    strongest_arguments: Annotated[
        tuple[StrongestArgument, ...],
        Meta(max_length=MOST_OPTIONS, description="Every option, in the caller's order."),
    ]
    turning_points: Annotated[
        tuple[TurningPoint, ...],
        Meta(
            max_length=MOST_SEATS * MOST_ROUNDS,
            description="Every change of a vote and of the lead, in order.",
        ),
    ]
    exchanges: Annotated[
        tuple[Exchange, ...],
        Meta(max_length=MOST_SEATS**2 * MOST_ROUNDS, description="Who answered whom."),
    ]
    dissent: Annotated[
        tuple[Dissent, ...],
        Meta(max_length=MOST_OPTIONS, description="The positions that lost, if one has won."),
    ]
    verification: Verification
    created_at: Time
