"""The port to model providers: what is asked, what comes back, what can go wrong.

An adapter is a class with `complete`; it raises nothing but `ProviderError`. A new provider is a
row in `specs.py`, or one module with its own adapter when it speaks another protocol.
"""

from collections.abc import Mapping
from typing import Protocol

import msgspec

from service.domain.debate import DebateSpec, SeatId, Usage
from service.domain.prompts import Message
from service.domain.replies import Finish


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """Whose move it is: for simulated models and for tracing, never sent to a provider."""

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


class ModelReply(msgspec.Struct, frozen=True, kw_only=True):
    """What a model wrote."""

    text: str
    finish: Finish
    usage: Usage
    refusal: str | None = None
    """What the provider says instead of an answer when the model declined."""
    model_served: str | None = None
    """The model id that the provider says has answered."""
    simulated: bool = False


class Provider(Protocol):
    """One service that runs models."""

    async def complete(self, request: ModelRequest) -> ModelReply:
        """Ask once, without retrying.

        Raises `ProviderError` when there is no answer, the time is up included.
        """
        ...
