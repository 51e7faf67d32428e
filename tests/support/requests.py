"""Builders of requests to models, whole by default, as a worker would send them.

`a_request` asks a seat of a built debate with the real prompt of its round; any field of the
request can be given as a keyword.
"""

import msgspec

from service.domain.debate import Debate, SeatId
from service.domain.prompts import ask, max_output_tokens
from service.providers.base import ModelRequest, Turn
from tests.support.debates import a_debate

SPAN = "00f067aa0ba902b7"


def a_request(
    model: str = "alpha",
    *,
    debate: Debate | None = None,
    seat: SeatId = "seat_1",
    attempt: int = 1,
    **changes: object,
) -> ModelRequest:
    """Return what a worker asks that model for that seat in the debate's open round."""
    asked = debate or a_debate()
    prompt = ask(asked, seat)
    turn = Turn(
        debate=asked.spec,
        round=asked.state.rounds[-1].number,
        seat=seat,
        attempt=attempt,
    )
    request = ModelRequest(
        model=model,
        messages=prompt.messages,
        schema=prompt.schema,
        max_output_tokens=max_output_tokens(asked.spec.rules),
        timeout_s=5,
        turn=turn,
        trace=msgspec.structs.replace(asked.spec.trace, parent=SPAN),
    )
    return msgspec.structs.replace(request, **changes)
