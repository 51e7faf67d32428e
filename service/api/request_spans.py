"""What is told of requests to whoever collects traces: see `Tracer`.

Names are those of OpenTelemetry's conventions for HTTP servers. Of a path that does not exist, and
of a query, nothing is told: anything may stand there.
"""

from contextlib import AbstractContextManager

from litestar.types import HTTPScope

from service.api.areas import area_of, shown
from service.api.loopback import Headers
from service.api.paths import Route
from service.api.problems import CODES, code_of
from service.domain.tracing import Trace, read_trace
from service.tracing.tracer import UNTRACED, Fact, Facts, Span, Tracer

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER_METHOD = "_OTHER"
NAMELESS = "HTTP"
LONGEST_PATH = 200
OUR_FAULTS = 500
"""The first status that says so."""


def request_told(
    tracer: Tracer, scope: HTTPScope, route: Route, fields: Headers, request_id: str
) -> AbstractContextManager[Span[Trace | None]]:
    """Tell of a request, unless it is one of those that say nothing of anybody, such as probes."""
    told = tracer if area_of(scope["path"]).traced else UNTRACED
    facts = _asked(scope, route, request_id)
    return told.request(_name(scope, route), _callers_trace(fields), facts)


def note_problem(span: Span[Trace | None], error: Exception) -> None:
    """Tell of the problem that a request has met; it has failed where that is ours."""
    code = code_of(error)
    span.note({"roundtable.problem": code})
    if CODES[code].status >= OUR_FAULTS:
        span.fail(code)


def _callers_trace(fields: Headers) -> Trace | None:
    """Return the trace that a request belongs to by its headers."""
    parents, states = (
        ", ".join(text for name, text in fields if name == header)
        for header in ("traceparent", "tracestate")
    )
    return read_trace(parents, states)


def _name(scope: HTTPScope, route: Route) -> str:
    """Return the name of a request's span."""
    method = scope["method"] if scope["method"] in METHODS else NAMELESS
    return f"{method} {route.path}" if route.path else method


def _asked(scope: HTTPScope, route: Route, request_id: str) -> Facts:
    """Return what is known of a request as it comes."""
    method = scope["method"] if scope["method"] in METHODS else OTHER_METHOD
    facts: dict[str, Fact] = {
        "http.request.method": method,
        "url.scheme": scope["scheme"],
        "roundtable.request.id": request_id,
    }
    if route.path:
        facts["http.route"] = route.path
        facts["url.path"] = shown(scope["path"])[:LONGEST_PATH]
    return facts
