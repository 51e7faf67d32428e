"""What a share link opens, for whoever has it: the page of one debate, its events, its transcript.

There is nothing else below a link, and whatever opens nothing is answered alike.
"""

from litestar import get
from litestar.params import FromPath
from litestar.types import ASGIApp

from service.api.calls import ApiRequest
from service.api.debate_pages import give_file, give_page
from service.api.events import give_events
from service.api.readings import by_link
from service.api.reply import Reply

LINK = "/s/{token:str}"


@get(LINK, include_in_schema=False)
async def show_shared(request: ApiRequest, token: FromPath[str]) -> Reply:
    """Return the page of the debate that is shared."""
    return await give_page(await by_link(request, token))


@get(f"{LINK}/events", include_in_schema=False)
async def follow_shared(request: ApiRequest, token: FromPath[str]) -> ASGIApp:
    """Return what keeps that page up to date."""
    return await give_events(await by_link(request, token))


@get(f"{LINK}/transcript", include_in_schema=False)
async def save_shared(request: ApiRequest, token: FromPath[str]) -> Reply:
    """Return that debate to be read elsewhere."""
    return await give_file(await by_link(request, token))


HANDLERS = (show_shared, follow_shared, save_shared)
