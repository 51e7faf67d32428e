"""What the API returns: every resource as a Struct, published as it stands here.

Each resource says what it is in `object`. `present` makes these from what the domain knows. To add
a field, add it here and there; descriptions are written for somebody who has read nothing else.
"""

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from service.api.requests import LANGUAGE, MODEL, MOST_DOLLARS, MOST_FALLBACKS, OPTION_ID, SEAT
from service.domain.circuit import CircuitState
from service.domain.debate import (
    FEWEST_SEATS,
    MOST_ROUNDS,
    MOST_SEATS,
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
from service.domain.lifecycle import MOST_NOTES

ULID = "_[0-7][0-9a-hjkmnp-tv-z]{25}$"
REQUEST_ID = "^[A-Za-z0-9_-]{8,128}$"

MOST_OPTIONS = 26
PAGE, LARGEST_PAGE = 100, 1_000
"""Resources on a page, at most: of events, more."""

DebateId = Annotated[str, Meta(pattern=f"^dbt{ULID}", description="Id of the debate.")]
ResponseId = Annotated[str, Meta(pattern=f"^rsp{ULID}", description="Id of the response.")]
NoteId = Annotated[str, Meta(pattern=f"^nte{ULID}", description="Id of the note.")]
EventId = Annotated[str, Meta(pattern=f"^evt{ULID}", description="Id of the event.")]
OptionId = Annotated[str, Meta(pattern=OPTION_ID, description="Id of an option.")]
SeatId = Annotated[
    str,
    Meta(
        pattern=SEAT,
        description="Id of a seat, which names the participant: `seat_1`, `seat_2` ...",
    ),
]
ModelId = Annotated[str, Meta(pattern=MODEL, description="`provider/model`.")]
Code = Annotated[str, Meta(pattern="^[a-z][a-z_]{1,62}$")]
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Label = Annotated[str, Meta(min_length=1, max_length=200)]
Time = Annotated[datetime, Meta(tz=True)]
Url = Annotated[str, Meta(max_length=2_048, extra_json_schema={"format": "uri-reference"})]
Count = Annotated[int, Meta(ge=0)]
Dollars = Annotated[float, Meta(ge=0)]
RoundNumber = Annotated[int, Meta(ge=1, le=MOST_ROUNDS, description="From 1; the first is blind.")]
SeatCount = Annotated[int, Meta(ge=FEWEST_SEATS, le=MOST_SEATS)]
Votes = Annotated[int, Meta(ge=0, le=MOST_SEATS)]
SeatIds = Annotated[
    tuple[SeatId, ...], Meta(max_length=MOST_SEATS, extra_json_schema={"uniqueItems": True})
]
OptionIds = Annotated[
    tuple[OptionId, ...], Meta(max_length=MOST_OPTIONS, extra_json_schema={"uniqueItems": True})
]
Reasons = Annotated[
    tuple[DegradedReason, ...],
    Meta(
        max_length=len(DegradedReason),
        description="What was missing, where `degraded` is true.",
        extra_json_schema={"uniqueItems": True},
    ),
]
Degraded = Annotated[
    bool,
    Meta(
        description="Whether the debate got less than it was asked for: a seat that gave no"
        " answer, a limit that cut it short, a summarizer that failed."
    ),
]
Metadata = Annotated[
    dict[Annotated[str, Meta(min_length=1, max_length=40)], Annotated[str, Meta(max_length=256)]],
    Meta(max_length=16, description="What the create was given, unchanged."),
]
HasMore = Annotated[bool, Meta(description="Whether a further page follows.")]
NEXT = Meta(description="What `starting_after` has to be for the next page; null on the last.")


class ProblemError(msgspec.Struct, frozen=True, kw_only=True, rename={"in_": "in"}):
    """One thing that is wrong with a request."""

    in_: Annotated[FaultIn, Meta(description="The part of the request in which it lies.")]
    pointer: Annotated[
        str | None,
        Meta(
            description="JSON pointer to the fault (RFC 6901) where it lies in the body; empty for"
            " the body as a whole."
        ),
    ]
    name: Annotated[
        str | None, Meta(description="Name of the query or path parameter, or of the header.")
    ]
    code: Annotated[
        Code,
        Meta(description="What kind of fault it is: `validation_failed`, `unknown_model`, ..."),
    ]
    detail: Annotated[str, Meta(description="The fault in words.")]


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Why a request was not done (RFC 9457). `code` is stable; `title` and `detail` are prose."""

    type: Annotated[
        str,
        Meta(
            pattern="^urn:roundtable:problem:[a-z][a-z_]{1,62}$",
            description="`urn:roundtable:problem:` and the code.",
            extra_json_schema={"format": "uri"},
        ),
    ]
    title: Annotated[str, Meta(description="The code in words; the same for all of its problems.")]
    status: Annotated[int, Meta(ge=400, le=599, description="The status of the reply, once more.")]
    detail: Annotated[
        str, Meta(description="What was wrong with this request, and what to do about it.")
    ]
    instance: Annotated[
        str,
        Meta(
            description="The path that was asked for.",
            extra_json_schema={"format": "uri-reference"},
        ),
    ]
    code: Annotated[
        Code,
        Meta(
            description="What went wrong, for programs. Treat one that you do not know by its"
            " status: more may come."
        ),
    ]
    request_id: Annotated[
        str, Meta(pattern=REQUEST_ID, description="Also in the header `X-Request-Id`.")
    ]
    errors: Annotated[
        tuple[ProblemError, ...],
        Meta(
            max_length=100,
            description="Every fault found in the request, or the first 100, when `detail` says"
            " that there are more; empty where it is not at fault.",
        ),
    ]


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """One answer that can be voted for."""

    id: OptionId
    label: Annotated[Label, Meta(description="The answer in words.")]


class FormerParticipant(msgspec.Struct, frozen=True, kw_only=True):
    """Who sat on a seat of a fork in its first rounds, and gave it to another."""

    model: ModelId
    name: Name
    until_round: Annotated[RoundNumber, Meta(description="The last round in which it sat there.")]


class Seat(msgspec.Struct, frozen=True, kw_only=True):
    """One seat of the panel; its id names the participant everywhere."""

    id: SeatId
    model: ModelId
    name: Annotated[
        Name,
        Meta(description="Unique in the panel; the summary and the ledger use it."),
    ]
    persona: Annotated[
        Annotated[str, Meta(min_length=1, max_length=1_000)] | None,
        Meta(description="The point of view that it was told to argue from."),
    ]
    effort: Annotated[
        Effort | None,
        Meta(description="How much it is told to think; null leaves that to its provider."),
    ]
    fallbacks: Annotated[
        tuple[ModelId, ...],
        Meta(
            max_length=MOST_FALLBACKS,
            description="Models that are asked in this order when the seat's own one fails.",
            extra_json_schema={"uniqueItems": True},
        ),
    ]
    former: Annotated[
        tuple[FormerParticipant, ...],
        Meta(
            max_length=MOST_ROUNDS - 1,
            description="Who sat here before, in rounds that were copied; empty but in a fork with"
            " another panel. Up to its `until_round` this seat's id means that participant,"
            " wherever it stands, and its responses carry that name and model.",
        ),
    ]


class Protocol(msgspec.Struct, frozen=True, kw_only=True):
    """The rules of the debate, every default resolved."""

    max_rounds: Annotated[
        RoundNumber, Meta(description="Rounds after which the debate ends in any case.")
    ]
    min_rounds: Annotated[
        RoundNumber,
        Meta(description="Rounds before which only full agreement of all seats ends the debate."),
    ]
    consensus: Annotated[
        ConsensusRule,
        Meta(description="`votes_needed` where the debate asks for a number of votes."),
    ]
    votes_needed: Annotated[
        Annotated[int, Meta(ge=1, le=MOST_SEATS)] | None,
        Meta(description="Votes that count as agreement; null where a rule says how many."),
    ]
    quorum: Annotated[
        int,
        Meta(ge=1, le=MOST_SEATS, description="Valid votes that a round needs to count."),
    ]
    round_deadline_seconds: Annotated[
        int, Meta(ge=1, le=3_600, description="Time that a round may take.")
    ]
    stop_when_stable: Annotated[
        bool, Meta(description="Whether to end when no vote differs from the round before.")
    ]
    tie_break: TieBreak
    identities: Identities
    shuffle_options: Annotated[
        bool, Meta(description="Whether each seat sees the options in an order of its own.")
    ]
    allow_abstain: Annotated[
        bool, Meta(description="Whether a participant may argue without voting.")
    ]
    max_argument_words: Annotated[
        int,
        Meta(ge=20, le=500, description="Length of an argument that is asked for, in words."),
    ]


class Summarizer(msgspec.Struct, frozen=True, kw_only=True):
    """Who writes the summary: these models in turn; with none it is taken from the arguments."""

    models: Annotated[tuple[ModelId, ...], Meta(max_length=5, description="Asked in turn.")]


class Budget(msgspec.Struct, frozen=True, kw_only=True):
    """What the provider calls of the debate may cost."""

    max_cost_usd: Annotated[float, Meta(gt=0, le=MOST_DOLLARS, description="US dollars.")]


class ForkedFrom(msgspec.Struct, frozen=True, kw_only=True):
    """The debate whose first rounds this one has taken over, and how many of them."""

    debate_id: Annotated[
        DebateId, Meta(description="That debate, which may have been deleted since.")
    ]
    round: Annotated[RoundNumber, Meta(description="The last round that was copied.")]


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far the debate is."""

    round: Annotated[
        int,
        Meta(ge=0, le=MOST_ROUNDS, description="The round begun last; 0 before the first."),
    ]
    max_rounds: RoundNumber
    seats: Annotated[SeatCount, Meta(description="Seats of the panel.")]
    responses_received: Annotated[Votes, Meta(description="Responses in that round so far.")]


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


class DebateError(msgspec.Struct, frozen=True, kw_only=True):
    """Why a debate failed or expired."""

    code: Annotated[
        Code,
        Meta(
            description="`quorum_lost`: too few seats voted; `deadline_exceeded`: no round counted in"
            " time; `budget_exceeded`: the budget did not pay a round; `internal_error`: our fault."
        ),
    ]
    message: Annotated[str, Meta(description="The same in a sentence.")]


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


class DebateUrls(msgspec.Struct, frozen=True, kw_only=True):
    """Where the parts of a debate are: absolute where the server knows its address, else paths."""

    self: Annotated[Url, Meta(description="The debate itself.")]
    responses: Annotated[Url, Meta(description="What every participant said and voted.")]
    summary: Annotated[Url, Meta(description="The account of it, when it has ended.")]
    events: Annotated[Url, Meta(description="What happens, as it happens.")]
    transcript: Annotated[Url, Meta(description="All of it, to be read.")]
    page: Annotated[Url | None, Meta(description="Null: there is no page for people yet.")]


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
class PanelResponse(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="response"):
    """All that one participant did in one round. Only one that `voted` has a vote."""

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
    argument: Annotated[
        str | None,
        Meta(description="Why, in the participant's words; others are called by their names."),
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
            " `budget_exceeded`: the budget did not pay for asking, or for asking again.",
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


class DebateWebhook(msgspec.Struct, frozen=True, kw_only=True):
    """Who is told of the debate, and of what."""

    url: Annotated[Url, Meta(description="Where events are sent.")]
    events: Annotated[tuple[str, ...], Meta(description="Types of events that are sent.")]


class Debate(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="debate"):
    """One question put to a panel, how far it is, and how it ended."""

    id: DebateId
    status: Annotated[
        DebateStatus,
        Meta(
            description="Only moves forward; `completed`, `failed`, `canceled` and `expired` are"
            " final."
        ),
    ]
    question: Annotated[
        str, Meta(min_length=1, max_length=4_000, description="What the panel is asked.")
    ]
    context: Annotated[
        Annotated[str, Meta(min_length=1, max_length=50_000)] | None,
        Meta(description="Background that every participant is given."),
    ]
    options: Annotated[
        tuple[Option, ...],
        Meta(
            min_length=2,
            max_length=MOST_OPTIONS,
            description="The answers that can be voted for.",
        ),
    ]
    panel: Annotated[
        tuple[Seat, ...],
        Meta(min_length=FEWEST_SEATS, max_length=MOST_SEATS, description="Who debates."),
    ]
    protocol: Protocol
    summarizer: Summarizer
    language: Annotated[
        Annotated[str, Meta(min_length=2, max_length=44, pattern=LANGUAGE)] | None,
        Meta(description="BCP 47 tag; null leaves it to the question's."),
    ]
    deadline_seconds: Annotated[
        int, Meta(ge=5, le=86_400, description="Time from creation until then.")
    ]
    deadline_at: Annotated[Time, Meta(description="When it is ended if it is not over by then.")]
    budget: Annotated[Budget | None, Meta(description="Null where there is no limit.")]
    webhook: Annotated[
        DebateWebhook | None, Meta(description="Null: webhooks are not available yet.")
    ]
    forked_from: Annotated[
        ForkedFrom | None, Meta(description="Null for a debate that began anew.")
    ]
    progress: Progress
    outcome: Annotated[
        Outcome | None, Meta(description="Null until the last round has been counted.")
    ]
    degraded: Degraded
    degraded_reasons: Reasons
    measures: Annotated[dict[str, float] | None, Meta(description="Null: not available yet.")]
    usage: Annotated[
        Usage,
        Meta(
            description="Of all calls made for this debate; what the rounds cost that a fork has"
            " taken over is the original's."
        ),
    ]
    error: Annotated[
        DebateError | None, Meta(description="Why it failed or expired; null otherwise.")
    ]
    created_at: Time
    started_at: Annotated[Time | None, Meta(description="Null until a worker has taken it up.")]
    finished_at: Annotated[Time | None, Meta(description="Null until it has ended.")]
    retained_until: Annotated[
        Time | None,
        Meta(description="When a finished debate is removed; null until it has ended."),
    ]
    metadata: Metadata
    urls: DebateUrls
    responses: Annotated[
        Annotated[tuple[PanelResponse, ...], Meta(max_length=MOST_SEATS * MOST_ROUNDS)]
        | UnsetType,
        Meta(description="With `include=responses`: the whole ledger, by round, then seat."),
    ] = UNSET
    summary: Annotated[
        Summary | UnsetType | None,
        Meta(description="With `include=summary`; null while there is none."),
    ] = UNSET


class Transcript(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="transcript"):
    """A debate as a whole, as far as it has come."""

    debate: Debate
    rounds: Annotated[tuple[Round, ...], Meta(max_length=MOST_ROUNDS, description="By number.")]
    responses: Annotated[
        tuple[PanelResponse, ...],
        Meta(max_length=MOST_SEATS * MOST_ROUNDS, description="By round, then seat."),
    ]
    notes: Annotated[
        tuple[Note, ...],
        Meta(
            max_length=MOST_NOTES,
            description="The moderator's, in the order in which they came.",
        ),
    ]
    summary: Annotated[Summary | None, Meta(description="Null unless the debate is completed.")]


class EventData(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="debate"):
    """The debate at the moment of the event, and what the event is about."""

    id: DebateId
    status: DebateStatus
    degraded: Degraded
    degraded_reasons: Reasons
    outcome: Annotated[
        Outcome | None, Meta(description="With the event that ends the debate, if it has one.")
    ]
    error: Annotated[
        DebateError | None, Meta(description="With `debate.failed` and `debate.expired`.")
    ]
    usage: Annotated[
        Usage | None,
        Meta(
            description="With the event that ends the debate: what its responses took. The debate's"
            " own `usage` counts calls that brought no response, too."
        ),
    ]
    urls: DebateUrls
    metadata: Metadata
    round: Annotated[
        Round | UnsetType,
        Meta(description="With `round.started` as opened, with `round.completed` as closed."),
    ] = UNSET
    response: Annotated[
        PanelResponse | UnsetType, Meta(description="With `response.completed`.")
    ] = UNSET
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
    created_at: Time
    data: EventData


class DeltaData(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="delta"):
    """What has been added to the argument of a response that is not complete yet."""

    response_id: ResponseId
    round: RoundNumber
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

    input_usd: Annotated[Dollars, Meta(description="For what is read.")]
    cached_input_usd: Annotated[
        Dollars | None,
        Meta(description="For tokens from the provider's cache; null: as all input."),
    ]
    cache_write_usd: Annotated[
        Dollars | None, Meta(description="For tokens put into that cache; null: as all input.")
    ]
    output_usd: Annotated[Dollars, Meta(description="Thinking included.")]
    as_of: Annotated[
        date | None,
        Meta(description="The day of these prices; null where the operator has given them."),
    ]


class Model(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="model"):
    """A model, or a pattern of model ids, that a seat can name here."""

    id: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=200,
            description="What a seat gives as its `model`; one that ends in `*` stands for any model"
            " of that provider, one with braces for the simulated models of that form.",
        ),
    ]
    provider: Annotated[
        str, Meta(pattern="^[a-z0-9-]{1,32}$", description="What the id begins with.")
    ]
    display_name: Annotated[Name, Meta(description="What people call it.")]
    context_window: Annotated[
        Count | None, Meta(description="Tokens of a prompt and its reply together, at most.")
    ]
    max_output_tokens: Annotated[Count | None, Meta(description="Tokens of a reply, at most.")]
    prices: Annotated[Price | None, Meta(description="Null where they are not known.")]
    structured_output: Annotated[
        bool | None,
        Meta(description="Whether replies can be held to a schema; null if not known."),
    ]
    configured: Annotated[bool, Meta(description="Whether this server can call it.")]
    simulated: Annotated[
        bool, Meta(description="Whether it is a test model, which needs no key and costs nothing.")
    ]
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

    min: Dollars
    max: Dollars


class SeatEstimate(msgspec.Struct, frozen=True, kw_only=True):
    """What one seat would take in all its rounds."""

    participant: SeatId
    model: ModelId
    name: Name
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
    seats: Annotated[
        tuple[SeatEstimate, ...], Meta(min_length=FEWEST_SEATS, max_length=MOST_SEATS)
    ]


class Health(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="health"):
    """The server is there."""

    status: Literal["ok"]


class DebateList(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="list"):
    """A page of debates, newest first."""

    data: Annotated[tuple[Debate, ...], Meta(max_length=PAGE)]
    has_more: HasMore
    next_cursor: Annotated[DebateId | None, NEXT]


class ResponseList(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="list"):
    """A page of responses, by round, then seat."""

    data: Annotated[tuple[PanelResponse, ...], Meta(max_length=PAGE)]
    has_more: HasMore
    next_cursor: Annotated[ResponseId | None, NEXT]


class RoundList(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="list"):
    """The rounds begun so far."""

    data: Annotated[tuple[Round, ...], Meta(max_length=MOST_ROUNDS)]
    has_more: HasMore
    next_cursor: Annotated[str | None, NEXT]


class EventList(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="list"):
    """A page of events, oldest first."""

    data: Annotated[tuple[Event, ...], Meta(max_length=LARGEST_PAGE)]
    has_more: HasMore
    next_cursor: Annotated[Annotated[str, Meta(pattern="^[0-9]{1,16}$")] | None, NEXT]


class ModelList(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="list"):
    """The models of this server."""

    data: tuple[Model, ...]
    has_more: HasMore
    next_cursor: Annotated[str | None, NEXT]
