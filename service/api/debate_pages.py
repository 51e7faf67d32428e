"""The page of a debate, for people, and the files that it loads.

Below a page are the events that keep it up to date, and the transcript to be saved. The same three
under a share link are in `shared_pages`.
"""

import hashlib

from litestar import get
from litestar.params import FromPath
from litestar.types import ASGIApp

from service.api.calls import ApiRequest
from service.api.compression import compress_once, compressed
from service.api.downloads import disposition
from service.api.events import give_events
from service.api.headers import matches
from service.api.page_replies import asset_reply, page_reply
from service.api.queries import read_query
from service.api.readings import Reading, own
from service.api.reply import Reply
from service.api.requests import SavedTranscriptQuery, chosen
from service.api.transcripts import FORMS, NAMED_FORMS, give_transcript, liked
from service.domain.debate import Debate, Summary
from service.pages.assets import ASSETS
from service.pages.debate_page import debate_page

BY_PATH = {asset.path: asset for asset in ASSETS.values()}
DEBATE = "/debates/{debate_id:str}"


@get(DEBATE, include_in_schema=False)
async def show_debate(request: ApiRequest, debate_id: FromPath[str]) -> Reply:
    """Return the page of a debate."""
    return await give_page(own(request, debate_id))


@get(f"{DEBATE}/events", include_in_schema=False)
async def follow_debate(request: ApiRequest, debate_id: FromPath[str]) -> ASGIApp:
    """Return what keeps the page up to date."""
    return await give_events(own(request, debate_id))


@get(f"{DEBATE}/transcript", include_in_schema=False)
async def save_debate(request: ApiRequest, debate_id: FromPath[str]) -> Reply:
    """Return the debate to be read elsewhere."""
    return await give_file(own(request, debate_id))


@get(list(BY_PATH), include_in_schema=False)
async def give_out_asset(request: ApiRequest) -> Reply:
    """Return a file that pages load."""
    reply = asset_reply(BY_PATH[request.scope["path"]])
    return compressed(reply, request.header("accept-encoding"), by=compress_once)


async def give_page(reading: Reading) -> Reply:
    """Return the page of a debate, or a 304 when the client has it as it is.

    A query says nothing: mail and chat programs hang marks of their own on links.
    """
    request = reading.request
    debate, path = await reading.debate(), request.scope["path"]
    summary = await reading.summary(debate)
    reply = request.pages.get(path, debate.rev, lambda: _page(debate, summary, path, request.root))
    if matches(request.header("if-none-match"), reply.headers["ETag"]):
        reply = Reply(status=304, headers=reply.headers)
    return compressed(reply, request.header("accept-encoding"))


async def give_file(reading: Reading) -> Reply:
    """Return a transcript: in the form that is named, to be saved, else in the one liked best."""
    request = reading.request
    query = read_query(request.query, SavedTranscriptQuery)
    debate = await reading.debate()
    named = chosen(query.format, None)
    media_type = NAMED_FORMS[named] if named else liked(request)
    saved = disposition(debate, FORMS[media_type].suffix)
    reply = await give_transcript(reading, debate, media_type, saved if named else "inline")
    return compressed(reply, request.header("accept-encoding"))


def _page(debate: Debate, summary: Summary | None, path: str, root: str) -> Reply:
    body = debate_page(debate, summary, page=path, root=root)
    return page_reply(body, tag=f'"{hashlib.sha256(body).hexdigest()[:24]}"')


HANDLERS = (show_debate, follow_debate, save_debate, give_out_asset)
