"""The seam between one call and the protocol it is made in.

`ModelClient` sends a request and receives bytes; a `Wire` says what to write and what the bytes
mean. There are three: `openai_chat`, `anthropic` and `google`. All are tolerant of fields that
they do not know, and none looks at a model's thinking: no vote is read from it and nobody is
shown it.

What a model cannot take is said in a `Form`, which is lowered when a provider refuses part of it
(see `forms`).
"""

import json
from collections.abc import Mapping
from typing import Protocol, TypeVar

import msgspec

from service.domain.prompts import Message
from service.domain.replies import Finish
from service.providers.base import ModelReply, ModelRequest
from service.providers.specs import ProviderSpec, Structured

Decoded = TypeVar("Decoded")

NULL = msgspec.Raw(b"null")
"""A part of a reply that is not there, as far as it is left undecoded."""

UNAVAILABLE = 503
MOST_TOKENS = 10**9
"""No call uses more; a larger count is an error of whoever counted."""
FILTERED = "The provider's content filter stopped the answer."


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """How much of a request a model is known to take."""

    structured: Structured
    streams: bool
    effort: bool = True
    """Whether it can be told how much to think."""
    system: bool = True
    """Whether it takes a system message; else the rules open the first question."""
    other_cap: bool = False
    """Whether the cap goes by the other of its two names."""


class ErrorDetail(msgspec.Struct, frozen=True, kw_only=True):
    """What a provider says about an error, as far as it says it in a known form."""

    message: str = ""
    codes: frozenset[str] = frozenset()
    """All that classifies it: `code`, `type` and `status` as they stand."""
    status: int | None = None
    """The HTTP status that it means, where it is not that of the reply."""
    retry_after_s: float | None = None
    hopeless: bool = False
    """Whether asking again cannot help, whatever the status."""


class ReportedError(Exception):
    """The provider reported an error in place of an answer, or broke one off."""

    def __init__(self, detail: ErrorDetail) -> None:
        super().__init__(detail.message)
        self.detail = detail


class Stream(Protocol):
    """One streamed reply as it comes in."""

    @property
    def ended(self) -> bool:
        """Return whether the protocol's own end marker has been seen."""
        ...

    def take(self, data: bytes) -> str:
        """Take in the data of one event and return the text that it adds.

        Raises `ReportedError`, and `ValueError` or `RecursionError` for what cannot be read.
        """
        ...

    def reply(self) -> ModelReply:
        """Return the reply once it has ended; raises `ReportedError` if it was broken off."""
        ...


class Wire(Protocol):
    """One protocol."""

    headers: Mapping[str, str]
    """Beside content type and key."""

    def url(self, base_url: str, request: ModelRequest, form: Form) -> str:
        """Return the address to post to."""
        ...

    def write(self, spec: ProviderSpec, request: ModelRequest, form: Form) -> bytes:
        """Return the body that asks this provider for this reply."""
        ...

    def read(self, body: bytes) -> ModelReply:
        """Read a reply that came in one piece.

        Raises `ReportedError`, `msgspec.ValidationError` when it is JSON of another form, another
        `ValueError` when it is none, and `RecursionError`.
        """
        ...

    def stream(self) -> Stream:
        """Return a reader for one streamed reply."""
        ...


def decoded(decoder: msgspec.json.Decoder[Decoded], body: bytes) -> Decoded:
    """Decode JSON; half a character, as small models emit, does not cost the whole reply.

    Raises `msgspec.ValidationError` when it has another form and another `ValueError` when it is
    no JSON.
    """
    try:
        return decoder.decode(body)
    except msgspec.ValidationError:
        raise
    except ValueError:
        return decoder.decode(_mended(body))


def decoded_if_sound(
    decoder: msgspec.json.Decoder[Decoded | None], part: msgspec.Raw
) -> Decoded | None:
    """Decode a part that a reply can do without; None where it is not there or makes no sense."""
    try:
        return decoder.decode(part)
    except (ValueError, RecursionError):
        return None


def messages_for(request: ModelRequest, form: Form) -> tuple[Message, ...]:
    """Return the messages to send; without a system message the rules open the question."""
    rules, question, *rest = request.messages
    if form.system:
        return request.messages
    opening = Message(role=question.role, content=f"{rules.content}\n\n{question.content}")
    return (opening, *rest)


def count(number: int | None) -> int:
    """Return a count of tokens; one that makes no sense is 0."""
    return number if number is not None and 0 <= number <= MOST_TOKENS else 0


def broken_off(reason: str) -> ReportedError:
    """Return the error for an answer that the provider did not finish, by its own account."""
    message = f"The answer was broken off: {reason}."
    return ReportedError(ErrorDetail(message=message, status=UNAVAILABLE))


def refused(reply: ModelReply, reason: str | None) -> ModelReply:
    """Return the reply as one that declines to answer."""
    return msgspec.structs.replace(reply, finish=Finish.REFUSAL, refusal=reason or FILTERED)


def _mended(body: bytes) -> bytes:
    """Return the same JSON without broken UTF-8 and without lone surrogates."""
    read: object = json.loads(body.decode(errors="replace"))
    return json.dumps(read, ensure_ascii=False).encode(errors="replace")
