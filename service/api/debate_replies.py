"""How a debate is given out: to who created it, who polls it, and who asks for more with it."""

import contextlib
import hashlib
from collections.abc import Iterable
from importlib.metadata import version

from msgspec.structs import replace
from structlog.contextvars import bind_contextvars

from service.api.calls import ApiRequest
from service.api.headers import wait_seconds
from service.api.reply import JSON, PRIVATE, RETRY_AFTER_S, Reply, encode, json_reply
from service.api.waiting import until_terminal
from service.domain.debate import Debate, DebateStatus
from service.domain.errors import UnknownResourceError
from service.ids import Prefix, is_id
from service.resources.present import present_debate, present_responses, present_summary, urls
from service.resources.schemas import Debate as PublicDebate, Summary
from service.store.idempotency import StoredReply, digest

BUILD = version("roundtable")


async def load(request: ApiRequest, debate_id: str) -> Debate:
    """Return a debate of the caller's; `UnknownResourceError` also for an id of no debate."""
    check_id(debate_id)
    return await request.context.debates.load(request.tenant, debate_id)


def check_id(debate_id: str) -> None:
    """Raise `UnknownResourceError` for what is no id of a debate; else log what follows as of it."""
    if not is_id(debate_id, Prefix.DEBATE):
        message = f"There is no debate {debate_id[:100]}."
        raise UnknownResourceError(message)
    bind_contextvars(debate=debate_id)


async def accept(request: ApiRequest, debate: Debate) -> Reply:
    """Store a new debate with the reply to this request, and reply; or repeat an earlier reply."""
    debate = asked_by(request, debate)
    reply = accepted(debate, await request.body(), request.base)
    earlier = await store(request, debate, reply, request.fingerprint)
    return repeated(earlier) if earlier else await created(request, debate, reply)


async def store(
    request: ApiRequest, debate: Debate, reply: StoredReply, mark: str | None
) -> StoredReply | None:
    """Store a new debate with the reply to its request, under that fingerprint if there is one.

    Returns the reply that an earlier request got under the fingerprint; then nothing was stored.
    Raises `TooManyActiveDebatesError` when the caller has to wait for the end of another debate.
    """
    if debate.spec.webhook is not None:
        # What signs for its address has to be there before anything is owed to it.
        await request.context.webhook_secrets.of_tenant(request.tenant, now=debate.spec.created_at)
    earlier = await request.context.debates.create(
        debate,
        reply,
        fingerprint=mark,
        most_active=request.context.settings.allotment(request.caller).active_debates,
    )
    if earlier is None:
        request.note({"roundtable.debate.id": debate.spec.id})
    return earlier


def asked_by(request: ApiRequest, debate: Debate) -> Debate:
    """Return a new debate as that of this request, and as part of its trace."""
    spec = replace(debate.spec, request_id=request.id, callers_trace=request.trace)
    return replace(debate, spec=spec)


def accepted(debate: Debate, body: bytes, base: str) -> StoredReply:
    """Return the reply to a create, as it is stored to be repeated."""
    return StoredReply(
        body_digest=digest(body),
        status=202,
        headers={
            "Content-Type": JSON,
            "Cache-Control": PRIVATE,
            "Location": urls(debate.spec, base).self,
            "Retry-After": RETRY_AFTER_S,
        },
        body=encode(present_debate(debate, base)),
    )


def repeated(stored: StoredReply) -> Reply:
    """Return a stored reply, marked as a repetition."""
    headers = {**stored.headers, "Idempotency-Replayed": "true"}
    return Reply(status=stored.status, headers=headers, body=stored.body)


async def created(request: ApiRequest, debate: Debate, stored: StoredReply) -> Reply:
    """Reply to a create: at once, or when the debate is over if the client would wait."""
    wait_s = wait_seconds(request.header("prefer"))
    if wait_s is None:
        return Reply(status=stored.status, headers=stored.headers, body=stored.body)
    now = debate
    # One that has been removed meanwhile was created all the same.
    with contextlib.suppress(UnknownResourceError):
        now = await until_terminal(request.context, request.feeds, debate, wait_s)
    headers = {"Location": stored.headers["Location"], **state_headers(now), **applied(wait_s)}
    status = 200 if now.state.status.terminal else stored.status
    return json_reply(present_debate(now, request.base), status=status, headers=headers)


async def whole(request: ApiRequest, debate: Debate, include: Iterable[str]) -> PublicDebate:
    """Return a debate with what else was asked for."""
    shown = present_debate(debate, request.base)
    for part in include:
        if part == "responses":
            shown = replace(shown, responses=present_responses(debate))
        else:
            shown = replace(shown, summary=await _summary(request, debate))
    return shown


def state_headers(debate: Debate) -> dict[str, str]:
    """Return what tells a client when to look again."""
    return {} if debate.state.status.terminal else {"Retry-After": RETRY_AFTER_S}


def applied(wait_s: int | None) -> dict[str, str]:
    """Return what tells a client how long was waited for it."""
    return {} if wait_s is None else {"Preference-Applied": f"wait={wait_s}"}


def entity_tag(debate: Debate, include: Iterable[str], base: str, *, build: str = BUILD) -> str:
    """Return the strong tag of a debate in one representation by one build of the service."""
    parts = (build, base, debate.spec.id, str(debate.rev), *sorted(include))
    return f'"{hashlib.sha256("|".join(parts).encode()).hexdigest()[:24]}"'


async def _summary(request: ApiRequest, debate: Debate) -> Summary | None:
    """Return the summary; one that is written meanwhile belongs to a later version."""
    if debate.state.status is not DebateStatus.COMPLETED:
        return None
    written = await request.context.debates.summary(request.tenant, debate.spec.id)
    return present_summary(debate, written) if written else None
