"""What goes wrong between a command and a server, in sentences that say what to do about it.

What a server means by a status of its own is in its words; what to do about it here is a row in
`CURES`.
"""

import ssl
from datetime import UTC, datetime

import httpx
import msgspec
from typing_extensions import override

from service.domain.errors import RoundtableError
from service.domain.plain_text import one_line, printable
from service.domain.retry_after import wait_s

RETRY_PAUSE_S = 1.0
"""For a server that is busy and does not say for how long."""
BUSY = frozenset(
    {
        httpx.codes.TOO_MANY_REQUESTS,
        httpx.codes.BAD_GATEWAY,
        httpx.codes.SERVICE_UNAVAILABLE,
        httpx.codes.GATEWAY_TIMEOUT,
    }
)
"""What the server, or what stands before it, answers as long as it cannot serve."""

CURES = {
    401: "Set ROUNDTABLE_API_KEY to a key of that server; `roundtable keys create` makes one there.",
    403: "Whoever runs the server can make a key that may.",
}


class ServerError(RoundtableError):
    """The server is not there, or does not do what was asked."""

    def __init__(
        self, message: str, code: str | None = None, retry_after_s: float | None = None
    ) -> None:
        """Say what is so, by which `code` the server has refused, and when the same may be taken.

        `retry_after_s` is None where it need not be tried again.
        """
        super().__init__(message)
        self.code = code
        self.retry_after_s = retry_after_s

    @property
    def passing(self) -> bool:
        """Return whether the same may be answered in a moment."""
        return self.retry_after_s is not None


class NoServerError(ServerError):
    """Nothing answers there."""

    @property
    @override
    def passing(self) -> bool:
        return True


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is wrong with a request."""

    detail: str
    pointer: str | None = None


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """A refusal as the server words it."""

    title: str
    code: str | None = None
    detail: str | None = None
    errors: tuple[Fault, ...] = ()


def accepted(reply: httpx.Response, url: str) -> bytes:
    """Return the body of a reply; `ServerError` where the server at `url` refuses."""
    if reply.is_success:
        return reply.content
    problem = _problem(reply)
    retry_after_s = _retry_after_s(reply)
    said = [_words(problem) if problem else _foreign(reply, url), CURES.get(reply.status_code, "")]
    if retry_after_s and "Retry-After" in reply.headers:
        said.append(f"Try again in {retry_after_s:g} s.")
    code = problem.code if problem else None
    raise ServerError(printable(" ".join(filter(None, said))), code, retry_after_s)


def unreachable(error: httpx.TransportError, url: str, *, local: bool) -> ServerError:
    """Say why the server at `url` cannot be spoken to; `local` is one on this machine."""
    if refused := _tls_error(error):
        return ServerError(f"No safe connection to {url}: {one_line(_reason(refused))}.")
    if not isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        why = one_line(str(error)) or type(error).__name__
        return NoServerError(f"{url} does not answer as it should: {why}.")
    if local:
        return NoServerError(f"Nothing answers at {url}; start a server with `roundtable dev`.")
    why = f" ({one_line(str(error))})" if str(error) else ""
    return NoServerError(f"Nothing answers at {url}{why}: is the address right?")


def another_kind(error: Exception, url: str) -> ServerError:
    """Say that what answers at `url` does not say what a Roundtable server would."""
    return ServerError(
        f"{url} does not answer as a Roundtable server does: is the address right?"
        f" ({one_line(str(error))})"
    )


def _problem(reply: httpx.Response) -> Problem | None:
    try:
        return msgspec.json.decode(reply.content, type=Problem)
    except msgspec.DecodeError:
        return None


def _words(problem: Problem) -> str:
    faults = [
        f"{fault.pointer}: {fault.detail}" if fault.pointer else fault.detail
        for fault in problem.errors
    ]
    return "\n".join(faults) or problem.detail or problem.title


def _foreign(reply: httpx.Response, url: str) -> str:
    answered = f"{url} answered {reply.status_code} {one_line(reply.reason_phrase)}".rstrip()
    if reply.has_redirect_location:
        return f"{answered}: it is at {one_line(reply.headers['Location'])}."
    return f"{answered}, not as a Roundtable server does: is the address right?"


def _retry_after_s(reply: httpx.Response) -> float | None:
    """Return in how many seconds a server that is busy wants to be asked again."""
    if reply.status_code not in BUSY:
        return None
    asked = wait_s(reply.headers.get("Retry-After", ""), now=datetime.now(UTC))
    return RETRY_PAUSE_S if asked is None else asked


def _tls_error(error: BaseException | None) -> ssl.SSLError | None:
    """Return what TLS has against a connection, where that is why it failed."""
    while error is not None and not isinstance(error, ssl.SSLError):
        error = error.__cause__ or error.__context__
    return error


def _reason(refused: ssl.SSLError) -> str:
    if isinstance(refused, ssl.SSLCertVerificationError):
        return f"{refused.verify_message}; SSL_CERT_FILE names the certificates that are trusted"
    return f"{refused.reason}; is it served over https at all?"
