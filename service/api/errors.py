"""What only HTTP can get wrong, as leaves of the tree in `service.domain.errors`.

A new one also gets its row in `problems`.
"""

from service.domain.errors import RoundtableError


class MalformedRequestError(RoundtableError):
    """What was sent is no request of HTTP."""


class HeadersTooLargeError(RoundtableError):
    """The request line and the headers together exceed the limit."""


class ForbiddenOriginError(RoundtableError):
    """The request did not come from this machine, or a web page elsewhere sent it."""


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
