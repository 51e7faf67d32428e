"""A debate, and all of it at once."""

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from service.domain.debate import (
    FEWEST_SEATS,
    MOST_ROUNDS,
    MOST_SEATS,
    MOST_SUMMARIZERS,
    ConsensusRule,
    DebateStatus,
    Effort,
    Identities,
    TieBreak,
)
from service.domain.endpoints import SENT
from service.domain.lifecycle import MOST_NOTES
from service.resources.schemas.ledger import Note, PanelResponse, Round, Usage
from service.resources.schemas.measures import Measures
from service.resources.schemas.outcomes import Outcome
from service.resources.schemas.summaries import Summary
from service.resources.schemas.terms import (
    LANGUAGE,
    MOST_DOLLARS,
    MOST_FALLBACKS,
    MOST_OPTIONS,
    Code,
    DebateId,
    Degraded,
    Label,
    Metadata,
    ModelId,
    Name,
    OptionId,
    Reasons,
    RoundNumber,
    SeatCount,
    SeatId,
    Time,
    Url,
    Votes,
)


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

    models: Annotated[
        tuple[ModelId, ...], Meta(max_length=MOST_SUMMARIZERS, description="Asked in turn.")
    ]


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


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """The right answer, as it was told after the end."""

    option: Annotated[OptionId, Meta(description="The option that was right.")]
    correct: Annotated[
        bool | None,
        Meta(description="Whether that is the decision; null where the debate decided nothing."),
    ]


class DebateUrls(msgspec.Struct, frozen=True, kw_only=True):
    """Where the parts of a debate are: absolute where the server knows its address, else paths."""

    self: Annotated[Url, Meta(description="The debate itself.")]
    responses: Annotated[Url, Meta(description="What every participant said and voted.")]
    summary: Annotated[Url, Meta(description="The account of it, when it has ended.")]
    events: Annotated[Url, Meta(description="What happens, as it happens.")]
    transcript: Annotated[Url, Meta(description="All of it, to be read.")]
    page: Annotated[
        Url | None,
        Meta(
            description="Its page for people, which opens as long as the server serves callers"
            " without a key. Null for the debate of a caller with one: share it, and give people"
            " the link."
        ),
    ]


class DebateWebhook(msgspec.Struct, frozen=True, kw_only=True):
    """Who is told of the debate, and of what."""

    url: Annotated[Url, Meta(description="Where events are sent.")]
    events: Annotated[
        tuple[Annotated[str, Meta(extra_json_schema={"enum": list(SENT)})], ...],
        Meta(
            min_length=1,
            max_length=len(SENT),
            description="Types of events that are sent.",
            extra_json_schema={"uniqueItems": True},
        ),
    ]


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
        DebateWebhook | None,
        Meta(description="Null where only registered endpoints are told, if there are any."),
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
    measures: Annotated[
        Measures | None,
        Meta(description="What the debate tells of itself; null where there is no outcome."),
    ]
    answer: Annotated[
        Answer | None, Meta(description="What turned out to be right; null until that is told.")
    ]
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
