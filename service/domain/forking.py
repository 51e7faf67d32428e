"""Forks: a new debate that goes on from the ledger of a round of another one.

Its first rounds are copies, word for word and with their times, their cost and their authors, and
the moderator's notes that they showed stand in it, too; it goes on with the round after, under its
own rules. What is said of a debate is computed from its ledger, so most of it follows; the one
thing that has to be got right is who said what.

Where another participant takes a seat, the one who sat there keeps all that it said under an id of
its own (`seat_3@1`: on `seat_3` up to round 1), in the ledger and in every reference of stored
prose. So nothing computed per participant can mistake one for the other: the newcomer has no vote
before its first, has changed nothing, and finds the other's argument among those of its peers. Only
whoever is told a seat's number sees both under the same, and is told who sat there when.
"""

from collections.abc import Mapping

from msgspec.structs import replace

from service.domain.debate import (
    Debate,
    DebateSpec,
    DebateState,
    DebateStatus,
    Participant,
    Response,
    ResponseRef,
    SeatId,
    seat_of,
)
from service.domain.errors import DebateInProgressError
from service.domain.references import readdressed


def why_not_from(debate: Debate, number: int) -> str | None:
    """Say why a debate has no such round to go on from, and never will; None when it has.

    Raises `DebateInProgressError` while the round may still be closed.
    """
    closed = max((r.number for r in debate.state.rounds if r.finished_at), default=0)
    if number <= closed:
        return None
    under_way = debate.state.status in {DebateStatus.QUEUED, DebateStatus.RUNNING}
    if under_way and number <= debate.spec.rules.max_rounds:
        message = f"Round {number} is not closed yet; wait for it, or fork an earlier one."
        raise DebateInProgressError(message)
    last = f"the last is round {closed}" if closed else "no round of it was closed"
    return f"This debate has no closed round {number}; {last}."


def heard_until(spec: DebateSpec, number: int) -> tuple[Participant, ...]:
    """Return everybody who sat at the table up to that round, by who came first, then seat."""
    rounds = range(1, number + 1)
    return tuple(dict.fromkeys(p for n in rounds for p in spec.panel_of(n)))


def fork(original: Debate, spec: DebateSpec) -> Debate:
    """Return the debate of this `spec`, queued, with the rounds that it says it was forked from.

    A participant, which is its model and its name, that sat there in the last of them and is on the
    new panel's seat of that number goes on. The original is not changed, nor needed any more.
    """
    number = spec.copied_rounds
    copied = [response for response in original.responses if response.round <= number]
    until = {response.participant: response.round for response in copied}
    former = {
        gone: replace(
            original.spec.participant(gone), id=f"{seat_of(gone)}@{last}", until_round=last
        )
        for gone, last in until.items()
        if last < number or not _stays(original.spec, spec, gone)
    }
    ids = {one: former[one].id if one in former else seat_of(one) for one in until}
    rounds = tuple(replace(held, stop_reason=None) for held in original.state.rounds[:number])
    return Debate(
        spec=replace(spec, former=tuple(former.values())),
        state=DebateState(
            status=DebateStatus.QUEUED,
            changed_at=spec.created_at,
            rounds=rounds,
            notes=original.notes_shown(number),
        ),
        rev=1,
        responses=tuple(_copy(response, ids) for response in copied),
    )


def _stays(original: DebateSpec, spec: DebateSpec, participant: SeatId) -> bool:
    sat, sits = original.participant(participant), spec.participant(seat_of(participant))
    return (sat.model, sat.name) == (sits.model, sits.name)


def _copy(response: Response, ids: Mapping[SeatId, SeatId]) -> Response:
    credited = response.persuaded_by
    return replace(
        response,
        participant=ids[response.participant],
        argument=_prose(response.argument, ids),
        strongest_objection=_prose(response.strongest_objection, ids),
        would_change_mind=_prose(response.would_change_mind, ids),
        change_reason=_prose(response.change_reason, ids),
        responds_to=tuple(_ref(ref, ids) for ref in response.responds_to),
        persuaded_by=_ref(credited, ids) if credited else None,
        codes={code: _ref(ref, ids) for code, ref in response.codes.items()},
    )


def _ref(ref: ResponseRef, ids: Mapping[SeatId, SeatId]) -> ResponseRef:
    return replace(ref, participant=ids[ref.participant])


def _prose(text: str | None, ids: Mapping[SeatId, SeatId]) -> str | None:
    return None if text is None else readdressed(text, ids)
