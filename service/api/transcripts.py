"""The operation that gives out a whole debate to be read, in the form that its reader likes best.

A new form is a row in `FORMS`.
"""

from collections.abc import Callable, Mapping

import msgspec
from litestar import get
from litestar.params import FromPath

from service.api import headers
from service.api.calls import ApiRequest
from service.api.debate_replies import entity_tag, state_headers
from service.api.errors import NotAcceptableError
from service.api.queries import read_query
from service.api.readings import Reading, own
from service.api.reply import JSON, PRIVATE, Reply, encode
from service.api.requests import NoQuery
from service.api.transcript_page import POLICY, page
from service.domain.debate import Debate, Summary
from service.domain.markdown import markdown
from service.domain.transcript import title, transcript
from service.resources.present import present_transcript

MARKDOWN = "text/markdown"
HTML = "text/html"

Write = Callable[[Debate, Summary | None, str | None], bytes]


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """One way to write a transcript down."""

    write: Write
    """Takes the debate, its summary and what URLs begin with, if there are to be any."""
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
    reading = own(request, debate_id)
    debate = await reading.debate()
    media_type = liked(request)
    named = f'inline; filename="{debate_id}.{FORMS[media_type].suffix}"'
    return await give_transcript(reading, debate, media_type, named)


def liked(request: ApiRequest) -> str:
    """Return the media type of the form that a client likes best.

    Raises `NotAcceptableError` when there is none that it accepts.
    """
    media_type = headers.preferred(request.header("accept"), tuple(FORMS))
    if media_type is None:
        raise NotAcceptableError(OFFERED)
    return media_type


async def give_transcript(
    reading: Reading, debate: Debate, media_type: str, disposition: str
) -> Reply:
    """Return a debate, as it was read, in one of `FORMS`, to be shown or saved as that says."""
    request = reading.request
    tag = entity_tag(debate, (f"transcript as {media_type}",), request.base)
    common = {
        "Cache-Control": PRIVATE,
        "ETag": tag,
        "Vary": "Accept",
        **state_headers(debate),
    }
    if headers.matches(request.header("if-none-match"), tag):
        return Reply(status=304, headers=common)
    form, summary = FORMS[media_type], await reading.summary(debate)
    written = {
        "Content-Type": form.content_type,
        "Content-Disposition": disposition,
        **form.headers,
    }
    body = form.write(debate, summary, reading.base)
    return Reply(status=200, headers={**written, **common}, body=body)


def _as_markdown(debate: Debate, summary: Summary | None, _base: str | None) -> bytes:
    return markdown(transcript(debate, summary)).encode()


def _as_page(debate: Debate, summary: Summary | None, _base: str | None) -> bytes:
    return page(title(debate), transcript(debate, summary)).encode()


def _as_json(debate: Debate, summary: Summary | None, base: str | None) -> bytes:
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

NAMED_FORMS = {"markdown": MARKDOWN, "html": HTML, "json": JSON}
"""Their media types, by the names that stand in links."""

OFFERED = f"A transcript is given as {MARKDOWN}, {HTML} or {JSON}; accept one of them."

HANDLERS = (get_transcript,)
