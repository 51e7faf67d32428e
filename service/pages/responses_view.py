"""One response: what somebody did in a round, in full.

Something more that is told of a response is a row of `_facts`; what a flag means, one of `REMARKS`.
"""

from collections.abc import Iterator

import msgspec
from markupsafe import Markup

from service.domain.budget import BUDGET_EXCEEDED
from service.domain.debate import Debate, Response
from service.domain.instructions import INSTRUCTION_LIKE
from service.domain.model_ids import is_simulated
from service.domain.phrasing import DEEDS
from service.domain.recording import FALLBACK, OTHER_MODEL
from service.pages.anchors import Passages, response_anchor
from service.pages.links import Link, to_responses
from service.pages.written import written


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is told of a response: in the service's words, the author's, or as links."""

    name: str
    text: str = ""
    prose: Markup = Markup()
    links: tuple[Link, ...] = ()


class ResponseView(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody did in a round."""

    anchor: str
    round: int
    deed: str
    vote: str
    """The label of the option; empty without a vote."""
    argument: Markup
    remarks: tuple[str, ...]
    facts: tuple[Fact, ...]


def response_view(debate: Debate, response: Response, passages: Passages) -> ResponseView:
    """Return what is shown of a response."""
    vote = response.vote
    return ResponseView(
        anchor=response_anchor(response.ref),
        round=response.round,
        deed="voted for" if vote else DEEDS[response.status],
        vote=debate.spec.option(vote).label if vote else "",
        argument=written(debate.spec, response.argument, passages.marks(response.ref)),
        remarks=tuple(_remarks(debate, response)),
        facts=_facts(debate, response),
    )


def _facts(debate: Debate, response: Response) -> tuple[Fact, ...]:
    spec, error, second = debate.spec, response.error, response.second_choice
    confidence, learned = response.confidence, response.new_information
    told = (
        Fact(name="Why", text=error.message if error else ""),
        Fact(name="What moved it", text="" if learned is None else MOVED_BY[learned]),
        Fact(name="Confidence", text="" if confidence is None else f"{confidence:g} of 100"),
        Fact(name="Second choice", text=spec.option(second).label if second else ""),
        Fact(name="Strongest objection to it", prose=written(spec, response.strongest_objection)),
        Fact(name="What would change its mind", prose=written(spec, response.would_change_mind)),
        Fact(name="Answers", links=to_responses(debate, response.responds_to)),
        Fact(name="Calls made", text=str(response.attempts) if response.attempts > 1 else ""),
    )
    return tuple(fact for fact in told if fact.text or fact.prose or fact.links)


def _remarks(debate: Debate, response: Response) -> Iterator[str]:
    own = debate.spec.participant(response.participant).model
    asked = response.model or own
    for flag in response.flags:
        yield REMARKS[flag].format(own=own, asked=asked, served=response.model_served)
    if is_simulated(asked) and not is_simulated(own):
        yield "This answer is simulated."


REMARKS = {
    INSTRUCTION_LIKE: "Gives orders to its readers; the others read it as a quotation.",
    FALLBACK: "{own} gave no answer; {asked} was asked in its place.",
    OTHER_MODEL: "The provider had {served} answer, where {asked} was asked.",
    BUDGET_EXCEEDED: "The budget did not pay for asking, or for asking again.",
}
"""What a flag of a response says."""

MOVED_BY = {
    True: "a fact that it had not known, it says",
    False: "no new fact, it says, but another view of what it knew",
}
