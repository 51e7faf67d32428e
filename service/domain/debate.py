"""What a debate is made of: the nouns of the glossary as frozen values.

A `Debate` is what was asked (`DebateSpec`, never changes), how far it is (`DebateState`, changed
only by the decisions in `lifecycle`) and the ledger (`Response`, written once each). Everything
else that can be said about a debate is computed from these three, never stored beside them; the
one exception is the `Outcome` of a finished debate, frozen at the moment it ended.

A new fact about a debate goes to the one of the three that owns it; a new conclusion from the
facts goes to `tally`.
"""

from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from service.domain.tracing import Trace, begin_trace

OptionId = str
"""The caller's id of an option, for instance `A`."""

SeatId = str
"""`seat_1` ... `seat_12`: what names a participant everywhere.

Only inside, `seat_3@1` names the one who sat on `seat_3` up to round 1 of a fork, and then gave
its place to another: nothing that one of them did is ever the other's (see `forking`).
"""

SUMMARIZER: SeatId = "summarizer"
"""In place of a seat, where calls are told apart: whoever writes the summary sits on none."""

FEWEST_SEATS, MOST_SEATS = 2, 12
"""Of a panel: one alone debates with nobody."""

MOST_SUMMARIZERS = 5

MOST_ROUNDS = 6
"""Of a debate, those that a fork has copied included."""


def seat_of(participant: SeatId) -> SeatId:
    """Return the seat that a participant has, or had."""
    return participant.partition("@")[0]


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """One answer that can be voted for."""

    id: OptionId
    label: str


class Effort(StrEnum):
    """How much a model is to think before it answers."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Participant(msgspec.Struct, frozen=True, kw_only=True):
    """One seat of the panel and the model that sits in it."""

    id: SeatId
    model: str
    """`provider/model`."""
    name: str
    persona: str | None = None
    effort: Effort | None = None
    """None leaves it to the provider."""
    fallbacks: tuple[str, ...] = ()
    """Models that are asked, in this order, when the seat's own one has failed for good."""
    until_round: int | None = None
    """The last round in which it sat there; None for who sits there to the end."""

    @property
    def models(self) -> tuple[str, ...]:
        """Return every model that may be asked for this seat."""
        return (self.model, *self.fallbacks)


class ConsensusRule(StrEnum):
    """What counts as agreement: all valid votes, two thirds of them, more than half, or a number."""

    UNANIMOUS = "unanimous"
    SUPERMAJORITY = "supermajority"
    MAJORITY = "majority"
    VOTES_NEEDED = "votes_needed"


class TieBreak(StrEnum):
    """What may name a decision when several options lead: the votes of all rounds, or nothing."""

    TRAJECTORY = "trajectory"
    NONE = "none"


class Identities(StrEnum):
    """Whether participants see each other's names."""

    ANONYMOUS = "anonymous"
    NAMED = "named"


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """The protocol of a debate, every value resolved."""

    max_rounds: int
    min_rounds: int
    consensus: ConsensusRule
    votes_needed: int | None
    """Only with `ConsensusRule.VOTES_NEEDED`."""
    quorum: int
    round_deadline_s: int
    stop_when_stable: bool
    tie_break: TieBreak
    identities: Identities
    shuffle_options: bool
    allow_abstain: bool
    max_argument_words: int


class Budget(msgspec.Struct, frozen=True, kw_only=True):
    """What the provider calls of a debate may cost, in US dollars; the arithmetic is in `budget`."""

    max_usd: float
    expected_usd: dict[str, float]
    """What one usual call of each model of the panel costs, at the prices of the day of creation."""
    token_usd: dict[str, float] = {}
    """What one token more of a prompt costs with each of them."""
    summary_usd: dict[str, float] = {}
    """What one usual call of each summarizer costs, which reads and writes more than a seat."""


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """Where a fork comes from."""

    debate_id: str | None
    """None where it is not told."""
    round: int
    """The last round that was copied."""


class DebateWebhook(msgspec.Struct, frozen=True, kw_only=True):
    """Where the caller wants to be told of this one debate, and of what."""

    url: str
    events: tuple[str, ...]


class DebateSpec(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked, of whom, under which rules; stored once."""

    id: str
    tenant: str
    question: str
    context: str | None
    options: tuple[Option, ...]
    panel: tuple[Participant, ...]
    rules: Rules
    language: str | None
    deadline_s: int
    metadata: dict[str, str]
    seed: bytes
    """128 secret bits from which orders, codes and delimiters are drawn; never shown."""
    created_at: datetime
    retention_s: int = 30 * 86_400
    """How long a finished debate is kept."""
    budget: Budget | None = None
    request_id: str | None = None
    """Of the request that asked for it."""
    callers_trace: Trace | None = None
    """The trace that this request belonged to."""
    forked_from: Origin | None = None
    webhook: DebateWebhook | None = None
    summarizers: tuple[str, ...] = ()
    """Models that are asked for the summary, in this order; none leaves it to code."""
    former: tuple[Participant, ...] = ()
    """Who sat on a seat in copied rounds and gave it to another."""

    @property
    def copied_rounds(self) -> int:
        """Return how many rounds were held elsewhere, and paid for there."""
        return self.forked_from.round if self.forked_from else 0

    @property
    def models(self) -> frozenset[str]:
        """Return every model that may be asked for this debate."""
        seated = (model for participant in self.panel for model in participant.models)
        return frozenset((*seated, *self.summarizers))

    @property
    def participants(self) -> tuple[Participant, ...]:
        """Return everybody who has ever sat at the table."""
        return (*self.panel, *self.former)

    @property
    def trace(self) -> Trace:
        """Return the trace that every call made for the debate belongs to."""
        return self.callers_trace or begin_trace(self.id)

    @property
    def deadline_at(self) -> datetime:
        """Return when the debate has to be over."""
        return self.created_at + timedelta(seconds=self.deadline_s)

    def option(self, option_id: OptionId) -> Option:
        """Return the option of that id; `KeyError` when the debate has none."""
        for option in self.options:
            if option.id == option_id:
                return option
        raise KeyError(option_id)

    def participant(self, seat: SeatId) -> Participant:
        """Return the participant of that id; `KeyError` when there is none."""
        for participant in self.participants:
            if participant.id == seat:
                return participant
        raise KeyError(seat)

    def panel_of(self, round_number: int) -> tuple[Participant, ...]:
        """Return who sat at the table in that round, by seat."""
        there = [p for p in self.former if p.until_round and p.until_round >= round_number]
        left = {seat_of(p.id): p for p in sorted(there, key=lambda p: -(p.until_round or 0))}
        return tuple(left.get(participant.id, participant) for participant in self.panel)

    def joined(self, participant: SeatId) -> int:
        """Return the first round in which that participant sat at the table."""
        until = self.participant(participant).until_round or MOST_ROUNDS
        ends = [p.until_round or 0 for p in self.former if seat_of(p.id) == seat_of(participant)]
        return max((end for end in ends if end < until), default=0) + 1


class Usage(msgspec.Struct, frozen=True, kw_only=True):
    """Tokens and money of one or many provider calls. An unknown cost is None, never 0."""

    calls: int = 0
    input_tokens: int = 0
    """All that was read, from a cache or not."""
    cached_input_tokens: int = 0
    """Those of `input_tokens` that came from the provider's cache."""
    cache_write_tokens: int = 0
    """Those of `input_tokens` that were put into it, where the provider charges for that."""
    output_tokens: int = 0
    """All that was written, thinking included."""
    reasoning_tokens: int = 0
    """Those of `output_tokens` that were spent on thinking."""
    cost_usd: float | None = None


class ResponseStatus(StrEnum):
    """How a response ended. Only one that `voted` has a vote: a failure is never one.

    `abstained`: it argued and chose not to vote; `refused`: the model or its filter declined;
    `unreadable`: no vote could be read, even after asking again; `timed_out`: it came too late;
    `failed`: the provider gave no answer; `canceled`: the debate was, meanwhile.
    """

    VOTED = "voted"
    ABSTAINED = "abstained"
    REFUSED = "refused"
    UNREADABLE = "unreadable"
    TIMED_OUT = "timed_out"
    FAILED = "failed"
    CANCELED = "canceled"


class ResponseRef(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """Which response is meant: there is one per round and seat."""

    round: int
    participant: SeatId


class ResponseError(msgspec.Struct, frozen=True, kw_only=True):
    """Why a response has no vote."""

    code: str
    message: str
    retryable: bool


class Response(msgspec.Struct, frozen=True, kw_only=True):
    """All that one participant did in one round.

    Prose fields hold canonical references to seats (see `references`), never a viewer's codes.
    """

    round: int
    participant: SeatId
    status: ResponseStatus
    created_at: datetime
    vote: OptionId | None = None
    argument: str | None = None
    confidence: float | None = None
    second_choice: OptionId | None = None
    strongest_objection: str | None = None
    would_change_mind: str | None = None
    responds_to: tuple[ResponseRef, ...] = ()
    change_reason: str | None = None
    persuaded_by: ResponseRef | None = None
    new_information: bool | None = None
    flags: tuple[str, ...] = ()
    error: ResponseError | None = None
    model: str | None = None
    """The model of the seat that was asked last; None where none was."""
    model_served: str | None = None
    attempts: int = 0
    latency_ms: int = 0
    usage: Usage = Usage()
    prompt_version: str | None = None
    option_order: tuple[OptionId, ...] = ()
    """The order in which this seat saw the options: for the audit."""
    codes: dict[str, ResponseRef] = {}
    """The codes under which this seat saw the others, in the order shown: for the audit."""

    @property
    def ref(self) -> ResponseRef:
        """Return the reference by which others name this response."""
        return ResponseRef(round=self.round, participant=self.participant)


class StopReason(StrEnum):
    """Why no further round was begun.

    `consensus`: the rule was met; `stable`: nobody moved; `max_rounds`: there were no more;
    `quorum_lost`: too few seats voted; `deadline`: time was up; `budget`: the money was.
    """

    QUORUM_LOST = "quorum_lost"
    CONSENSUS = "consensus"
    STABLE = "stable"
    MAX_ROUNDS = "max_rounds"
    DEADLINE = "deadline"
    BUDGET = "budget"


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """One pass around the table; its votes are in the ledger."""

    number: int
    started_at: datetime
    finished_at: datetime | None = None
    stop_reason: StopReason | None = None


class TallyRow(msgspec.Struct, frozen=True, kw_only=True):
    """The votes that one option got in one round."""

    option: OptionId
    votes: int
    participants: tuple[SeatId, ...]


class Agreement(StrEnum):
    """How far the valid votes of a round agree.

    `unanimous`: all of them; `majority`: more than half; `plurality`: one option leads with half
    or less; `tie`: several lead; `none`: there are no valid votes.
    """

    UNANIMOUS = "unanimous"
    MAJORITY = "majority"
    PLURALITY = "plurality"
    TIE = "tie"
    NONE = "none"


class DecidedBy(StrEnum):
    """What named the decision: the votes, or as a tie-break those of all rounds or second choices."""

    VOTES = "votes"
    TRAJECTORY = "trajectory"
    SECOND_CHOICES = "second_choices"


class FirstRound(msgspec.Struct, frozen=True, kw_only=True):
    """What the panel thought before anyone had read anyone."""

    tally: tuple[TallyRow, ...]
    leaders: tuple[OptionId, ...]


class ByRule(msgspec.Struct, frozen=True, kw_only=True):
    """The winner under each way of counting; None where it is tied or nothing can be counted."""

    first_round: OptionId | None
    last_round: OptionId | None
    trajectory: OptionId | None
    second_choices: OptionId | None
    confidence: OptionId | None


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """How the debate ended, computed from its last counted round."""

    agreement: Agreement
    consensus_reached: bool
    rule: ConsensusRule
    votes_needed: int
    """Votes that the rule asks for, given the valid votes of that round."""
    leaders: tuple[OptionId, ...]
    decision: OptionId | None
    decided_by: DecidedBy | None
    headline: str
    tally: tuple[TallyRow, ...]
    valid_votes: int
    seats: int
    stop_reason: StopReason
    rounds: int
    changed_minds: int
    """Seats that changed their vote at least once, up to the last counted round."""
    first_round: FirstRound
    by_rule: ByRule
    rules_agree: bool


class RoundLength(msgspec.Struct, frozen=True, kw_only=True):
    """How much was written in one round."""

    round: int
    argument_characters: int
    """Of all arguments as they are read, names in place of references."""
    output_tokens: int
    """Of all responses, retries and thinking included, as far as their providers tell."""


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """Position changes, by where they went; all but `total` add up to it.

    The plurality is the option that led the round before alone. After a round without one every
    change is among the `other`.
    """

    total: int
    to_plurality: int
    from_plurality: int
    other: int


class Conformity(msgspec.Struct, frozen=True, kw_only=True):
    """How the votes after a round that one option led alone relate to that option.

    Counted are votes of participants that had voted before, by their vote then.
    """

    outside: int
    """Votes of those that had voted otherwise than the plurality."""
    joined: int
    """Those of them that went to it."""
    inside: int
    """Votes of those that had voted with the plurality."""
    left: int
    """Those of them that went elsewhere."""

    @property
    def gap(self) -> float | None:
        """Return the rate of joining less that of leaving; None where one cannot be told."""
        if not self.outside or not self.inside:
            return None
        return (self.joined * self.inside - self.left * self.outside) / (
            self.outside * self.inside
        )


class Measures(msgspec.Struct, frozen=True, kw_only=True):
    """What a debate tells of itself without anyone knowing the right answer (see `measures`)."""

    first_entropy: float
    """Of the votes of the first counted round, in bits: 0 when all are the same."""
    last_entropy: float
    changes: Changes
    conformity: Conformity
    decision_stability: float | None
    agreement_confidence: float
    rounds: tuple[RoundLength, ...]
    output_tokens_saved: int
    claims_verified: float | None


class PositionChange(msgspec.Struct, frozen=True, kw_only=True):
    """A vote that differs from the same participant's previous vote."""

    round: int
    participant: SeatId
    from_option: OptionId
    to_option: OptionId
    persuaded_by: ResponseRef | None


class DegradedReason(StrEnum):
    """Why a debate is less than its caller asked for: what seats did, or which limit cut it short."""

    SEAT_REFUSED = "seat_refused"
    SEAT_FAILED = "seat_failed"
    SEAT_TIMED_OUT = "seat_timed_out"
    SEAT_UNREADABLE = "seat_unreadable"
    QUORUM = "quorum"
    DEADLINE = "deadline"
    BUDGET = "budget"
    SUMMARY_FALLBACK = "summary_fallback"


class DebateStatus(StrEnum):
    """Where a debate stands.

    It waits (`queued`), its rounds are held (`running`), its summary is written (`summarizing`).
    `completed`, `failed`, `canceled` and `expired` are final.
    """

    QUEUED = "queued"
    RUNNING = "running"
    SUMMARIZING = "summarizing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELED = "canceled"
    EXPIRED = "expired"

    @property
    def terminal(self) -> bool:
        """Return whether nothing can change any more."""
        return self in TERMINAL


TERMINAL = frozenset(
    {
        DebateStatus.COMPLETED,
        DebateStatus.FAILED,
        DebateStatus.CANCELED,
        DebateStatus.EXPIRED,
    },
)


class DebateError(msgspec.Struct, frozen=True, kw_only=True):
    """Why a debate did not complete."""

    code: str
    message: str


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """What a moderator tells every seat in the course of a debate."""

    id: str
    text: str
    created_at: datetime
    round: int | None
    """The round whose prompts show it first, as all later ones do; None when none could follow."""


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """What checking a drafted summary against the ledger came to, in sentences."""

    checked: int = 0
    repaired: int = 0
    dropped: int = 0


class SummarySource(StrEnum):
    """Who wrote the prose of a summary."""

    MODEL = "model"
    EXTRACTIVE = "extractive"


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """How the summary of a finished debate came about: a debate is read without its summary."""

    source: SummarySource
    verification: Verification


class DebateState(msgspec.Struct, frozen=True, kw_only=True):
    """How far a debate is; replaced as a whole by each decision."""

    status: DebateStatus
    changed_at: datetime
    """Time of the last decision: no later one is dated before it."""
    rounds: tuple[Round, ...] = ()
    """Rounds begun so far; only the last can be open."""
    started_at: datetime | None = None
    finished_at: datetime | None = None
    stop_reason: StopReason | None = None
    outcome: Outcome | None = None
    error: DebateError | None = None
    notes: tuple[Note, ...] = ()
    """In the order in which they were added."""
    written: Written | None = None
    """None without a summary."""
    answer: OptionId | None = None
    """The right option, as a caller has told after the end."""

    @property
    def ended_by(self) -> str:
        """Return the code of what ended it: of its error, else its stop reason; or nothing."""
        return self.error.code if self.error else self.stop_reason or ""


class CallStatus(StrEnum):
    """Whether a provider call is still under way, as far as the ledger knows."""

    RESERVED = "reserved"
    SETTLED = "settled"


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One request to a provider, written before it is made and settled after it."""

    round: int
    """The last one where the summary is written."""
    participant: SeatId
    """The seat that is asked, or `SUMMARIZER`."""
    number: int
    """From 1, counted per round and seat."""
    model: str
    status: CallStatus
    usage: Usage
    hedge: bool = False
    """Whether it repeats, word for word, a call that was taking long."""
    request_id: str | None = None
    """The provider's own name for the call, for questions to its support."""
    error: str | None = None
    """The code of the error that it ended with."""
    latency_ms: int = 0
    held_usd: float | None = None
    """What of the debate's budget is held for it; None without a budget."""
    note_tokens: int = 0
    """What the moderator's notes add to its prompt, beyond that of a usual call."""
    reply: str | None = None
    """What a summarizer has drafted, until the debate ends; a seat's answer is its response."""


class Debate(msgspec.Struct, frozen=True, kw_only=True):
    """Everything known about one debate at one moment."""

    spec: DebateSpec
    state: DebateState
    rev: int
    """Grows with every change; what a decision is guarded by."""
    responses: tuple[Response, ...] = ()
    """The ledger, by round, then seat."""
    calls: tuple[Call, ...] = ()

    def response(self, round_number: int, seat: SeatId) -> Response | None:
        """Return what that seat did in that round, if it is in."""
        for response in self.responses:
            if response.round == round_number and response.participant == seat:
                return response
        return None

    def round_responses(self, round_number: int) -> tuple[Response, ...]:
        """Return the responses of one round, by seat."""
        return tuple(r for r in self.responses if r.round == round_number)

    def notes_shown(self, round_number: int) -> tuple[Note, ...]:
        """Return the notes that the prompts of a round show: its own and those of earlier ones."""
        return tuple(n for n in self.state.notes if n.round and n.round <= round_number)


class Citation(msgspec.Struct, frozen=True, kw_only=True):
    """A verbatim quote and the response it stands in."""

    round: int
    participant: SeatId
    quote: str


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """Where one participant began and ended."""

    participant: SeatId
    first_vote: OptionId | None
    final_vote: OptionId | None
    changed_mind: bool
    persuaded_by: ResponseRef | None
    claim: str
    citations: tuple[Citation, ...]


class ArgumentStatus(StrEnum):
    """Whether anyone stands behind an option, no longer does, or never did."""

    HELD = "held"
    NO_LONGER_HELD = "no_longer_held"
    NO_ARGUMENT_MADE = "no_argument_made"


class ChosenBy(StrEnum):
    """The rule that picked the strongest argument of an option.

    `credited`: by those who moved; `answered`: most responses answer it; `writer`: whoever wrote
    the summary chose it.
    """

    CREDITED = "credited"
    ANSWERED = "answered"
    WRITER = "writer"


class StrongestArgument(msgspec.Struct, frozen=True, kw_only=True):
    """The best case made for one option."""

    option: OptionId
    status: ArgumentStatus
    claim: str | None
    citations: tuple[Citation, ...]
    chosen_by: ChosenBy | None


class TurningPointKind(StrEnum):
    """What turned: one participant, or the lead."""

    POSITION_CHANGE = "position_change"
    LEAD_CHANGE = "lead_change"


class Credit(StrEnum):
    """Whether whoever is credited for a change had voted for the new option by then."""

    CONSISTENT = "consistent"
    INCONSISTENT = "inconsistent"


class TurningPoint(msgspec.Struct, frozen=True, kw_only=True):
    """A position change, or a round in which the set of leaders changed."""

    kind: TurningPointKind
    round: int
    participant: SeatId | None
    from_options: tuple[OptionId, ...]
    to_options: tuple[OptionId, ...]
    text: str
    persuaded_by: ResponseRef | None = None
    credit: Credit | None = None


class Relation(StrEnum):
    """Whether a participant answered another in support or in opposition."""

    SUPPORTS = "supports"
    OPPOSES = "opposes"


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """All answers of one participant to another that had the same relation."""

    from_participant: SeatId
    to_participant: SeatId
    relation: Relation
    responses: tuple[ResponseRef, ...]


class Dissent(msgspec.Struct, frozen=True, kw_only=True):
    """A position that lost, in its holder's words."""

    option: OptionId
    participants: tuple[SeatId, ...]
    claim: str
    citations: tuple[Citation, ...]


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """The written account of a finished debate. All prose names people and labels plainly."""

    source: SummarySource
    model: str | None
    headline: str
    overview: str
    positions: tuple[Position, ...]
    strongest_arguments: tuple[StrongestArgument, ...]
    turning_points: tuple[TurningPoint, ...]
    exchanges: tuple[Exchange, ...]
    dissent: tuple[Dissent, ...]
    verification: Verification
    created_at: datetime
    overview_citations: tuple[Citation, ...] = ()
    """What the sentences of the overview rest on, in their order."""
