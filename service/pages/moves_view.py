"""Who changed its mind, and whom it credits for that."""

import msgspec
from markupsafe import Markup

from service.domain.debate import Credit, Debate, Response
from service.domain.tally import position_change
from service.domain.turning_points import credit
from service.pages.links import Link, to_response
from service.pages.written import written


class MoveView(msgspec.Struct, frozen=True, kw_only=True):
    """A change of a vote."""

    who: Link
    """To the response that brought it, which tells its round."""
    from_label: str
    to_label: str
    credited: Link | None
    consistent: bool
    """Whether the one credited had voted for the new option by then."""
    reason: Markup
    """In its own words; empty without any."""


def move_view(debate: Debate, response: Response) -> MoveView | None:
    """Return what is shown of the change that a response brought; None where it brought none."""
    change = position_change(debate, response)
    if change is None:
        return None
    spec, credited = debate.spec, change.persuaded_by
    return MoveView(
        who=to_response(spec, response.ref),
        from_label=spec.option(change.from_option).label,
        to_label=spec.option(change.to_option).label,
        credited=to_response(spec, credited) if credited else None,
        consistent=credit(debate, change) is Credit.CONSISTENT,
        reason=written(spec, response.change_reason),
    )
