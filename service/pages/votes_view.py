"""Who voted for what at first and at last, option by option."""

from collections.abc import Iterator

import msgspec

from service.domain.debate import Debate, DebateStatus, Option, OptionId
from service.domain.phrasing import capital, counted
from service.domain.tally import is_counted, leaders, round_tally
from service.pages.deeds import deed

DOT = 10
"""What one seat takes of a drawing's width, in its units."""

FEW = 6
"""Options of which each is named; more are counted, or folded away."""


class Voters(msgspec.Struct, frozen=True, kw_only=True):
    """Some who voted alike, or did the same in place of it."""

    names: tuple[str, ...]
    deed: str | None = None
    """What they did in place of voting."""


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """Those who did the same in one round."""

    voters: tuple[Voters, ...]
    dots: tuple[int, ...]
    """Where the dot of each stands, from the left."""
    rings: tuple[int, ...]
    """Where the ring of every other seat stands."""

    @property
    def votes(self) -> int:
        """Return how many they are."""
        return len(self.dots)


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """An option, or no vote, in each of the rounds shown."""

    id: OptionId | None
    """None where there was no vote."""
    label: str
    leads: bool
    standing: str | None
    """What became of it, where there is something to say."""
    cells: tuple[Cell, ...]


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """One of the rounds shown."""

    name: str
    note: str


class VotesView(msgspec.Struct, frozen=True, kw_only=True):
    """First and final votes side by side."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    width: int
    """Of the drawing of a cell: room for a dot for every seat."""
    unchosen: tuple[tuple[OptionId, str], ...]
    """Id and label of each option that nobody has ever voted for."""
    unchosen_title: str
    few_unchosen: bool


def votes_view(debate: Debate) -> VotesView:
    """Return the votes of the first round and of the last that counts, or was begun."""
    spec = debate.spec
    rounds = shown_rounds(debate)
    chosen = {response.vote for response in debate.responses}
    unchosen = tuple((o.id, o.label) for o in spec.options if o.id not in chosen)
    return VotesView(
        title=_title(debate, len(rounds)),
        columns=tuple(_column(debate, number) for number in rounds),
        rows=(
            *(_row(debate, option, rounds) for option in spec.options if option.id in chosen),
            *_without_vote(debate, rounds),
        ),
        width=DOT * len(spec.panel),
        unchosen=unchosen,
        unchosen_title=_unchosen(debate, len(unchosen)),
        few_unchosen=len(unchosen) <= FEW,
    )


def _row(debate: Debate, option: Option, rounds: tuple[int, ...]) -> Row:
    cells = tuple(_votes(debate, number, option.id) for number in rounds)
    leads = _lead(debate, option.id, rounds[-1:])
    between = None if any(cell.votes for cell in cells) else "in between only"
    return Row(
        id=option.id,
        label=option.label,
        leads=leads is not None,
        standing=leads or between,
        cells=cells,
    )


def shown_rounds(debate: Debate) -> tuple[int, ...]:
    """Return the first round and the last one that counts or, without an outcome, was begun."""
    outcome = debate.state.outcome
    last = outcome.rounds if outcome else len(debate.state.rounds)
    return tuple(dict.fromkeys((1, last))) if last else ()


def _title(debate: Debate, shown: int) -> str:
    titles = ("Options", "Votes", f"First and {_last(debate)} votes")
    return titles[shown]


def _last(debate: Debate) -> str:
    if debate.state.outcome:
        return "final"
    return "last" if debate.state.status.terminal else "latest"


def _column(debate: Debate, number: int) -> Column:
    held = debate.state.rounds[number - 1]
    note = f"round {number}"
    if held.finished_at is None:
        note += ", not finished" if debate.state.status.terminal else ", so far"
    elif not is_counted(debate, number):
        note += f", short of the quorum of {debate.spec.rules.quorum}"
    first = "Votes" if debate.spec.rules.max_rounds == 1 else "First votes"
    last = f"{capital(_last(debate))} votes"
    return Column(name=first if number == 1 else last, note=note)


def _votes(debate: Debate, number: int, option: OptionId) -> Cell:
    responses = debate.round_responses(number)
    names = [debate.spec.participant(r.participant).name for r in responses if r.vote == option]
    return _cell(debate, (Voters(names=tuple(names)),))


def _cell(debate: Debate, voters: tuple[Voters, ...]) -> Cell:
    votes = sum(len(each.names) for each in voters)
    places = tuple(n * DOT + DOT // 2 for n in range(len(debate.spec.panel)))
    return Cell(voters=voters, dots=places[:votes], rings=places[votes:])


def _without_vote(debate: Debate, rounds: tuple[int, ...]) -> Iterator[Row]:
    cells = tuple(_cell(debate, _silent(debate, number)) for number in rounds)
    waiting = debate.state.status is DebateStatus.RUNNING
    label = "No vote" if waiting else "No vote, which counts for no option"
    if any(cell.votes for cell in cells):
        yield Row(id=None, label=label, leads=False, standing=None, cells=cells)


def _silent(debate: Debate, number: int) -> tuple[Voters, ...]:
    """Return who gave no vote, those together who did the same instead."""
    did: dict[str, list[str]] = {}
    for seat in debate.spec.panel_of(number):
        response = debate.response(number, seat.id)
        if response is None or response.vote is None:
            did.setdefault(deed(debate, number, response), []).append(seat.name)
    return tuple(Voters(names=tuple(names), deed=what) for what, names in did.items())


def _unchosen(debate: Debate, count: int) -> str:
    named = capital(counted(count, "option"))
    if not debate.state.rounds:
        return named
    if debate.state.status.terminal:
        return f"{named} that nobody voted for"
    return f"{named} that nobody has voted for so far"


def _lead(debate: Debate, option: OptionId, last: tuple[int, ...]) -> str | None:
    outcome = debate.state.outcome
    if outcome is not None:
        if option == outcome.decision:
            return "tied; decision by tie-break" if len(outcome.leaders) > 1 else "decision"
        return "tied" if option in outcome.leaders else None
    leading = [one for number in last for one in leaders(round_tally(debate, number))]
    if option not in leading or debate.state.status.terminal:
        return None
    return "ahead" if len(leading) == 1 else "level at the top"
