"""The page at which a person begins, and what becomes of its form.

Served where `ROUNDTABLE_START_PAGE` says so. What the form asks for is judged as a create is.
"""

import secrets
from collections.abc import Mapping
from hashlib import sha256
from itertools import groupby
from typing import Annotated

import msgspec
from litestar import get, post
from msgspec import UNSET, Meta, UnsetType

from service.api.calls import ApiRequest
from service.api.creation import judged
from service.api.debate_replies import asked_by, repeated, store
from service.api.forms import read_form
from service.api.loopback import LoopbackRules
from service.api.mending import decode_mended
from service.api.page_replies import form_reply
from service.api.panels import default_panel, seats
from service.api.problems import problem_reply
from service.api.queries import read_query
from service.api.reply import NO_STORE, Reply
from service.api.requests import NO_NUL, CreateDebate, chosen
from service.api.start_form import StartForm, beside_fields, create_body, typed
from service.context import Context
from service.domain.debate import Option, Participant
from service.domain.errors import (
    InvalidRequestError,
    RoundtableError,
    TooManyActiveDebatesError,
)
from service.domain.model_ids import is_simulated
from service.pages.recent_debates import Recent
from service.pages.start_page import EXAMPLE, ModelGroup, Seating, Typed, start_page, start_view
from service.providers.configuration import EVERY_MODEL
from service.store.idempotency import StoredReply, digest, fingerprint

PATH, FORM_PATH = "/", "/debates"
"""A path of its own for the form: a browser forgets the page that it has of a path it posts to,
and with it what makes of the same form, found again by going back, the same debate."""
LISTED = 10
ANY_OPTIONS = (Option(id="A", label="Yes"), Option(id="B", label="No"))
KEPT = {"Retry-After"}
"""Headers of a problem that the page has, too."""


class StartQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which debates the page lists, and whether its form is filled in; what else is there is not read."""

    starting_after: Annotated[str, Meta(pattern=NO_NUL)] | UnsetType = UNSET
    example: bool | UnsetType = UNSET


@get(PATH, include_in_schema=False)
async def show_start_page(request: ApiRequest) -> Reply:
    """Return the page."""
    query = read_query(request.query, StartQuery)
    await request.context.discoveries.refresh()
    recent = await _recent(request, chosen(query.starting_after, None))
    filled_in = EXAMPLE if chosen(query.example, default=False) else Typed()
    return form_reply(_page(request, filled_in, recent))


@get(FORM_PATH, include_in_schema=False)
async def lead_to_start_page(request: ApiRequest) -> Reply:
    """Lead to the page whoever asks for what its form is sent to."""
    return Reply(status=303, headers={"Location": f"{request.root}{PATH}"})


@post(FORM_PATH, include_in_schema=False)
async def start_debate(request: ApiRequest) -> Reply:
    """Create the debate that the form asks for and lead to it; else say beside it why not."""
    rules = LoopbackRules(request.context.settings)
    rules.check_page([(name.lower(), text) for name, text in request.headers.multi_items()])
    form = await read_form(request, StartForm)
    try:
        return await _started(request, form)
    except InvalidRequestError as error:
        return await _not_started(request, form, error, beside_fields(error.told, form))
    except TooManyActiveDebatesError as error:
        return await _not_started(request, form, error, {"": (str(error),)})


async def _started(request: ApiRequest, form: StartForm) -> Reply:
    """Create the debate, or find the one that the same page has created with the same content.

    Raises `InvalidRequestError` with every fault.
    """
    body = create_body(form)
    # What was changed before it was sent again is another debate.
    key = f"{form.once}\n{sha256(body).hexdigest()}" if form.once else ""
    mark = fingerprint("POST", FORM_PATH, key) if key else None
    earlier = mark and await request.context.idempotency.find(request.tenant, mark, body)
    if earlier:
        return repeated(earlier)
    debate = asked_by(request, await judged(request, *decode_mended(body, CreateDebate)))
    reply = StoredReply(
        body_digest=digest(body),
        status=303,
        headers={"Location": f"{request.root}/debates/{debate.spec.id}", **NO_STORE},
        body=b"",
    )
    earlier = await store(request, debate, reply, mark)
    if earlier:
        return repeated(earlier)
    return Reply(status=reply.status, headers=reply.headers)


async def _not_started(
    request: ApiRequest,
    form: StartForm,
    error: RoundtableError,
    said: Mapping[str, tuple[str, ...]],
) -> Reply:
    problem = problem_reply(error, FORM_PATH, request.id)
    headers = {name: text for name, text in problem.headers.items() if name in KEPT}
    page = _page(request, typed(form), await _recent(request, None), said)
    return form_reply(page, status=problem.status, headers=headers)


async def _recent(request: ApiRequest, starting_after: str | None) -> Recent:
    debates, has_more = await request.context.debates.page(
        request.tenant, limit=LISTED, starting_after=starting_after
    )
    return Recent(debates=debates, newest=starting_after is None, has_more=has_more)


def _page(
    request: ApiRequest,
    filled_in: Typed,
    recent: Recent,
    said: Mapping[str, tuple[str, ...]] | None = None,
) -> bytes:
    once = secrets.token_urlsafe(16)
    seating = _seating(request.context)
    view = start_view(filled_in, seating, recent, once=once, said=said)
    return start_page(view, root=request.root)


def _seating(context: Context) -> Seating:
    catalogue = context.catalogue
    usable = [
        entry
        for entry in catalogue.list()
        if entry.configured and not entry.simulated and not entry.id.endswith(EVERY_MODEL)
    ]
    groups = tuple(
        ModelGroup(
            provider=catalogue.configs[provider].spec.display_name,
            models=tuple((entry.id, entry.display_name) for entry in entries),
        )
        for provider, entries in groupby(usable, lambda entry: entry.provider)
    )
    return Seating(default=_default_panel(context), simulated=context.settings.sim, groups=groups)


def _default_panel(context: Context) -> tuple[Participant, ...]:
    """Return the default panel, unless it is the simulated one that the form offers anyway."""
    settings, catalogue = context.settings, context.catalogue
    try:
        panel = default_panel(settings, catalogue, ANY_OPTIONS)
    except InvalidRequestError:
        return ()
    if not settings.default_panel and all(is_simulated(seat.model) for seat in panel):
        return ()
    return seats(panel, catalogue)


HANDLERS = (show_start_page, lead_to_start_page, start_debate)
