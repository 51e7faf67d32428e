"""What the API returns: every resource as a Struct, published as it stands here.

Each resource says what it is in `object`. `present` makes these from what the domain knows. To add
a field, add it here and there; descriptions are written for somebody who has read nothing else.
"""

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from service.api.requests import MODEL, OPTION_ID, SEAT
from service.domain.circuit import CircuitState
from service.domain.debate import (
    Agreement,
    ArgumentStatus,
    ChosenBy,
    ConsensusRule,
    Credit,
    DebateStatus,
    DecidedBy,
    DegradedReason,
    Effort,
    Identities,
    Relation,
    ResponseStatus,
    StopReason,
    SummarySource,
    TieBreak,
    TurningPointKind,
)
from service.domain.errors import FaultIn
from service.domain.events import EVENTS

ULID = "_[0-7][0-9a-hjkmnp-tv-z]{25}$"
REQUEST_ID = "^[A-Za-z0-9_-]{8,128}$"

DebateId = Annotated[str, Meta(pattern=f"^dbt{ULID}")]
ResponseId = Annotated[str, Meta(pattern=f"^rsp{ULID}")]
NoteId = Annotated[str, Meta(pattern=f"^nte{ULID}")]
EventId = Annotated[str, Meta(pattern=f"^evt{ULID}")]
OptionId = Annotated[str, Meta(pattern=OPTION_ID)]
SeatId = Annotated[str, Meta(pattern=SEAT)]
ModelId = Annotated[str, Meta(pattern=MODEL)]
Count = Annotated[int, Meta(ge=0)]


class ProblemError(msgspec.Struct, frozen=True, kw_only=True, rename={"in_": "in"}):
    """One thing that is wrong with a request."""

    in_: Annotated[FaultIn, Meta(description="The part of the request in which it lies.")]
    pointer: Annotated[str | None, Meta(description="JSON pointer into the body.")]
    name: Annotated[
        str | None, Meta(description="Name of the query or path parameter, or of the header.")
    ]
    code: Annotated[str, Meta(description="What kind of fault it is.")]
    detail: Annotated[str, Meta(description="The fault in words.")]


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Why a request was not done (RFC 9457). `code` is stable; `title` and `detail` are prose."""

    type: Annotated[str, Meta(description="`urn:roundtable:problem:` and the code.")]
    title: str
    status: Annotated[int, Meta(ge=400, le=599)]
    detail: str
    instance: Annotated[str, Meta(description="The path that was asked for.")]
    code: Annotated[str, Meta(description="What went wrong, for programs.")]
    request_id: Annotated[
        str, Meta(pattern=REQUEST_ID, description="Also in the header `X-Request-Id`.")
    ]
    errors: Annotated[
        tuple[ProblemError, ...], Meta(description="Every fault found in the request.")
    ]


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """One answer that can be voted for."""

    id: OptionId
    label: str


class FormerParticipant(msgspec.Struct, frozen=True, kw_only=True):
    """Who sat on a seat of a fork in its first rounds, and gave it to another."""

    model: ModelId
    name: str
    until_round: Annotated[
        int, Meta(ge=1, description="The last round in which it sat there.", examples=[1])
    ]


class Seat(msgspec.Struct, frozen=True, kw_only=True):
    """One seat of the panel; its id names the participant everywhere."""

    id: SeatId
    model: ModelId
    name: str
    persona: str | None
    effort: Effort | None
    fallbacks: Annotated[
        tuple[ModelId, ...],
        Meta(description="Models that are asked in this order when the seat's own one fails."),
    ]
    former: Annotated[
        tuple[FormerParticipant, ...],
        Meta(
            description="Who sat here before, in rounds that were copied; empty but in a fork with"
            " another panel. Up to its `until_round` this seat's id means that participant,"
            " wherever it stands, and its responses carry that name and model."
        ),
    ]


class Protocol(msgspec.Struct, frozen=True, kw_only=True):
    """The rules of the debate, every default resolved."""

    max_rounds: int
    min_rounds: int
    consensus: Annotated[
        ConsensusRule,
        Meta(description="`votes_needed` where the debate asks for a number of votes."),
    ]
    votes_needed: int | None
    quorum: int
    round_deadline_seconds: int
    stop_when_stable: bool
    tie_break: TieBreak
    identities: Identities
    shuffle_options: bool
    allow_abstain: bool
    max_argument_words: int


class Summarizer(msgspec.Struct, frozen=True, kw_only=True):
    """Who writes the summary: these models in turn; with none it is taken from the arguments."""

    models: tuple[str, ...]


class Budget(msgspec.Struct, frozen=True, kw_only=True):
    """What the provider calls of the debate may cost."""

    max_cost_usd: float


class ForkedFrom(msgspec.Struct, frozen=True, kw_only=True):
    """The debate whose first rounds this one has taken over, and how many of them."""

    debate_id: Annotated[
        DebateId, Meta(description="That debate, which may have been deleted since.")
    ]
    round: Annotated[int, Meta(ge=1, description="The last round that was copied.", examples=[1])]


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far the debate is."""

    round: Annotated[int, Meta(ge=0, description="The round begun last; 0 before the first.")]
    max_rounds: int
    seats: int
    responses_received: Annotated[int, Meta(ge=0, description="Responses in that round.")]


class Usage(msgspec.Struct, frozen=True, kw_only=True):
    """Provider calls, their tokens and their cost."""

    calls: Count
    input_tokens: Count
    cached_input_tokens: Annotated[
        int, Meta(ge=0, description="Those of the input that came from the provider's cache.")
    ]
    output_tokens: Count
    reasoning_tokens: Annotated[
        int, Meta(ge=0, description="Those of the output that were spent on thinking.")
    ]
    cost_usd: Annotated[
        float | None, Meta(description="Null where the cost of any call is not known.")
    ]


class DebateError(msgspec.Struct, frozen=True, kw_only=True):
    """Why a debate did not complete."""

    code: str
    message: str


class TallyRow(msgspec.Struct, frozen=True, kw_only=True):
    """The votes that one option got in one round."""

    option: OptionId
    votes: Count
    participants: tuple[SeatId, ...]


class FirstRound(msgspec.Struct, frozen=True, kw_only=True):
    """What the panel thought before anyone had read anyone."""

    tally: tuple[TallyRow, ...]
    leaders: tuple[OptionId, ...]


class ByRule(msgspec.Struct, frozen=True, kw_only=True):
    """The winner under each way of counting; null where it is tied or nothing can be counted."""

    first_round: str | None
    last_round: str | None
    trajectory: str | None
    second_choices: str | None
    confidence: str | None


class Outcome(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="outcome"):
    """How the debate ended, computed from its last counted round. A tie stays a tie."""

    agreement: Agreement
    consensus_reached: bool
    rule: ConsensusRule
    votes_needed: Annotated[
        int, Meta(description="Votes that the rule asks for, given the valid votes.")
    ]
    leaders: tuple[OptionId, ...]
    decision: str | None
    decided_by: DecidedBy | None
    headline: str
    tally: tuple[TallyRow, ...]
    valid_votes: Count
    seats: int
    stop_reason: StopReason
    rounds: int
    changed_minds: Annotated[
        int, Meta(ge=0, description="Seats that changed their vote at least once.")
    ]
    first_round: FirstRound
    by_rule: ByRule
    rules_agree: bool


class DebateUrls(msgspec.Struct, frozen=True, kw_only=True):
    """Where the parts of a debate are."""

    self: str
    responses: str
    summary: str
    events: str
    transcript: str
    page: str | None


class ResponseError(msgspec.Struct, frozen=True, kw_only=True):
    """Why a response has no vote."""

    code: str
    message: str
    retryable: bool


class Response(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="response"):
    """All that one participant did in one round. Only one that `voted` has a vote."""

    id: ResponseId
    debate_id: DebateId
    round: Annotated[int, Meta(ge=1)]
    participant: SeatId
    name: str
    model: Annotated[
        ModelId,
        Meta(
            description="The model that was asked last: the seat's own, or one of its fallbacks."
        ),
    ]
    model_served: Annotated[
        str | None, Meta(description="The model that the provider says has answered.")
    ]
    simulated: Annotated[bool, Meta(description="Whether `model` is a simulated one.")]
    status: ResponseStatus
    vote: str | None
    argument: str | None
    confidence: Annotated[float | None, Meta(description="From 0 to 100.")]
    second_choice: str | None
    strongest_objection: str | None
    would_change_mind: str | None
    responds_to: Annotated[
        tuple[ResponseId, ...],
        Meta(description="The responses of the round before that the argument answers."),
    ]
    changed_mind: Annotated[
        bool, Meta(description="Whether the vote differs from this participant's vote before.")
    ]
    previous_vote: str | None
    change_reason: str | None
    persuaded_by: Annotated[
        str | None, Meta(description="The response that it credits for its change.")
    ]
    new_information: bool | None
    flags: Annotated[
        tuple[str, ...],
        Meta(
            description="`fallback`: the seat's own model failed, and `model` was asked instead;"
            " `model_served_differs`: the provider had another model answer than `model`;"
            " `budget_exceeded`: the budget did not pay for asking, or for asking again."
        ),
    ]
    error: ResponseError | None
    attempts: Count
    latency_ms: Count
    usage: Usage
    created_at: datetime


class PositionChange(msgspec.Struct, frozen=True, kw_only=True, rename={"from_": "from"}):
    """A vote that differs from the same participant's vote before."""

    participant: SeatId
    from_: OptionId
    to: OptionId


class Round(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="round"):
    """One pass around the table."""

    number: Annotated[int, Meta(ge=1)]
    blind: Annotated[bool, Meta(description="Whether nobody had read anybody, as in round 1.")]
    headline: str
    tally: tuple[TallyRow, ...]
    valid_votes: Count
    leaders: tuple[OptionId, ...]
    changed: tuple[PositionChange, ...]
    stop_reason: StopReason | None
    started_at: datetime
    finished_at: datetime | None


class Note(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="note"):
    """What the moderator told every seat in the course of a debate."""

    id: NoteId
    debate_id: DebateId
    text: str
    round: Annotated[
        Annotated[int, Meta(ge=1)] | None,
        Meta(
            description="The round that shows it to all seats first, as every later one does; null"
            " where no round could follow any more. It has been shown once the debate's"
            " `progress.round` has come to that, and never if the debate ended before.",
        ),
    ]
    created_at: datetime


class Citation(msgspec.Struct, frozen=True, kw_only=True):
    """A verbatim quote and the response it stands in."""

    response_id: ResponseId
    participant: SeatId
    round: int
    quote: str


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """Where one participant began and ended."""

    participant: SeatId
    first_vote: str | None
    final_vote: str | None
    changed_mind: bool
    persuaded_by: str | None
    claim: str
    citations: tuple[Citation, ...]


class StrongestArgument(msgspec.Struct, frozen=True, kw_only=True):
    """The best case made for one option, and the rule by which it was chosen."""

    option: OptionId
    status: ArgumentStatus
    claim: str | None
    citations: tuple[Citation, ...]
    chosen_by: ChosenBy | None


class TurningPoint(msgspec.Struct, frozen=True, kw_only=True, rename={"from_": "from"}):
    """A participant who changed its vote, or a round in which the lead changed."""

    kind: TurningPointKind
    round: int
    participant: str | None
    from_: tuple[OptionId, ...]
    to: tuple[OptionId, ...]
    text: str
    persuaded_by: str | None
    credit: Annotated[
        Credit | None,
        Meta(description="Whether the credited one did argue for the new option by then."),
    ]


class Exchange(msgspec.Struct, frozen=True, kw_only=True, rename={"from_": "from"}):
    """Who answered whom, in support or in opposition; in a fork also who sat on the seat before."""

    from_: SeatId
    to: SeatId
    relation: Relation
    responses: tuple[ResponseId, ...]


class Dissent(msgspec.Struct, frozen=True, kw_only=True):
    """A position that lost, in its holder's words."""

    option: OptionId
    participants: tuple[SeatId, ...]
    claim: str
    citations: tuple[Citation, ...]


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """What checking the summary against the ledger came to, in sentences."""

    checked: Count
    repaired: Count
    dropped: Count


class Summary(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="summary"):
    """The written account of a finished debate. Every quote is a response's own words."""

    debate_id: DebateId
    source: SummarySource
    model: str | None
    degraded: bool
    degraded_reasons: tuple[DegradedReason, ...]
    headline: str
    overview: str
    outcome: Outcome
    positions: tuple[Position, ...]
    strongest_arguments: tuple[StrongestArgument, ...]
    turning_points: tuple[TurningPoint, ...]
    exchanges: tuple[Exchange, ...]
    dissent: tuple[Dissent, ...]
    verification: Verification
    created_at: datetime


class Debate(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="debate"):
    """One question put to a panel, how far it is, and how it ended."""

    id: DebateId
    status: Annotated[
        DebateStatus, Meta(description="Only moves forward; the last four are final.")
    ]
    question: str
    context: str | None
    options: tuple[Option, ...]
    panel: tuple[Seat, ...]
    protocol: Protocol
    summarizer: Summarizer
    language: str | None
    deadline_seconds: int
    deadline_at: datetime
    budget: Budget | None
    webhook: None
    forked_from: ForkedFrom | None
    progress: Progress
    outcome: Outcome | None
    degraded: bool
    degraded_reasons: tuple[DegradedReason, ...]
    measures: None
    usage: Usage
    error: DebateError | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    retained_until: Annotated[
        datetime | None, Meta(description="When a finished debate is removed.")
    ]
    metadata: dict[str, str]
    urls: DebateUrls
    responses: Annotated[
        tuple[Response, ...] | UnsetType, Meta(description="With `include=responses`.")
    ] = UNSET
    summary: Annotated[Summary | UnsetType | None, Meta(description="With `include=summary`.")] = (
        UNSET
    )


class Transcript(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="transcript"):
    """A debate as a whole, as far as it has come."""

    debate: Debate
    rounds: tuple[Round, ...]
    responses: Annotated[tuple[Response, ...], Meta(description="By round, then seat.")]
    notes: Annotated[
        tuple[Note, ...], Meta(description="The moderator's, in the order in which they came.")
    ]
    summary: Annotated[Summary | None, Meta(description="Null unless the debate is completed.")]


class EventData(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="debate"):
    """The debate at the moment of the event, and what the event is about."""

    id: DebateId
    status: DebateStatus
    degraded: bool
    degraded_reasons: tuple[DegradedReason, ...]
    outcome: Outcome | None
    error: DebateError | None
    usage: Usage | None
    urls: DebateUrls
    metadata: dict[str, str]
    round: Annotated[
        Round | UnsetType,
        Meta(description="With `round.started` as opened, with `round.completed` as closed."),
    ] = UNSET
    response: Annotated[Response | UnsetType, Meta(description="With `response.completed`.")] = (
        UNSET
    )
    forked_from: Annotated[
        ForkedFrom | UnsetType, Meta(description="With `debate.queued` of a fork.")
    ] = UNSET
    note: Annotated[Note | UnsetType, Meta(description="With `note.added`.")] = UNSET


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="event"):
    """Something that happened in a debate; read again later, it says the same."""

    id: EventId
    sequence: Annotated[int, Meta(ge=1, description="From 1, without gaps.")]
    type: Annotated[
        str, Meta(description="What happened.", extra_json_schema={"enum": list(EVENTS)})
    ]
    created_at: datetime
    data: EventData


class DeltaData(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="delta"):
    """What has been added to the argument of a response that is not complete yet."""

    response_id: ResponseId
    round: Annotated[int, Meta(ge=1)]
    participant: SeatId
    attempt: Annotated[
        int,
        Meta(
            ge=1,
            description="Which call of the participant writes. A later attempt starts the text"
            " anew: drop what an earlier one has written.",
        ),
    ]
    index: Annotated[
        int,
        Meta(
            ge=0,
            description="From 0 in every attempt. A gap means that text is missing: the stream"
            " was joined late, or was read too slowly.",
        ),
    ]
    text: Annotated[str, Meta(description="To be added to what this attempt has written so far.")]


class DeltaEvent(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="event.delta"):
    """More of an argument that is being written; not in the log, so without id and sequence."""

    type: Literal["response.delta"]
    data: DeltaData


class Price(msgspec.Struct, frozen=True, kw_only=True):
    """What a million tokens cost, in US dollars; the price of short prompts where length matters."""

    input_usd: float
    cached_input_usd: Annotated[
        float | None,
        Meta(description="For tokens from the provider's cache; null: as all input."),
    ]
    cache_write_usd: Annotated[
        float | None, Meta(description="For tokens put into that cache; null: as all input.")
    ]
    output_usd: Annotated[float, Meta(description="Thinking included.")]
    as_of: Annotated[
        date | None,
        Meta(description="The day of these prices; null where the operator has given them."),
    ]


class Model(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="model"):
    """A model, or a pattern of model ids, that a seat can name here."""

    id: str
    provider: str
    display_name: str
    context_window: Annotated[
        int | None, Meta(description="Tokens of a prompt and its reply together, at most.")
    ]
    max_output_tokens: Annotated[int | None, Meta(description="Tokens of a reply, at most.")]
    prices: Annotated[Price | None, Meta(description="Null where they are not known.")]
    structured_output: Annotated[
        bool | None,
        Meta(description="Whether replies can be held to a schema; null if not known."),
    ]
    configured: Annotated[bool, Meta(description="Whether this server can call it.")]
    simulated: bool
    circuit: Annotated[
        CircuitState | None,
        Meta(
            description="Whether calls to the provider pass: `closed` as a rule; `open` while it"
            " is left alone after failures in a row; `half_open` when one call finds out whether"
            " it is back. The worst that any worker finds; null for what is not configured."
        ),
    ]


class CountRange(msgspec.Struct, frozen=True, kw_only=True):
    """From the least to the most."""

    min: Count
    max: Count


class AmountRange(msgspec.Struct, frozen=True, kw_only=True):
    """From the least to the most."""

    min: Annotated[float, Meta(ge=0)]
    max: Annotated[float, Meta(ge=0)]


class SeatEstimate(msgspec.Struct, frozen=True, kw_only=True):
    """What one seat would take in all its rounds."""

    participant: SeatId
    model: ModelId
    name: str
    calls: CountRange
    input_tokens: CountRange
    output_tokens: CountRange
    cost_usd: Annotated[
        AmountRange | None, Meta(description="Null where the price of the model is not known.")
    ]


class Estimate(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="estimate"):
    """What a debate would take.

    The least is a panel that agrees at once, in brief; the most is every round held and every
    reply as long as its cap allows, thinking included. Answers that have to be asked for again and
    a moderator's notes are not foreseen, and neither is what a provider's cache saves.
    """

    calls: CountRange
    input_tokens: CountRange
    output_tokens: CountRange
    cost_usd: Annotated[
        AmountRange | None, Meta(description="Null where the price of any model is not known.")
    ]
    prices_as_of: Annotated[
        date, Meta(description="The day of the prices, but for those that the operator gave.")
    ]
    wall_time_seconds: AmountRange
    seats: tuple[SeatEstimate, ...]


class Health(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="health"):
    """The server is there."""

    status: Literal["ok"] = "ok"


class DebateList(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="list"):
    """A page of debates, newest first."""

    data: tuple[Debate, ...]
    has_more: bool
    next_cursor: str | None


class ResponseList(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="list"):
    """A page of responses, by round, then seat."""

    data: tuple[Response, ...]
    has_more: bool
    next_cursor: str | None


class RoundList(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="list"):
    """The rounds begun so far."""

    data: tuple[Round, ...]
    has_more: bool
    next_cursor: str | None


class EventList(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="list"):
    """A page of events, oldest first."""

    data: tuple[Event, ...]
    has_more: bool
    next_cursor: str | None


class ModelList(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="list"):
    """The models of this server."""

    data: tuple[Model, ...]
    has_more: bool
    next_cursor: str | None
