"""The summary that needs no model: counted from the ledger, quoted from the arguments.

Every figure in it is counted and every reason in it is quoted word for word, so it is right for
any ledger; it is served where no summarizer is configured or none succeeded. Which
response speaks for a seat or an option is decided in `advocates`, which of its sentences in
`excerpts`; the prose is in `overview`, what turned in `turning_points`. A new part of the summary is a function of the debate
here and a line in `summed_up`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from service.domain.advocates import (
    Advocate,
    advocates_of,
    arguments_for,
    own_argument,
    strongest,
)
from service.domain.debate import (
    ArgumentStatus,
    Debate,
    Dissent,
    Exchange,
    OptionId,
    Position,
    PositionChange,
    Response,
    SeatId,
    StrongestArgument,
    Summary,
    SummarySource,
    TurningPoint,
    Verification,
    seat_of,
)
from service.domain.excerpts import best_excerpt, cited
from service.domain.headlines import listed
from service.domain.overview import Passage, overview
from service.domain.phrasing import DEEDS, Naming, rounds
from service.domain.sentences import count_words
from service.domain.tally import counted_rounds, leaders, position_changes, round_tally
from service.domain.turning_points import exchanges, turning_points

CLAIM_WORDS = 35


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """What is told in any summary of a debate, whoever writes it."""

    advocates: Mapping[OptionId, Advocate | None]
    """What speaks for each option, in the caller's order."""
    turning_points: tuple[TurningPoint, ...]
    exchanges: tuple[Exchange, ...]
    dissent: tuple[Dissent, ...]


class Prose(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody has written for a summary; what is missing is quoted."""

    overview: Passage | None = None
    positions: Mapping[SeatId, Passage] = {}
    arguments: Mapping[OptionId, Passage] = {}


def extractive_summary(debate: Debate, *, now: datetime) -> Summary:
    """Write the summary of a debate whose outcome is set."""
    account = account_of(debate, advocates_of(debate), turning_points(debate))
    return summed_up(debate, account, Prose(), now=now)


def account_of(
    debate: Debate,
    advocates: Mapping[OptionId, Advocate | None],
    turns: tuple[TurningPoint, ...],
) -> Account:
    """Return what is told in any summary, from what speaks for the options and what turned."""
    return Account(
        advocates=advocates,
        turning_points=turns,
        exchanges=exchanges(debate),
        dissent=_dissents(debate),
    )


def summed_up(debate: Debate, account: Account, prose: Prose, *, now: datetime) -> Summary:
    """Put a summary together from what is told anyhow and what was written."""
    outcome = debate.state.outcome
    passage = prose.overview
    if passage is None:
        passage = overview(debate, {o: a.response for o, a in account.advocates.items() if a})
    changes = {change.participant: change for change in position_changes(debate)}
    return Summary(
        source=SummarySource.EXTRACTIVE,
        model=None,
        headline=outcome.headline if outcome is not None else "",
        overview=passage.text,
        overview_citations=passage.citations,
        positions=tuple(
            _position(
                debate,
                participant.id,
                changes.get(participant.id),
                prose.positions.get(participant.id),
            )
            for participant in debate.spec.panel
        ),
        strongest_arguments=tuple(
            _strongest_argument(debate, option, advocate, prose.arguments.get(option))
            for option, advocate in account.advocates.items()
        ),
        turning_points=account.turning_points,
        exchanges=account.exchanges,
        dissent=account.dissent,
        verification=Verification(),
        created_at=now,
    )


def _position(
    debate: Debate, seat: SeatId, change: PositionChange | None, claim: Passage | None
) -> Position:
    """Tell where a seat stands, given its last change of position, if any, and what is written."""
    votes = [r.vote for r in debate.responses if r.participant == seat and r.vote is not None]
    claim = claim or _position_claim(debate, seat)
    return Position(
        participant=seat,
        first_vote=votes[0] if votes else None,
        final_vote=votes[-1] if votes else None,
        changed_mind=change is not None,
        persuaded_by=change.persuaded_by if change is not None else None,
        claim=claim.text,
        citations=claim.citations,
    )


def _position_claim(debate: Debate, seat: SeatId) -> Passage:
    """Let a seat speak for the vote that it ended with, or say why it does not."""
    response = own_argument(debate, seat)
    quote = _quote(debate, response, CLAIM_WORDS) if response is not None else None
    if quote is not None:
        return quote
    own = [response for response in debate.responses if response.participant == seat]
    if all(response.vote is None for response in own):
        room = CLAIM_WORDS - count_words(NEVER_VOTED)
        quotes = (_quote(debate, response, room) for response in own)
        for claim in filter(None, quotes):
            return Passage(text=f"{NEVER_VOTED} {claim.text}", citations=claim.citations)
    return Passage(text=_without_argument(debate, seat, own))


def _without_argument(debate: Debate, seat: SeatId, own: Sequence[Response]) -> str:
    """Say what a seat did that has nothing to be quoted, as fully as a claim has room."""
    did: dict[str, list[int]] = {}
    for response in own:
        did.setdefault(DEEDS[response.status], []).append(response.round)
    told = listed([f"{what} in {rounds(when)}" for what, when in did.items()])
    if any(response.vote is not None for response in own):
        said = f"{told}, and gave no argument for its last vote"
    else:
        said = f"never voted: it {told}" if told else "never voted: it was never asked"
    name = Naming(spec=debate.spec).name(seat)
    wordings = (f"{name} {said}.", f"This seat {said}.", "This seat has nothing to be quoted.")
    return next(w for w in wordings if count_words(w) <= CLAIM_WORDS or w == wordings[-1])


def _strongest_argument(
    debate: Debate, option: OptionId, advocate: Advocate | None, claim: Passage | None
) -> StrongestArgument:
    """Tell what there is for an option, given what is written; by which rule tells the ledger."""
    if claim is None and advocate is not None:
        claim = _quote(debate, advocate.response, CLAIM_WORDS)
    return StrongestArgument(
        option=option,
        status=_status(debate, option),
        claim=claim.text if claim is not None else None,
        citations=claim.citations if claim is not None else (),
        chosen_by=advocate.chosen_by if advocate is not None else None,
    )


def _status(debate: Debate, option: OptionId) -> ArgumentStatus:
    """Return whether a seat ended with this option, or ever voted for it.

    A seat that failed later has not given its position up.
    """
    final = {seat_of(r.participant): r.vote for r in debate.responses if r.vote is not None}
    if option in final.values():
        return ArgumentStatus.HELD
    if any(response.vote == option for response in debate.responses):
        return ArgumentStatus.NO_LONGER_HELD
    return ArgumentStatus.NO_ARGUMENT_MADE


def _dissents(debate: Debate) -> tuple[Dissent, ...]:
    """Return the options that lost the last counted round, in the caller's order.

    Without a decision nobody who leads has lost.
    """
    counted = counted_rounds(debate)
    outcome = debate.state.outcome
    if not counted or outcome is None:
        return ()
    rows = round_tally(debate, counted[-1])
    won = leaders(rows) if outcome.decision is None else (outcome.decision,)
    return tuple(
        _dissent(debate, row.option, row.participants)
        for row in rows
        if row.votes and row.option not in won
    )


def _dissent(debate: Debate, option: OptionId, holders: tuple[SeatId, ...]) -> Dissent:
    advocate = strongest(debate, option, arguments_for(debate, option, holders))
    quote = _quote(debate, advocate.response, CLAIM_WORDS) if advocate is not None else None
    return Dissent(
        option=option,
        participants=holders,
        claim=quote.text if quote is not None else "Its holders gave no argument.",
        citations=quote.citations if quote is not None else (),
    )


def _quote(debate: Debate, response: Response, limit: int) -> Passage | None:
    """Return a claim in the words of a response, and where it stands; None without an argument."""
    found = best_excerpt(debate.spec, response, limit)
    if found is None:
        return None
    return Passage(text=found.in_quotes(), citations=(cited(response, found),))


NEVER_VOTED = "Never voted, but wrote:"
