"""The page of a debate, for people, and the files that it loads."""

from litestar import get
from litestar.params import FromPath

from service.api.calls import ApiRequest
from service.api.debate_replies import load
from service.api.page_replies import asset_reply, page_reply
from service.api.queries import read_query
from service.api.reply import Reply
from service.api.requests import NoQuery
from service.domain.debate import DebateStatus
from service.pages.assets import ASSETS
from service.pages.debate_page import debate_page

BY_PATH = {asset.path: asset for asset in ASSETS.values()}


@get("/debates/{debate_id:str}", include_in_schema=False)
async def show_debate(request: ApiRequest, debate_id: FromPath[str]) -> Reply:
    """Return the page of a debate."""
    read_query(request.query, NoQuery)
    debate, summary = await load(request, debate_id), None
    if debate.state.status is DebateStatus.COMPLETED:
        summary = await request.context.debates.summary(request.tenant, debate_id)
    return page_reply(debate_page(debate, summary, page=f"/debates/{debate_id}"))


@get(list(BY_PATH), include_in_schema=False)
async def give_out_asset(request: ApiRequest) -> Reply:
    """Return a file that pages load."""
    return asset_reply(BY_PATH[request.scope["path"]])


HANDLERS = (show_debate, give_out_asset)
