"""What can be asked: the bodies and query strings of all operations, as strict Structs.

Those about webhooks alone are in `webhook_requests`. Descriptions and limits are published as they
stand here. A field that may be left out is `T | UnsetType = UNSET` and says its default in words: a
default in the schema would make generated clients treat the field as required. To add a field, add
it here and read it in `creation`.
"""

from datetime import datetime
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import UNSET, Meta, UnsetType

from service.domain.debate import (
    FEWEST_SEATS,
    MOST_ROUNDS,
    MOST_SEATS,
    MOST_SUMMARIZERS,
    DebateStatus,
    Effort,
    Identities,
    ResponseStatus,
    TieBreak,
)
from service.domain.endpoints import SENT
from service.domain.sharing import LONGEST_S, SHORTEST_S
from service.domain.webhook_urls import LONGEST_URL
from service.resources.schemas.terms import (
    LANGUAGE,
    MODEL,
    MOST_DOLLARS,
    MOST_FALLBACKS,
    OPTION_ID,
    SEAT,
)

Value = TypeVar("Value")
Default = TypeVar("Default")

NOT_BLANK = r"\S"
NO_NUL = r"^[^\u0000]*$"
PROSE = r"^\s*[^\s\u0000][^\u0000]*$"
"""Neither blank nor with a NUL; no two parts can match the same, so that it takes no time."""
LARGEST_SEQUENCE = 2**53 - 1
"""The largest integer that every JSON reader gets right."""

SentEvent = Literal[
    "debate.completed",
    "debate.failed",
    "debate.canceled",
    "debate.expired",
    "debate.started",
    "round.completed",
    "response.completed",
]
"""`service.domain.endpoints.SENT`, as a type."""
WebhookUrl = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=LONGEST_URL,
        description="Where events are sent: `https://`, a public DNS name, and if need be a port, a"
        " path and a query; no user, password or fragment. Addresses inside networks are refused.",
        examples=["https://hooks.example.com/roundtable"],
        extra_json_schema={"format": "uri"},
    ),
]
SentEvents = Annotated[
    tuple[SentEvent, ...],
    Meta(
        min_length=1,
        max_length=len(SENT),
        description="Types of events that are sent, none twice. Default: how debates end, which is"
        " `debate.completed`, `debate.failed`, `debate.canceled` and `debate.expired`.",
        examples=[["debate.completed", "debate.failed"]],
        extra_json_schema={"uniqueItems": True},
    ),
]
ModelId = Annotated[str, Meta(pattern=MODEL, examples=["sim/C"])]
AskedRule = Literal["unanimous", "supermajority", "majority"]


def chosen(given: Value | UnsetType, default: Default) -> Value | Default:
    """Return what was given, or the default when it was left out."""
    return default if isinstance(given, UnsetType) else given


class OptionRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One answer that the panel can vote for."""

    label: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=200,
            pattern=NOT_BLANK,
            description="The answer in words, as the participants and the summary will name it.",
            examples=["Yes, partial train"],
        ),
    ]
    id: (
        Annotated[
            str,
            Meta(
                pattern=OPTION_ID,
                description="Short name of the option, used wherever votes are reported. Give it"
                " for all options or for none; without ids they are called A, B, C and so on.",
                examples=["B"],
            ),
        ]
        | UnsetType
    ) = UNSET


class SeatRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One seat of the panel: the model that sits in it and how it appears."""

    model: Annotated[
        str,
        Meta(
            pattern=MODEL,
            description="Model that argues and votes, as `provider/model`; `GET /v1/models` lists"
            " those of this server. The same model may sit in several seats.",
            examples=["sim/B"],
        ),
    ]
    name: (
        Annotated[
            str,
            Meta(
                min_length=1,
                max_length=80,
                pattern=NOT_BLANK,
                description="Name of the participant in results and summary, unique in the panel."
                " Default: the model's display name, numbered when it repeats.",
                examples=["GPT-5.4"],
            ),
        ]
        | UnsetType
    ) = UNSET
    persona: (
        Annotated[
            str,
            Meta(
                min_length=1,
                max_length=1_000,
                pattern=NOT_BLANK,
                description="Point of view from which this participant argues, in your words."
                " Default: none.",
                examples=["You run a small hospital and answer for its patients."],
            ),
        ]
        | UnsetType
    ) = UNSET
    effort: (
        Annotated[
            Effort,
            Meta(
                description="How much the model is to think before it answers; a model that cannot"
                " be told so is asked without it. Default: what its provider does by itself.",
            ),
        ]
        | UnsetType
    ) = UNSET
    fallbacks: (
        Annotated[
            tuple[ModelId, ...],
            Meta(
                max_length=MOST_FALLBACKS,
                description="Models to ask in this order, in every round, when the seat's own model"
                " has failed for good or not answered in its share of the time; none twice, and"
                " not the seat's own. Each response says which model gave it. Default: none.",
                examples=[["sim/C"]],
                extra_json_schema={"uniqueItems": True},
            ),
        ]
        | UnsetType
    ) = UNSET


class ProtocolRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rules of the debate; every one has a default."""

    max_rounds: (
        Annotated[
            int,
            Meta(
                ge=1,
                le=6,
                description="Rounds after which the debate ends in any case; 1 makes it a poll."
                " Default: 3.",
            ),
        ]
        | UnsetType
    ) = UNSET
    min_rounds: (
        Annotated[
            int,
            Meta(
                ge=1,
                le=6,
                description="Rounds before which only full agreement of all seats ends the debate;"
                " at most `max_rounds`. Default: 2, or 1 when `max_rounds` is 1.",
            ),
        ]
        | UnsetType
    ) = UNSET
    consensus: (
        Annotated[
            AskedRule,
            Meta(
                description="What counts as agreement: all valid votes, at least two thirds of"
                " them, or more than half. Default: `supermajority`, at least two thirds.",
            ),
        ]
        | UnsetType
    ) = UNSET
    votes_needed: (
        Annotated[
            int,
            Meta(
                ge=1,
                le=MOST_SEATS,
                description="Votes for one option that count as agreement; in place of"
                " `consensus`, and at most the number of seats.",
            ),
        ]
        | UnsetType
    ) = UNSET
    quorum: (
        Annotated[
            int,
            Meta(
                ge=1,
                le=MOST_SEATS,
                description="Valid votes that a round needs to count; at most the number of seats."
                " Default: more than half of the seats.",
            ),
        ]
        | UnsetType
    ) = UNSET
    round_deadline_seconds: (
        Annotated[
            int,
            Meta(
                ge=1,
                le=3_600,
                description="Time that a round may take; whoever has not answered by then is"
                " `timed_out` in it. Default: 120.",
            ),
        ]
        | UnsetType
    ) = UNSET
    stop_when_stable: (
        Annotated[
            bool,
            Meta(
                description="Whether to end when no vote differs from the round before."
                " Default: true.",
            ),
        ]
        | UnsetType
    ) = UNSET
    tie_break: (
        Annotated[
            TieBreak,
            Meta(
                description="What may name a decision when several options lead: the votes of all"
                " rounds and then second choices, or nothing. A tie is reported as a tie either"
                " way. Default: `trajectory`.",
            ),
        ]
        | UnsetType
    ) = UNSET
    identities: (
        Annotated[
            Identities,
            Meta(
                description="Whether participants see each other under neutral codes or under"
                " their names. Default: `anonymous`.",
            ),
        ]
        | UnsetType
    ) = UNSET
    shuffle_options: (
        Annotated[
            bool,
            Meta(
                description="Whether each seat sees the options in an order of its own."
                " Default: true.",
            ),
        ]
        | UnsetType
    ) = UNSET
    allow_abstain: (
        Annotated[
            bool,
            Meta(description="Whether a participant may argue without voting. Default: false."),
        ]
        | UnsetType
    ) = UNSET
    max_argument_words: (
        Annotated[
            int,
            Meta(
                ge=20,
                le=500,
                description="Length of an argument that is asked for, in words. Default: 220.",
            ),
        ]
        | UnsetType
    ) = UNSET


class BudgetRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much the provider calls of a debate may cost."""

    max_cost_usd: Annotated[
        float,
        Meta(
            gt=0,
            le=MOST_DOLLARS,
            description="US dollars. A call is made only while what was spent, and what the calls"
            " under way and this one are expected to cost, stay within it; so it is exceeded by no"
            " more than what the last calls cost beyond that expectation.",
            examples=[0.5],
        ),
    ]


class SummarizerRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who writes the summary."""

    models: Annotated[
        tuple[ModelId, ...],
        Meta(
            min_length=1,
            max_length=MOST_SUMMARIZERS,
            description="Models that are asked in this order, until one has written something that"
            " holds against the ledger; none twice. Together they have as long as a round has. If"
            " none succeeds, the summary is taken from the arguments, and the debate is `degraded`"
            " with the reason `summary_fallback`. `sim/summary` needs no key.",
            examples=[["sim/summary"]],
            extra_json_schema={"uniqueItems": True},
        ),
    ]


class WebhookRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where to tell of this one debate, beside the endpoints that are registered."""

    url: WebhookUrl
    events: SentEvents | UnsetType = UNSET


Metadata = dict[
    Annotated[str, Meta(min_length=1, max_length=40)], Annotated[str, Meta(max_length=256)]
]


class CreateDebate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question, the options to vote for, and optionally who debates it and how."""

    question: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=4_000,
            pattern=NOT_BLANK,
            description="What the panel is asked.",
            examples=["Should frontier models be open sourced?"],
        ),
    ]
    options: Annotated[
        tuple[OptionRequest, ...],
        Meta(
            min_length=2,
            max_length=26,
            description="The answers that can be voted for. Ids and labels must not be mistakable"
            " for each other, whatever their case and punctuation.",
        ),
    ]
    context: (
        Annotated[
            str,
            Meta(
                min_length=1,
                max_length=50_000,
                description="Background that every participant is given. Default: none.",
            ),
        ]
        | UnsetType
    ) = UNSET
    panel: (
        Annotated[
            tuple[SeatRequest, ...],
            Meta(
                min_length=FEWEST_SEATS,
                max_length=MOST_SEATS,
                description="Who debates, one entry a seat. Default: the server's default panel.",
            ),
        ]
        | UnsetType
    ) = UNSET
    protocol: (
        Annotated[
            ProtocolRequest,
            Meta(description="The rules of the debate. Default: each rule's own default."),
        ]
        | UnsetType
    ) = UNSET
    summarizer: (
        Annotated[
            SummarizerRequest,
            Meta(
                description="Who writes the summary; each of its facts is checked. Default: the"
                " server's summarizers, those first that sit on no seat of the debate; if it has"
                " none, the summary is taken from the arguments.",
            ),
        ]
        | UnsetType
    ) = UNSET
    language: (
        Annotated[
            str,
            Meta(
                min_length=2,
                max_length=44,
                pattern=LANGUAGE,
                description="Language to argue in, as a BCP 47 tag. Default: the question's.",
                examples=["en"],
            ),
        ]
        | UnsetType
    ) = UNSET
    deadline_seconds: (
        Annotated[
            int,
            Meta(
                ge=5,
                le=86_400,
                description="Time from creation by which the debate is over. Default: 900.",
            ),
        ]
        | UnsetType
    ) = UNSET
    budget: (
        Annotated[
            BudgetRequest,
            Meta(
                description="What the debate may cost; the price of every model has to be known"
                " here. When it does not pay another round, the debate ends with the last round"
                " that counted. Default: no limit.",
            ),
        ]
        | UnsetType
    ) = UNSET
    webhook: (
        Annotated[
            WebhookRequest,
            Meta(
                description="An address that is told of this debate, signed with the secret that"
                " `GET /v1/webhook-secret` returns. Default: none; registered endpoints are told"
                " either way.",
            ),
        ]
        | UnsetType
    ) = UNSET
    metadata: (
        Annotated[
            Metadata,
            Meta(
                max_length=16,
                description="Up to 16 strings of your own, returned unchanged. Default: empty.",
                examples=[{"ticket": "42"}],
            ),
        ]
        | UnsetType
    ) = UNSET


class ForkDebate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From which round of a debate to go on, and what is to be different."""

    from_round: Annotated[
        int,
        Meta(
            ge=1,
            le=MOST_ROUNDS - 1,
            description="The last round that the new debate takes over: a closed one, which leaves"
            " at least one more of `max_rounds`.",
            examples=[1],
        ),
    ]
    panel: (
        Annotated[
            tuple[SeatRequest, ...],
            Meta(
                min_length=FEWEST_SEATS,
                max_length=MOST_SEATS,
                description="Who debates from there on: one entry for each seat of the original, in"
                " its order. With the model that sat there, and its name or none, it is the same"
                " participant and keeps its name; with another model or name it is a new one, and"
                " what was said there before stays the other's. Default: the original's panel.",
                examples=[[{"model": "sim/D"}, {"model": "sim/A"}, {"model": "sim/B"}]],
            ),
        ]
        | UnsetType
    ) = UNSET
    protocol: (
        Annotated[
            ProtocolRequest,
            Meta(
                description="Rules that are to differ; those left out are the original's, not those"
                " of a new debate. `max_rounds` counts all rounds, those taken over included.",
                examples=[{"max_rounds": 4}],
            ),
        ]
        | UnsetType
    ) = UNSET
    summarizer: (
        Annotated[
            SummarizerRequest,
            Meta(description="Who writes the summary. Default: the original's summarizers."),
        ]
        | UnsetType
    ) = UNSET
    webhook: (
        Annotated[
            WebhookRequest,
            Meta(
                description="An address that is told of the new debate. Default: none; whoever was"
                " to be told of the original was not to be told of what is made of it.",
            ),
        ]
        | UnsetType
    ) = UNSET


class CancelDebate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Nothing to say: an empty object, or no body at all."""


class AddNote(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the moderator has to say."""

    text: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=4_000,
            pattern=PROSE,
            description="What every seat is told from the next round on, in your words. A fact, a"
            " constraint or a question; seats are told that it does not decide their vote.",
            examples=["Take into account that the budget for next year has been cut by half."],
        ),
    ]


class CreateShare(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """For how long the link is to be good."""

    expires_in_seconds: (
        Annotated[
            int,
            Meta(
                ge=SHORTEST_S,
                le=LONGEST_S,
                description="In how many seconds the link ends. Default: it ends with the debate.",
                examples=[604_800],
            ),
        ]
        | UnsetType
    ) = UNSET


class RecordAnswer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which option has turned out to be right."""

    option: Annotated[
        str,
        Meta(pattern=OPTION_ID, description="Id of an option of the debate.", examples=["B"]),
    ]


class NoQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The query of an operation that takes none."""


class SavedTranscriptQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """In which form to save a debate."""

    format: Literal["markdown", "html", "json"] | UnsetType = UNSET


class ListDebatesQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which debates to list."""

    limit: (
        Annotated[
            int,
            Meta(
                ge=1, le=100, description="Debates on a page, at most. Default: 20.", examples=[20]
            ),
        ]
        | UnsetType
    ) = UNSET
    starting_after: (
        Annotated[
            str,
            Meta(
                pattern=NO_NUL,
                description="Id of a debate: the page begins with the next older one.",
                examples=["dbt_01m6dqs9m03zq8w6v5m2r9xhd7"],
            ),
        ]
        | UnsetType
    ) = UNSET
    status: (
        Annotated[
            DebateStatus,
            Meta(description="Only debates with this status.", examples=["completed"]),
        ]
        | UnsetType
    ) = UNSET
    created_after: (
        Annotated[
            datetime,
            Meta(
                tz=True,
                description="Only debates created after this time (RFC 3339, with its offset).",
                examples=["2026-11-01T00:00:00Z"],
            ),
        ]
        | UnsetType
    ) = UNSET


class GetDebateQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to include with a debate."""

    include: (
        Annotated[
            tuple[Literal["responses", "summary"], ...],
            Meta(
                min_length=1,
                max_length=2,
                description="What else to return with the debate, separated by commas: `responses`"
                " adds the whole ledger, `summary` the summary, or null while there is none.",
                examples=[["responses", "summary"]],
            ),
        ]
        | UnsetType
    ) = UNSET


class ListResponsesQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which responses to list."""

    round: (
        Annotated[int, Meta(ge=1, le=6, description="Only responses of this round.", examples=[2])]
        | UnsetType
    ) = UNSET
    participant: (
        Annotated[
            str,
            Meta(pattern=SEAT, description="Only responses of this seat.", examples=["seat_1"]),
        ]
        | UnsetType
    ) = UNSET
    status: (
        Annotated[
            ResponseStatus,
            Meta(description="Only responses with this status.", examples=["voted"]),
        ]
        | UnsetType
    ) = UNSET
    final: (
        Annotated[
            bool,
            Meta(
                description="True: only the latest response of each participant; false: only the"
                " earlier ones.",
                examples=[True],
            ),
        ]
        | UnsetType
    ) = UNSET
    limit: (
        Annotated[
            int,
            Meta(
                ge=1,
                le=100,
                description="Responses on a page, at most. Default: 100.",
                examples=[100],
            ),
        ]
        | UnsetType
    ) = UNSET
    starting_after: (
        Annotated[
            str,
            Meta(
                pattern=NO_NUL,
                description="Id of a response: the page begins with the one after it.",
                examples=["rsp_01m6dqs9m0m76jx3bsg6vt79d2"],
            ),
        ]
        | UnsetType
    ) = UNSET


class StreamEventsQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From where to read the events."""

    starting_after: (
        Annotated[
            int,
            Meta(
                ge=0,
                le=LARGEST_SEQUENCE,
                description="Sequence of an event: reading begins with the one after it. A"
                " `Last-Event-ID` header that names a later one wins. Default: 0, the beginning.",
                examples=[3],
            ),
        ]
        | UnsetType
    ) = UNSET
    limit: (
        Annotated[
            int,
            Meta(
                ge=1,
                le=1_000,
                description="Events on a page of JSON, at most; a stream has no pages."
                " Default: 100.",
                examples=[100],
            ),
        ]
        | UnsetType
    ) = UNSET
    deltas: (
        Annotated[
            bool,
            Meta(
                description="Whether to stream arguments as they are written, too, as"
                " `response.delta` events; not for a page of JSON. Default: false.",
                examples=[False],
            ),
        ]
        | UnsetType
    ) = UNSET
