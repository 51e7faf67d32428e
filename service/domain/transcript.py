"""What was asked, said and decided in a debate, in the order in which one reads it.

A transcript is a sequence of blocks whose texts stand as their authors wrote them: whoever writes
it down, as Markdown here (`markdown`) or as a page (`service/api/transcript_page.py`), makes them
harmless there. So every form says the same. A new part is a function that yields blocks, and its
line in `transcript`; a new kind of block needs a row in each form.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TypeAlias

import msgspec

from service.domain.debate import (
    ArgumentStatus,
    Changes,
    Debate,
    DebateStatus,
    DegradedReason,
    Measures,
    Note,
    Outcome,
    Position,
    Response,
    ResponseRef,
    SeatId,
    StopReason,
    StrongestArgument,
    Summary,
    SummarySource,
)
from service.domain.excerpts import names_of
from service.domain.headlines import headline_so_far, listed
from service.domain.measures import measures
from service.domain.model_ids import is_simulated
from service.domain.phrasing import DEEDS, Naming
from service.domain.plain_text import one_line
from service.domain.references import render
from service.domain.tally import counted_rounds, degraded_reasons, position_change, usage

LONGEST_TITLE = 120


class Heading(msgspec.Struct, frozen=True):
    """The title of what follows; level 1 is the whole transcript's."""

    level: int
    text: str


class Paragraph(msgspec.Struct, frozen=True):
    """Prose of the service's own."""

    text: str


class Facts(msgspec.Struct, frozen=True):
    """Things with a name each, on a line of their own."""

    rows: tuple[tuple[str, str], ...]


class Quote(msgspec.Struct, frozen=True):
    """What somebody wrote, word for word and line for line."""

    text: str


Block: TypeAlias = Heading | Paragraph | Facts | Quote


def transcript(debate: Debate, summary: Summary | None) -> tuple[Block, ...]:
    """Return the transcript of a debate as it stands; it has a summary when it is completed."""
    return (
        *_head(debate),
        *_asked(debate),
        *_panel(debate),
        *_outcome(debate),
        *(_summary(debate, summary) if summary else ()),
        *(block for one in debate.state.rounds for block in _round(debate, one.number)),
        *_unread_notes(debate),
        *(_dissent(debate, summary) if summary else ()),
        *_measures(debate),
        *_usage(debate),
    )


def title(debate: Debate) -> str:
    """Return the question on one line, cut where it is long."""
    question = one_line(debate.spec.question)
    if len(question) <= LONGEST_TITLE:
        return question
    return f"{question[:LONGEST_TITLE].rstrip()} …"


def _head(debate: Debate) -> Iterator[Block]:
    spec, state = debate.spec, debate.state
    yield Heading(1, title(debate))
    times = [("Created", spec.created_at), ("Finished", state.finished_at)]
    rows = [("Debate", spec.id), ("Status", STATUSES[state.status])]
    if origin := spec.forked_from:
        original = origin.debate_id or "another debate"
        rows.append(("Goes on from", f"round {origin.round} of {original}"))
    yield Facts((*rows, *((name, _time(when)) for name, when in times if when)))


def _asked(debate: Debate) -> Iterator[Block]:
    spec = debate.spec
    if title(debate) != spec.question:
        yield Heading(2, "Question")
        yield Quote(spec.question)
    if spec.context:
        yield Heading(2, "Context")
        yield Quote(spec.context)
    yield Heading(2, "Options")
    yield Facts(tuple((option.id, option.label) for option in spec.options))


def _panel(debate: Debate) -> Iterator[Block]:
    yield Heading(2, "Panel")
    rows = []
    for seat in debate.spec.participants:
        said = f"{seat.model}, simulated" if is_simulated(seat.model) else seat.model
        if seat.fallbacks:
            said += f", else {' or '.join(seat.fallbacks)}"
        if seat.until_round:
            said += f", until round {seat.until_round}"
        if seat.persona:
            said += f"; argues from this point of view: {seat.persona}"
        rows.append((seat.name, said))
    yield Facts(tuple(rows))


def _outcome(debate: Debate) -> Iterator[Block]:
    state = debate.state
    yield Heading(2, "Outcome")
    if state.outcome is None:
        yield Paragraph(WITHOUT_OUTCOME[state.status])
    else:
        yield Paragraph(state.outcome.headline)
        yield from _result(debate, state.outcome)
    if state.error is not None:
        yield Paragraph(state.error.message)
    if reasons := degraded_reasons(debate):
        yield Paragraph(f"Degraded: {listed([DEGRADED[reason] for reason in reasons])}.")


def _result(debate: Debate, outcome: Outcome) -> Iterator[Block]:
    naming = Naming(spec=debate.spec)
    decision = naming.label(outcome.decision) if outcome.decision else "none"
    yield Facts(
        (
            ("Decision", decision),
            ("Ended", f"after round {outcome.rounds}, since {STOPS[outcome.stop_reason]}"),
            ("Changed their minds", f"{outcome.changed_minds} of {outcome.seats}"),
            *_answer(debate),
        )
    )
    yield Paragraph("The votes of that round:")
    yield Facts(
        tuple(
            (
                f"{debate.spec.option(row.option).label} ({row.option})",
                f"{row.votes}: {naming.names(row.participants)}" if row.votes else "0",
            )
            for row in outcome.tally
        )
    )


def _answer(debate: Debate) -> Iterator[tuple[str, str]]:
    if debate.state.answer is not None:
        yield "Right answer, told later", Naming(spec=debate.spec).label(debate.state.answer)


def _summary(debate: Debate, summary: Summary) -> Iterator[Block]:
    naming = Naming(spec=debate.spec)
    yield Heading(2, "Summary")
    yield Paragraph(summary.overview)
    yield Heading(3, "The strongest argument for each option")
    yield Facts(
        tuple(
            (debate.spec.option(one.option).label, _case(naming, one))
            for one in summary.strongest_arguments
        )
    )
    yield Heading(3, "Where each stood at the end")
    yield Facts(
        tuple((naming.name(one.participant), _stand(naming, one)) for one in summary.positions)
    )
    if summary.turning_points:
        yield Heading(3, "Turning points")
        yield Facts(tuple((f"Round {one.round}", one.text) for one in summary.turning_points))
    if summary.source is SummarySource.EXTRACTIVE:
        yield Paragraph("This summary is counted and quoted from the debate; no model wrote it.")
    else:
        yield Paragraph(f"This summary was written by {summary.model}.")


def _case(naming: Naming, one: StrongestArgument) -> str:
    """Say who made the case for an option, how, and whether anybody still does."""
    if one.claim is None:
        return WITHOUT_ARGUMENT[one.status]
    who = naming.names(_once(citation.participant for citation in one.citations))
    gone = one.status is ArgumentStatus.NO_LONGER_HELD
    return f"{who}: {one.claim}" + (f" {WITHOUT_ARGUMENT[one.status]}" if gone else "")


def _stand(naming: Naming, one: Position) -> str:
    """Say what a participant ended with, where that was not always so, and what it stands for."""
    if one.final_vote is None:
        return one.claim
    moved = one.first_vote if one.changed_mind else None
    at_first = f", at first for {naming.label(moved)}" if moved else ""
    return f"for {naming.label(one.final_vote)}{at_first}: {one.claim}"


def _round(debate: Debate, number: int) -> Iterator[Block]:
    one = debate.state.rounds[number - 1]
    known = "nobody had read anybody" if number == 1 else "everyone had read the others"
    yield Heading(2, f"Round {number}: {known}")
    for note in debate.state.notes:
        if note.round == number:
            yield from _note(debate, note)
    yield Paragraph(headline_so_far(debate, one))
    for seat in debate.spec.panel_of(number):
        response = debate.response(number, seat.id)
        if response is not None:
            yield from _response(debate, response)
        elif not debate.state.status.terminal:
            yield Heading(3, f"{Naming(spec=debate.spec).name(seat.id)} has not answered yet")


def _note(debate: Debate, note: Note) -> Iterator[Block]:
    yield Heading(3, "Note by the moderator")
    yield Quote(note.text)
    yield Facts((("Added", _time(note.created_at)), ("Shown", shown(debate, note))))


def shown(debate: Debate, note: Note) -> str:
    """Say to whom a note was shown, and when."""
    if note.round is None:
        return "To no seat: no round could follow."
    if note.round <= len(debate.state.rounds):
        return "To every seat, from this round on."
    if debate.state.status.terminal:
        return f"To no seat: the debate ended before round {note.round}."
    return f"To every seat, once round {note.round} begins."


def _response(debate: Debate, response: Response) -> Iterator[Block]:
    naming = Naming(spec=debate.spec)
    who, what = naming.name(response.participant), DEEDS[response.status]
    voted = response.vote and f"votes for {naming.label(response.vote)}"
    yield Heading(3, f"{who} {voted or what}")
    if response.argument:
        yield Quote(_prose(debate, response.argument))
    if about := (*_change(debate, response), *_about(debate, response)):
        yield Facts(about)


def _change(debate: Debate, response: Response) -> Iterator[tuple[str, str]]:
    naming, change = Naming(spec=debate.spec), position_change(debate, response)
    if change is None:
        return
    said = f"from {naming.label(change.from_option)} to {naming.label(change.to_option)}"
    if change.persuaded_by:
        said += f", and credits {_credited(naming, change.persuaded_by)}"
    yield "Changed its mind", said
    if response.change_reason:
        yield "Its reason", _prose(debate, response.change_reason)


def _about(debate: Debate, response: Response) -> Iterator[tuple[str, str]]:
    naming = Naming(spec=debate.spec)
    if response.responds_to:
        yield "Answers", naming.names(_once(ref.participant for ref in response.responds_to))
    if response.strongest_objection:
        yield "Strongest objection to it", _prose(debate, response.strongest_objection)
    if response.would_change_mind:
        yield "What would change its mind", _prose(debate, response.would_change_mind)
    if response.second_choice:
        yield "Second choice", naming.label(response.second_choice)
    if response.confidence is not None:
        yield "Confidence", f"{response.confidence:g} of 100"
    own = debate.spec.participant(response.participant).model
    if response.model and response.model != own:
        yield "Model", f"{response.model}, in place of {own}"
    if response.error:
        yield "Why", response.error.message


def _unread_notes(debate: Debate) -> Iterator[Block]:
    begun, over = len(debate.state.rounds), debate.state.status.terminal
    unread = [note for note in debate.state.notes if not note.round or note.round > begun]
    if unread:
        yield Heading(2, "Notes for later" if not over else "Notes that no seat has read")
    for note in unread:
        yield from _note(debate, note)


def _dissent(debate: Debate, summary: Summary) -> Iterator[Block]:
    if not summary.dissent:
        return
    naming = Naming(spec=debate.spec)
    yield Heading(2, "Dissent")
    yield Facts(
        tuple(
            (
                debate.spec.option(one.option).label,
                f"{naming.names(one.participants)}: {one.claim}",
            )
            for one in summary.dissent
        )
    )


def _measures(debate: Debate) -> Iterator[Block]:
    found = measures(debate)
    if found is None:
        return
    first, *later = counted_rounds(debate)
    spread = f"{found.first_entropy:.2f} bits in round {first}"
    if later:
        spread += f", {found.last_entropy:.2f} in round {later[-1]}"
    yield Heading(2, "Measures")
    yield Facts(
        (
            ("Spread of the votes", spread),
            ("Changes of a vote", _moved(found.changes)),
            *_stability(debate, found),
            *_held_up(found),
        )
    )


def _moved(changes: Changes) -> str:
    if not changes.total:
        return "none"
    return (
        f"{changes.total}: {changes.to_plurality} to what led the round before alone,"
        f" {changes.from_plurality} away from it, {changes.other} other"
    )


def _stability(debate: Debate, found: Measures) -> Iterator[tuple[str, str]]:
    if found.decision_stability is not None:
        seats = len(debate.spec.panel)
        same = round(found.decision_stability * seats)
        yield "The same decision without a seat", f"for {same} of {seats} seats"


def _held_up(found: Measures) -> Iterator[tuple[str, str]]:
    if found.output_tokens_saved:
        yield "Saved by ending early", f"about {found.output_tokens_saved:,} tokens"
    if found.claims_verified is not None:
        yield (
            "Sentences that the ledger bears out",
            f"{found.claims_verified:.0%} of those checked",
        )


def _usage(debate: Debate) -> Iterator[Block]:
    spent = usage(debate)
    cost = "not known" if spent.cost_usd is None else dollars(spent.cost_usd)
    yield Heading(2, "Usage")
    yield Facts(
        (
            ("Provider calls", f"{spent.calls:,}"),
            ("Tokens read", f"{spent.input_tokens:,}"),
            ("Tokens written", f"{spent.output_tokens:,}"),
            ("Cost", cost),
        )
    )
    if origin := debate.spec.forked_from:
        yield Paragraph(f"What was held up to round {origin.round} is on the original's bill.")


def dollars(amount: float) -> str:
    """Return an amount in cents, or in as much more detail as it has."""
    cents = f"{amount:.2f}"
    exact = f"{amount:.6f}".rstrip("0")
    return f"${cents if float(cents) == float(exact) else exact}"


def _credited(naming: Naming, ref: ResponseRef) -> str:
    return f"{naming.name(ref.participant)} (round {ref.round})"


def _prose(debate: Debate, text: str) -> str:
    return render(text, names_of(debate.spec))


def _once(seats: Iterable[SeatId]) -> tuple[SeatId, ...]:
    return tuple(dict.fromkeys(seats))


def _time(when: datetime) -> str:
    return f"{when:%Y-%m-%d %H:%M:%S} UTC"


STATUSES = {
    DebateStatus.QUEUED: "queued: it has not begun",
    DebateStatus.RUNNING: "running: this is what was said so far",
    DebateStatus.SUMMARIZING: "summarizing: all is said, the summary is being written",
    DebateStatus.COMPLETED: "completed",
    DebateStatus.FAILED: "failed",
    DebateStatus.CANCELED: "canceled",
    DebateStatus.EXPIRED: "expired",
}

WITHOUT_OUTCOME = {
    status: "There is no outcome." if status.terminal else "There is no outcome yet."
    for status in DebateStatus
}

WITHOUT_ARGUMENT = {
    ArgumentStatus.HELD: "No argument can be quoted for it.",
    ArgumentStatus.NO_LONGER_HELD: "Nobody holds it any more.",
    ArgumentStatus.NO_ARGUMENT_MADE: "Nobody voted for it.",
}

STOPS = {
    StopReason.QUORUM_LOST: "the round after had too few votes",
    StopReason.CONSENSUS: "enough seats agreed",
    StopReason.STABLE: "no vote moved any more",
    StopReason.MAX_ROUNDS: "no further round was allowed",
    StopReason.DEADLINE: "the time was up",
    StopReason.BUDGET: "the budget did not pay for another round",
}
"""Why a debate that has an outcome went no further."""

DEGRADED = {
    DegradedReason.SEAT_REFUSED: "a seat refused",
    DegradedReason.SEAT_FAILED: "a seat failed",
    DegradedReason.SEAT_TIMED_OUT: "a seat timed out",
    DegradedReason.SEAT_UNREADABLE: "a seat sent no readable vote",
    DegradedReason.QUORUM: "a round had too few votes",
    DegradedReason.DEADLINE: "the deadline passed",
    DegradedReason.BUDGET: "the budget was spent",
    DegradedReason.SUMMARY_FALLBACK: "no summarizer succeeded",
}
