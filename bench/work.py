"""What a driver is given to do, and what it reports: JSON on its standard input and output."""

from enum import StrEnum
from typing import Literal

import msgspec


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One message of the prompt."""

    role: Literal["system", "user", "assistant"]
    content: str


class Protocol(StrEnum):
    """What the server is spoken to in."""

    OPENAI = "openai"
    ANTHROPIC = "anthropic"
    GEMINI = "gemini"


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """How often to ask which server what."""

    url: str
    """Of the model server, without a path."""
    protocol: Protocol = Protocol.OPENAI
    """Our own driver knows them all, the others the first alone."""
    stream: bool
    in_flight: int
    calls: int
    model: str
    messages: tuple[Message, ...]
    schema: dict[str, object]
    max_output_tokens: int


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """What one call came back with."""

    text: str
    pieces: int
    """In how many the client passed the text on; 1 when it came whole."""


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """What the calls of one process took, those to warm up left out."""

    cpu_ms: float
    """User and system time of the process, a call."""
    per_second: float
    max_rss_mb: float
    streamed: bool
    """Whether replies came in pieces; what was asked for is not always what a client does."""
