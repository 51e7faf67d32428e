"""What only HTTP can get wrong, as leaves of the tree in `service.domain.errors`.

A new one also gets its row in `problems`.
"""

from collections.abc import Mapping

from service.domain.access import Scope
from service.domain.errors import RoundtableError

LARGEST_HEAD = 1 << 16
"""Bytes of a request line and its headers together."""
NO_HTTP = "What was sent cannot be read as a request."
HEAD_TOO_LARGE = f"The request line and the headers have together at most {LARGEST_HEAD} bytes."


class MalformedRequestError(RoundtableError):
    """What was sent is no request of HTTP."""


class HeadersTooLargeError(RoundtableError):
    """The request line and the headers together exceed the limit."""


class ForbiddenOriginError(RoundtableError):
    """The request did not come from this machine, or a web page elsewhere sent it."""


class MissingKeyError(RoundtableError):
    """The request has no API key, and only callers with one are served."""


class InvalidKeyError(RoundtableError):
    """What the request has is no API key of this server, or one that was revoked."""


class ExpiredKeyError(RoundtableError):
    """The API key was good once."""


class InsufficientScopeError(RoundtableError):
    """The API key does not allow this; `needed` would."""

    def __init__(self, needed: Scope) -> None:
        super().__init__(f"This needs a key with the scope {needed}.")
        self.needed = needed


class RateLimitedError(RoundtableError):
    """The caller has asked too often; `headers` tell what is left, as on any other reply."""

    def __init__(self, retry_after_s: int, headers: Mapping[str, str]) -> None:
        super().__init__(f"Too many requests; there is room again in {retry_after_s} s.")
        self.retry_after_s = retry_after_s
        self.headers = headers


class ElsewhereError(RoundtableError):
    """This port does not serve that path, whoever asks."""


class MethodNotAllowedError(RoundtableError):
    """The path exists, but not with this method; `allow` lists those that it has."""

    def __init__(self, message: str, *, allow: str) -> None:
        super().__init__(message)
        self.allow = allow


class NotAcceptableError(RoundtableError):
    """None of the media types that the client accepts can be given."""


class BodyTooLargeError(RoundtableError):
    """The body exceeds the limit."""


class BodyTimeoutError(RoundtableError):
    """The body did not arrive in time."""


class UnsupportedMediaTypeError(RoundtableError):
    """The body is not plain JSON."""


class ClientGoneError(RoundtableError):
    """The client hung up before its request was complete: nobody is there to answer."""
