"""What was said and voted in a debate, round by round."""

from typing import Annotated

import msgspec
from msgspec import Meta

from service.domain.debate import MOST_ROUNDS, MOST_SEATS, ResponseStatus, StopReason
from service.resources.schemas.outcomes import LEADERS, Tally
from service.resources.schemas.terms import (
    Code,
    Count,
    DebateId,
    Dollars,
    ModelId,
    Name,
    NoteId,
    OptionId,
    OptionIds,
    ResponseId,
    RoundNumber,
    SeatId,
    Time,
    Votes,
)


class Usage(msgspec.Struct, frozen=True, kw_only=True):
    """Provider calls, their tokens and their cost."""

    calls: Annotated[
        Count, Meta(description="Calls of providers, retries and repairs among them.")
    ]
    input_tokens: Annotated[Count, Meta(description="All that was read.")]
    cached_input_tokens: Annotated[
        int, Meta(ge=0, description="Those of the input that came from the provider's cache.")
    ]
    output_tokens: Annotated[Count, Meta(description="All that was written.")]
    reasoning_tokens: Annotated[
        int, Meta(ge=0, description="Those of the output that were spent on thinking.")
    ]
    cost_usd: Annotated[
        Dollars | None,
        Meta(
            description="US dollars; null, and never 0, where the cost of any call is not known."
        ),
    ]


class ResponseError(msgspec.Struct, frozen=True, kw_only=True):
    """Why a response has no vote."""

    code: Annotated[
        Code,
        Meta(description="`timed_out`, `provider_auth`, `provider_unavailable`, `refused`, ..."),
    ]
    message: Annotated[str, Meta(description="The same in words; for people, not for programs.")]
    retryable: Annotated[
        bool, Meta(description="Whether the same question may be answered at another time.")
    ]


# Not `Response`: generated clients have a class of that name for replies.


class ResponseOutline(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="response"
):
    """What one participant did in one round, but for its argument: `urls.responses` has that."""

    id: ResponseId
    debate_id: DebateId
    round: RoundNumber
    participant: SeatId
    name: Annotated[Name, Meta(description="The participant's name.")]
    model: Annotated[
        ModelId,
        Meta(
            description="The model that was asked last: the seat's own, or one of its fallbacks."
        ),
    ]
    model_served: Annotated[
        Annotated[str, Meta(max_length=200)] | None,
        Meta(description="The model that the provider says has answered."),
    ]
    simulated: Annotated[bool, Meta(description="Whether `model` is a simulated one.")]
    status: ResponseStatus
    vote: Annotated[
        OptionId | None, Meta(description="Option voted for; null for every status but `voted`.")
    ]
    confidence: Annotated[
        Annotated[float, Meta(ge=0, le=100)] | None,
        Meta(description="How sure it says it is, from 0 to 100."),
    ]
    second_choice: Annotated[
        OptionId | None, Meta(description="Option that it would vote for otherwise.")
    ]
    strongest_objection: Annotated[
        str | None, Meta(description="The best case against its own vote, as it sees it.")
    ]
    would_change_mind: Annotated[
        str | None, Meta(description="What would make it vote differently.")
    ]
    responds_to: Annotated[
        tuple[ResponseId, ...],
        Meta(
            max_length=MOST_SEATS * (MOST_ROUNDS - 1),
            description="The earlier responses that the argument answers.",
            extra_json_schema={"uniqueItems": True},
        ),
    ]
    changed_mind: Annotated[
        bool, Meta(description="Whether the vote differs from this participant's vote before.")
    ]
    previous_vote: Annotated[
        OptionId | None, Meta(description="This participant's vote before, if it had one.")
    ]
    change_reason: Annotated[
        str | None, Meta(description="Why it changed its vote, in its own words.")
    ]
    persuaded_by: Annotated[
        ResponseId | None, Meta(description="The response that it credits for its change.")
    ]
    new_information: Annotated[
        bool | None,
        Meta(description="Whether it says that it has learned a fact, and not only a view."),
    ]
    flags: Annotated[
        tuple[Code, ...],
        Meta(
            max_length=8,
            description="`fallback`: the seat's own model failed, and `model` was asked instead;"
            " `model_served_differs`: the provider had another model answer than `model`;"
            " `budget_exceeded`: the budget did not pay for asking, or for asking again;"
            " `instruction_like`: its prose seems to give orders to those who read it, about their"
            " vote, their reply or their rules, in any of 15 languages: a hint, which changes nothing"
            " else.",
        ),
    ]
    error: Annotated[
        ResponseError | None, Meta(description="Why there is no vote, where a call failed.")
    ]
    attempts: Annotated[Count, Meta(description="Calls made for it.")]
    latency_ms: Annotated[
        Count, Meta(description="From the first call to the answer, in milliseconds.")
    ]
    usage: Usage
    created_at: Time


class PanelResponse(ResponseOutline, frozen=True, kw_only=True):
    """All that one participant did in one round. Only one that `voted` has a vote."""

    argument: Annotated[
        str | None,
        Meta(description="Why, in the participant's words; others are called by their names."),
    ]


class PositionChange(msgspec.Struct, frozen=True, kw_only=True, rename={"from_": "from"}):
    """A vote that differs from the same participant's vote before."""

    participant: SeatId
    from_: Annotated[OptionId, Meta(description="Option that it voted for before.")]
    to: Annotated[OptionId, Meta(description="Option that it votes for now.")]


class Round(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="round"):
    """One pass around the table."""

    number: RoundNumber
    blind: Annotated[bool, Meta(description="Whether nobody had read anybody, as in round 1.")]
    headline: Annotated[str, Meta(description="The round in one sentence.")]
    tally: Tally
    valid_votes: Annotated[Votes, Meta(description="Votes in this round.")]
    leaders: Annotated[OptionIds, LEADERS]
    changed: Annotated[
        tuple[PositionChange, ...],
        Meta(max_length=MOST_SEATS, description="Who moved, from what to what."),
    ]
    stop_reason: Annotated[
        StopReason | None, Meta(description="Why no other round followed; null where one did.")
    ]
    started_at: Time
    finished_at: Annotated[Time | None, Meta(description="Null while it is under way.")]


class Note(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="note"):
    """What the moderator told every seat in the course of a debate."""

    id: NoteId
    debate_id: DebateId
    text: Annotated[
        str,
        Meta(min_length=1, max_length=4_000, description="As the moderator wrote it."),
    ]
    round: Annotated[
        RoundNumber | None,
        Meta(
            description="The round that shows it to all seats first, as every later one does; null"
            " where no round could follow any more. It has been shown once the debate's"
            " `progress.round` has come to that, and never if the debate ended before.",
        ),
    ]
    created_at: Time
