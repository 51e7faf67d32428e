"""What an HTTP status says about a failed call: whose fault it is and whether to ask again.

Statuses decide, never the prose of a body. A status that is treated differently gets its row in
one of the two sets.
"""

from service.domain.errors import Cause

RETRYABLE = frozenset({408, 409, 429})
"""Beside every status of 500 and above."""

UNAUTHORIZED = 401
"""The key is refused, whatever is asked; 403 may be of one model only."""

AUTHENTICATION = frozenset({UNAUTHORIZED, 403})

TOO_MANY_REQUESTS = 429

SERVER_ERRORS = 500


def is_retryable(status: int) -> bool:
    """Return whether the same call may succeed later."""
    return status in RETRYABLE or status >= SERVER_ERRORS


def code_of(status: int) -> str:
    """Return the error code under which a debate reports that status."""
    return "provider_auth" if status in AUTHENTICATION else "provider_unavailable"


def cause_of(status: int) -> Cause:
    """Return what that status says of the provider."""
    if status == TOO_MANY_REQUESTS:
        return Cause.LIMITED
    down = status >= SERVER_ERRORS or status == UNAUTHORIZED
    return Cause.DOWN if down else Cause.REQUEST
