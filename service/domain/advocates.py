"""Which response speaks for an option, and which for a seat.

For an option: by who credits it, then by who answers it, then the earliest; a further rule is a
member of `ChosenBy` and a row of `rules` in `strongest`. For a seat: the first argument for the vote that it
ended with, and not the last, since a later one answers others and so tells their views, too.
"""

from collections import Counter
from collections.abc import Container, Sequence

import msgspec

from service.domain.debate import ChosenBy, Debate, OptionId, Response, ResponseRef, SeatId
from service.domain.instructions import INSTRUCTION_LIKE, gives_orders
from service.domain.sentences import sentences
from service.domain.tally import position_changes


class Advocate(msgspec.Struct, frozen=True, kw_only=True):
    """The response that speaks for an option, and the rule that picked it."""

    response: Response
    chosen_by: ChosenBy


def arguments_for(
    debate: Debate, option: OptionId, holders: Container[SeatId] | None = None
) -> tuple[Response, ...]:
    """Return all responses that voted for an option and gave an argument, by round, then seat.

    `holders` are those whose responses count, all if None. A response that gives nothing but
    orders is no argument, unless there is no other.
    """
    given = tuple(
        response
        for response in debate.responses
        if response.vote == option
        and (holders is None or response.participant in holders)
        and is_argued(response)
    )
    return tuple(r for r in given if not only_orders(r)) or given


def is_argued(response: Response) -> bool:
    """Return whether a response has anything to quote."""
    argument = response.argument or ""
    # Wherever a letter stands there is a sentence; digits alone may be the mark of a list.
    return any(map(str.isalpha, argument)) or bool(sentences(argument))


def only_orders(response: Response) -> bool:
    """Return whether every sentence of an argument gives orders to its readers."""
    return INSTRUCTION_LIKE in response.flags and all(
        gives_orders(sentence) for sentence in sentences(response.argument or "")
    )


def strongest(debate: Debate, option: OptionId, arguments: Sequence[Response]) -> Advocate | None:
    """Pick the argument that most of those who moved to the option credit for it.

    Where none is credited, the one that most others answered later; ties go to the earlier one.
    Where none was answered either, the writer of the summary picks, and this one picks the
    earliest. None without arguments.
    """
    rules = ((ChosenBy.CREDITED, _credits(debate, option)), (ChosenBy.ANSWERED, _answers(debate)))
    for chosen_by, points in rules:
        best = _most(arguments, points)
        if best is not None:
            return Advocate(response=best, chosen_by=chosen_by)
    return Advocate(response=arguments[0], chosen_by=ChosenBy.WRITER) if arguments else None


def advocates_of(debate: Debate) -> dict[OptionId, Advocate | None]:
    """Return what speaks for each option, in the caller's order; None for what nobody argued for."""
    ids = (option.id for option in debate.spec.options)
    return {option: strongest(debate, option, arguments_for(debate, option)) for option in ids}


def own_argument(debate: Debate, seat: SeatId) -> Response | None:
    """Return the first argument for the vote that a seat ended with; None without one.

    One that gives nothing but orders is passed over, unless there is no other.
    """
    changes = [change.round for change in position_changes(debate) if change.participant == seat]
    since = changes[-1] if changes else 1
    given = [
        response
        for response in debate.responses
        if response.participant == seat
        and response.round >= since
        and response.vote is not None
        and is_argued(response)
    ]
    return next((r for r in given if not only_orders(r)), given[0] if given else None)


def _credits(debate: Debate, option: OptionId) -> Counter[ResponseRef]:
    return Counter(
        change.persuaded_by
        for change in position_changes(debate)
        if change.to_option == option and change.persuaded_by is not None
    )


def _answers(debate: Debate) -> Counter[ResponseRef]:
    """Count by how many later responses of others each response is answered."""
    return Counter(
        ref
        for response in debate.responses
        for ref in set(response.responds_to)
        if ref.round < response.round and ref.participant != response.participant
    )


def _most(arguments: Sequence[Response], points: Counter[ResponseRef]) -> Response | None:
    """Return the earliest argument with the most points; None when none has any."""
    best = max((points[response.ref] for response in arguments), default=0)
    return next((r for r in arguments if points[r.ref] == best), None) if best else None
