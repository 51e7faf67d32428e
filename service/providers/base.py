"""The port to model providers: what is asked, what comes back, what can go wrong.

A provider is a class with `complete`; it raises nothing but `ProviderError`. A new one is a row in
`specs`, and a module beside `openai_chat` when it speaks another protocol (see `wire`).
"""

from collections.abc import Callable, Mapping
from typing import Protocol, TypeAlias

import msgspec

from service.domain.debate import DebateSpec, Effort, SeatId, Usage
from service.domain.limits import Allowance
from service.domain.prompts import Message
from service.domain.replies import Finish
from service.domain.tracing import Trace


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """Whose move it is: for simulated models. No provider is told of it."""

    debate: DebateSpec
    round: int
    seat: SeatId
    attempt: int
    """From 1; counts every call of this seat in this round."""


class ModelRequest(msgspec.Struct, frozen=True, kw_only=True):
    """One question to one model."""

    model: str
    """The model's own id, without the provider."""
    messages: tuple[Message, ...]
    schema: Mapping[str, object]
    """JSON schema that the reply should follow."""
    max_output_tokens: int
    timeout_s: float
    """Total time allowed, connecting and reading included."""
    turn: Turn
    trace: Trace
    """The trace that it belongs to; its `parent` is this call."""
    effort: Effort | None = None


class ModelReply(msgspec.Struct, frozen=True, kw_only=True):
    """What a model wrote."""

    text: str
    finish: Finish
    usage: Usage
    refusal: str | None = None
    """What the provider says instead of an answer when the model declined."""
    model_served: str | None = None
    """The model id that the provider says has answered."""
    request_id: str | None = None
    """The provider's own name for the call."""
    allowance: Allowance | None = None
    """What its rate-limit headers say is left."""


OnText: TypeAlias = Callable[[str], None]
"""Is given each piece of a reply's text as it is written: never its thinking, and no piece twice."""


def ignore_text(_text: str) -> None:
    """Listen to nothing: for callers that want the whole reply alone."""


class Provider(Protocol):
    """One service that runs models."""

    async def complete(self, request: ModelRequest, on_text: OnText = ignore_text) -> ModelReply:
        """Ask once, without retrying; the pieces given to `on_text` are the text of the reply.

        Raises `ProviderError` when there is no answer, the time is up included.
        """
        ...
