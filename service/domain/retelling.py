"""What happened in a debate, as sentences: who moved, who was missing, which rounds do not count.

Each function returns the `Wordings` of one passage and chooses its shape by the facts, so that a
debate in which nobody moved does not read like any other with the numbers left out. The last
wording names no participant and no option and so is short in any debate. Every function needs a
counted round. A new shape is a branch here and an example in the tests.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby

from service.domain.debate import (
    Debate,
    OptionId,
    PositionChange,
    ResponseStatus,
    SeatId,
    seat_of,
)
from service.domain.headlines import listed
from service.domain.phrasing import (
    DEEDS,
    PAIR,
    Naming,
    Wordings,
    capital,
    counted,
    everyone,
    named_round,
    number,
    rounds,
)
from service.domain.tally import (
    counted_rounds,
    handovers,
    is_counted,
    position_changes,
    round_tally,
    valid_votes,
)


def movement(debate: Debate) -> Wordings:
    """Say who moved, by whose argument, and how many stayed."""
    changes = position_changes(debate)
    if changes:
        return _moves(debate, changes)
    if len(debate.state.rounds) == 1:
        return ("",)
    first, last = counted_rounds(debate)[0], counted_rounds(debate)[-1]
    sat, sits = debate.spec.panel_of(first), debate.spec.panel_of(last)
    voters = {_voters(debate, first), _voters(debate, last)}
    if first != last and sat == sits and voters == {len(sits)}:
        return (f"Nobody moved: {everyone(len(sits))} voted in round {last} as in round {first}.",)
    return (
        f"No {_voter(debate)} changed its vote in {counted(len(debate.state.rounds), 'round')}.",
    )


def handed_over(debate: Debate) -> Wordings:
    """Say who took whose seat; empty where everybody stayed, as in any debate but a fork."""
    rounds_begun = [each.number for each in debate.state.rounds]
    taken = [(when, pairs) for when in rounds_begun if (pairs := handovers(debate, when))]
    if not taken:
        return ("",)
    naming = Naming(spec=debate.spec)
    told = [
        (
            listed(
                [f"{naming.name(q.id)} took the seat of {naming.name(p.id)}" for p, q in pairs]
            ),
            f"{counted(len(pairs), 'seat')} changed hands",
            f"after round {when - 1}",
        )
        for when, pairs in taken
    ]
    return (
        f"{capital('; '.join(f'{since} {by_name}' for by_name, _, since in told))}.",
        f"{capital('; '.join(f'{since} {by_count}' for _, by_count, since in told))}.",
    )


def only_round(debate: Debate) -> Wordings:
    """Say why nobody could answer anybody; empty when there was a second round."""
    if len(debate.state.rounds) > 1:
        return ("",)
    poll = debate.spec.rules.max_rounds == 1
    what = "This was a poll" if poll else "The debate ended there"
    return (f"{what}: nobody had read anybody else's argument.",)


def absences(debate: Debate) -> Wordings:
    """Say who gave no vote in the last counted round and who voted late; empty for nobody."""
    last = counted_rounds(debate)[-1]
    naming = Naming(spec=debate.spec)
    late = [
        f"{naming.names(seats)} had no vote before round {when}."
        for when, seats in _newcomers(debate)
    ]
    absent = _absent(debate, last)
    if not absent:
        return (" ".join(late), "")
    by_name = listed([f"{naming.names(seats)} {deed}" for deed, seats in absent])
    by_count = listed([f"{counted(len(seats), 'seat')} {deed}" for deed, seats in absent])
    missing = counted(sum(len(seats) for _, seats in absent), "seat")
    where = f"In {named_round(debate, last)} " if len(debate.state.rounds) > 1 else ""
    return (
        " ".join((f"{where}{by_name}.", *late)),
        f"{where}{by_name}.",
        capital(f"{where}{by_count}."),
        capital(f"{where}{missing} gave no vote."),
    )


def uncounted(debate: Debate) -> Wordings:
    """Say which rounds do not count, and why; empty when all do."""
    void = [r.number for r in debate.state.rounds if r.number not in counted_rounds(debate)]
    if not void:
        return ("",)
    told = f"{capital(rounds(void))} {'does' if len(void) == 1 else 'do'} not count"
    if any(is_counted(debate, each) for each in void):
        return (f"{told}.",)
    quorum = counted(debate.spec.rules.quorum, "vote")
    return (f"{told}, having fallen short of the quorum of {quorum}.",)


def held_seats(debate: Debate) -> tuple[SeatId, ...]:
    """Return the seats that voted more than once and always alike."""
    votes = {p.id: _votes_of(debate, p.id) for p in debate.spec.panel}
    return tuple(seat for seat, cast in votes.items() if len(cast) > 1 and len(set(cast)) == 1)


def _moves(debate: Debate, changes: Sequence[PositionChange]) -> Wordings:
    naming, rest = Naming(spec=debate.spec), _those_who_stayed(debate, changes)
    movers = list(dict.fromkeys(change.participant for change in changes))
    told = [
        f"in round {when} {_moves_of_a_round(naming, list(made))}"
        for when, made in groupby(changes, key=lambda change: change.round)
    ]
    nobody = "" if any(change.persuaded_by for change in changes) else ", crediting nobody"
    votes = "its vote" if len(movers) == 1 else "their votes"
    more = f", {number(len(changes))} times in all" if len(changes) > len(movers) else ""
    return (
        f"{capital('; '.join(told))}{nobody}{rest}.",
        f"{naming.names(movers)} changed {votes}{more}{nobody}{rest}.",
        f"{capital(counted(len(movers), _voter(debate)))} changed {votes}{more}{rest}.",
    )


def _moves_of_a_round(naming: Naming, changes: Sequence[PositionChange]) -> str:
    """Tell moves along the same way together; of more than two ways only where they led."""
    ways: dict[tuple[OptionId, OptionId], list[PositionChange]] = {}
    ends: dict[OptionId, list[PositionChange]] = {}
    for change in changes:
        ways.setdefault((change.from_option, change.to_option), []).append(change)
        ends.setdefault(change.to_option, []).append(change)
    if len(ways) <= PAIR:
        return ", while ".join(
            f"{naming.names(change.participant for change in same)} moved"
            f" from {naming.label(old)} to {naming.label(new)}{_credits(naming, same)}"
            for (old, new), same in ways.items()
        )
    clauses = [
        f"{naming.names(change.participant for change in same)} moved"
        f" to {naming.label(new)}{_credits(naming, same)}"
        for new, same in ends.items()
    ]
    return ", while ".join((", ".join(clauses[:-1]), clauses[-1])) if clauses[1:] else clauses[0]


def _credits(naming: Naming, changes: Sequence[PositionChange]) -> str:
    """Name whom the movers credit."""
    credited = [change.persuaded_by.participant for change in changes if change.persuaded_by]
    if not credited:
        return ""
    who = naming.names(dict.fromkeys(credited))
    if len(credited) == len(changes):
        return f", crediting {who}"
    return f", {number(len(credited))} of them crediting {who}"


def _those_who_stayed(debate: Debate, changes: Iterable[PositionChange]) -> str:
    movers, held = {seat_of(change.participant) for change in changes}, held_seats(debate)
    stayed = len(held)
    if stayed == 0:
        return ""
    # In a fork one may have moved on a seat whose next participant keeps to its vote.
    everyone = movers.isdisjoint(held) and stayed + len(movers) == len(debate.spec.panel)
    votes = "its vote" if stayed == 1 else "their votes"
    if stayed == 1:
        return f"; {'the other seat' if everyone else 'one other seat'} kept {votes}"
    return f"; {'the other ' if everyone else ''}{number(stayed)}{'' if everyone else ' others'} kept {votes}"


def _voter(debate: Debate) -> str:
    """Return what to call one who votes: a seat may have been that of several."""
    return "participant" if debate.spec.former else "seat"


def _votes_of(debate: Debate, seat: SeatId) -> list[OptionId]:
    return [r.vote for r in debate.responses if r.participant == seat and r.vote is not None]


def _newcomers(debate: Debate) -> list[tuple[int, list[SeatId]]]:
    """Return whose first vote came later than it could have, and in which round."""
    opened = counted_rounds(debate)[0]
    first: dict[SeatId, int] = {}
    for response in debate.responses:
        if response.vote is not None:
            first.setdefault(response.participant, response.round)
    late = {s: at for s, at in first.items() if at > max(opened, debate.spec.joined(s))}
    when = sorted(set(late.values()))
    return [(each, [seat for seat, at in late.items() if at == each]) for each in when]


def _absent(debate: Debate, when: int) -> list[tuple[str, list[SeatId]]]:
    """Return the seats without a vote in a round, together where they did the same."""
    together: dict[str, list[SeatId]] = {}
    for participant in debate.spec.panel_of(when):
        response = debate.response(when, participant.id)
        status = response.status if response is not None else ResponseStatus.CANCELED
        if status is not ResponseStatus.VOTED:
            together.setdefault(DEEDS[status], []).append(participant.id)
    return list(together.items())


def _voters(debate: Debate, when: int) -> int:
    return valid_votes(round_tally(debate, when))
