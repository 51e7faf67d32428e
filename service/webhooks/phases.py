"""The phases of an attempt: how long each may last, and what its failures are called."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator

import h11
import msgspec

from service.domain.delivery import ATTEMPT_WITHIN, AttemptError


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How long the phases of an attempt may last; tests have less time."""

    resolve_s: float = 2
    connect_s: float = 5
    """With TLS."""
    attempt_s: float = ATTEMPT_WITHIN.total_seconds()
    """All of it, to the end of the reply."""


class AttemptFailedError(Exception):
    """An attempt came to its end; never seen outside of this package."""

    def __init__(self, code: AttemptError) -> None:
        super().__init__(code)
        self.code = code


@contextlib.asynccontextmanager
async def phase(limit_s: float, late: AttemptError) -> AsyncIterator[None]:
    """Give what happens inside so long, and turn whatever goes wrong into `AttemptFailedError`."""
    try:
        async with asyncio.timeout(limit_s):
            yield
    except TimeoutError as error:
        raise AttemptFailedError(late) from error
    except ssl.SSLError as error:
        raise AttemptFailedError(AttemptError.TLS_ERROR) from error
    except (OSError, h11.RemoteProtocolError) as error:
        raise AttemptFailedError(AttemptError.CONNECTION_ERROR) from error
