"""The operation that gives out a whole debate to be read, in the form that its reader likes best.

A new form is a row in `FORMS`.
"""

from collections.abc import Callable, Mapping

import msgspec
from litestar import get
from litestar.params import FromPath

from service.api import headers
from service.api.calls import ApiRequest
from service.api.debate_replies import entity_tag, load, state_headers
from service.api.errors import NotAcceptableError
from service.api.queries import read_query
from service.api.reply import JSON, PRIVATE, Reply, encode
from service.api.requests import NoQuery
from service.api.transcript_page import POLICY, page
from service.domain.debate import Debate, DebateStatus, Summary
from service.domain.markdown import markdown
from service.domain.transcript import title, transcript
from service.resources.present import present_transcript

MARKDOWN = "text/markdown"
HTML = "text/html"

Write = Callable[[Debate, Summary | None, str], bytes]


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """One way to write a transcript down."""

    write: Write
    """Takes the debate, its summary and what URLs begin with."""
    suffix: str
    """Of the name under which it is saved."""
    content_type: str
    headers: Mapping[str, str] = {}


@get("/v1/debates/{debate_id:str}/transcript", operation_id="getTranscript")
async def get_transcript(request: ApiRequest, debate_id: FromPath[str]) -> Reply:
    """Return a debate as a whole, to be read or kept: asked, said, noted, voted and summarized.

    By `Accept` it is Markdown (the default), a page for browsers that needs nothing else, or JSON.
    In Markdown and HTML whatever callers and models wrote is escaped: it shows as text, and never
    as a heading, a link, an image or a script. While the debate is at work it is what was said so
    far, and `ETag` tells whether there is more by now.
    """
    read_query(request.query, NoQuery)
    debate = await load(request, debate_id)
    media_type = headers.preferred(request.header("accept"), tuple(FORMS))
    if media_type is None:
        raise NotAcceptableError(OFFERED)
    tag = entity_tag(debate, (f"transcript as {media_type}",), request.base)
    common = {
        "Cache-Control": PRIVATE,
        "ETag": tag,
        "Vary": "Accept",
        **state_headers(debate),
    }
    if headers.matches(request.header("if-none-match"), tag):
        return Reply(status=304, headers=common)
    form, summary = FORMS[media_type], None
    if debate.state.status is DebateStatus.COMPLETED:
        summary = await request.context.debates.summary(request.tenant, debate_id)
    own = {
        "Content-Type": form.content_type,
        "Content-Disposition": f'inline; filename="{debate_id}.{form.suffix}"',
        **form.headers,
    }
    body = form.write(debate, summary, request.base)
    return Reply(status=200, headers={**own, **common}, body=body)


def _as_markdown(debate: Debate, summary: Summary | None, _base: str) -> bytes:
    return markdown(transcript(debate, summary)).encode()


def _as_page(debate: Debate, summary: Summary | None, _base: str) -> bytes:
    return page(title(debate), transcript(debate, summary)).encode()


def _as_json(debate: Debate, summary: Summary | None, base: str) -> bytes:
    return encode(present_transcript(debate, summary, base))


FORMS = {
    MARKDOWN: Form(write=_as_markdown, suffix="md", content_type=f"{MARKDOWN}; charset=utf-8"),
    HTML: Form(
        write=_as_page,
        suffix="html",
        content_type=f"{HTML}; charset=utf-8",
        headers={"Content-Security-Policy": POLICY},
    ),
    JSON: Form(write=_as_json, suffix="json", content_type=JSON),
}
"""By media type; among those that a client likes equally well the first wins."""

OFFERED = f"A transcript is given as {MARKDOWN}, {HTML} or {JSON}; accept one of them."

HANDLERS = (get_transcript,)
