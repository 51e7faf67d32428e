"""What lies before whoever writes the summary: participants under codes, what turned, who is strongest.

All of it follows from the ledger and the debate's seed, so that writer and checker see the same
without telling each other. How it is said to a model is in `summary_prompts`.
"""

from functools import cached_property

import msgspec

from service.domain.advocates import Advocate, advocates_of, is_argued
from service.domain.debate import (
    ChosenBy,
    Debate,
    DebateSpec,
    OptionId,
    Response,
    SeatId,
    TurningPoint,
)
from service.domain.draws import draw_order
from service.domain.references import code_letter
from service.domain.turning_points import turning_points
from service.domain.views import draw_delimiter, written_texts

PURPOSE = "summary"


class Desk(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """What the writer of a debate's summary sees."""

    spec: DebateSpec
    codes: dict[str, SeatId]
    """`P3` -> participant, in the order shown; who has left the panel of a fork is among them."""
    citable: dict[str, Response]
    """`P3@2` -> response with an argument, by round, then in the order of the codes."""
    turns: dict[str, TurningPoint]
    """`T1` -> turning point, in their order."""
    advocates: dict[OptionId, Advocate | None]
    """What speaks for each option; None where nobody ever argued for it."""
    delimiter: str
    """Encloses what is quoted from the participants."""

    @cached_property
    def code_of(self) -> dict[SeatId, str]:
        """Return the code of each participant."""
        return {participant: code for code, participant in self.codes.items()}

    @cached_property
    def strongest(self) -> dict[OptionId, Response]:
        """Return the responses that the ledger says make the best case.

        An option is missing where the writer may choose, or nobody ever argued for it.
        """
        return {
            option: advocate.response
            for option, advocate in self.advocates.items()
            if advocate is not None and advocate.chosen_by is not ChosenBy.WRITER
        }


def desk_of(debate: Debate) -> Desk:
    """Return what the writer of this debate's summary sees."""
    spec = debate.spec
    texts = list(written_texts(debate.spec, debate.responses))
    letter = code_letter(texts)
    everybody = [participant.id for participant in spec.participants]
    order = draw_order(spec.seed, PURPOSE, everybody)
    codes = {f"{letter}{n}": participant for n, participant in enumerate(order, start=1)}
    code_of = {participant: code for code, participant in codes.items()}
    argued = [response for response in debate.responses if is_argued(response)]
    argued.sort(key=lambda response: (response.round, order.index(response.participant)))
    return Desk(
        spec=spec,
        codes=codes,
        citable={f"{code_of[r.participant]}@{r.round}": r for r in argued},
        turns={f"T{n}": turn for n, turn in enumerate(turning_points(debate), start=1)},
        advocates=advocates_of(debate),
        delimiter=draw_delimiter(spec, texts, seat=PURPOSE),
    )
