"""Why a server that answers does not do what it is asked, in sentences that quote no secret.

A new reason is its code in `CODES`, and a row of `SAID` where the code does not say enough.
"""

import re

from redis.exceptions import (
    AuthenticationError,
    BusyLoadingError,
    ConnectionError as RedisConnectionError,
    NoPermissionError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisError,
    ResponseError,
)

from service.domain.errors import StoreUnavailableError

UNKNOWN_CALLER = "Protocol error: unauthenticated"
"""How a server says to whom it does not know that it will not even read something so long."""
CODES = re.compile(
    r"(?:^-?|@user_script: \d+: -|of pipeline caused error: \W*)"
    r"(LOADING|READONLY|OOM|MISCONF|NOREPLICAS|CLUSTERDOWN|BUSY|NOPERM|NOAUTH)\b"
)
"""How a server that is there says that it cannot do it now; before Redis 7, a script says where.

Of a pipeline the client says which command it was.
"""

OF_CLIENT = {
    AuthenticationError: "NOAUTH",
    NoPermissionError: "NOPERM",
    BusyLoadingError: "LOADING",
    ReadOnlyError: "READONLY",
    OutOfMemoryError: "OOM",
}
"""Errors of the client that stand for a code, which it takes off."""

SAID = {
    "NOAUTH": (
        "The store does not let us in: user and password of its address are wrong, or missing"
        " (WRONGPASS, NOAUTH)."
    ),
    "NOPERM": (
        "The store does not let its user do what is needed (NOPERM): its rules (ACL) lack a command,"
        " a key or a channel."
    ),
    "LOADING": "The store cannot be read or written yet: it is still loading its data.",
    "READONLY": "The store can be reached but not be written: it is a replica.",
    "OOM": "The store can be reached but not be written: its memory is full.",
}


def refusal(error: BaseException | None) -> str | None:
    """Return why the server refuses now; None for what is no such refusal."""
    code = _code(error)
    return (
        SAID.get(code, f"The store can be reached but not be written ({code}).") if code else None
    )


def told(error: StoreUnavailableError) -> str:
    """Return what a line of the log says of it: what is not allowed, too, in the server's words."""
    cause = error.__cause__
    return f"{error} {cause}" if isinstance(cause, NoPermissionError) else str(error)


def _code(error: BaseException | None) -> str | None:
    if isinstance(error, RedisConnectionError) and isinstance(error.__cause__, RedisError):
        # What was refused as the connection was made.
        error = error.__cause__
    for kind, code in OF_CLIENT.items():
        if isinstance(error, kind):
            return code
    if not isinstance(error, ResponseError):
        return None
    if UNKNOWN_CALLER in str(error):
        return "NOAUTH"
    found = CODES.search(str(error))
    return found[1] if found else None
