"""The operations on share links: make, list, end."""

from datetime import timedelta

from litestar import delete, get, post
from litestar.params import FromPath
from msgspec import UnsetType

from service import ids
from service.api.bodies import read_body
from service.api.calls import ApiRequest
from service.api.debate_replies import load
from service.api.queries import read_query
from service.api.reply import NO_STORE, Reply, json_reply
from service.api.requests import CreateShare, NoQuery
from service.domain.errors import SecretKeyMissingError
from service.domain.sharing import Share
from service.resources import schemas
from service.resources.present_shares import present_new_share, present_share

SHARES = "/v1/debates/{debate_id:str}/share"


@post(SHARES, operation_id="createShare")
async def create_share(request: ApiRequest, debate_id: FromPath[str]) -> Reply:
    """Make a link by which a debate can be read without a key.

    Whoever has the link sees the page of the debate as it stands, follows it while it is at work,
    and can save its transcript: question, panel, notes, arguments, votes, outcome, summary, and
    what it took. They see nothing of its metadata, webhook or budget, nor what providers said in
    place of an answer, and reach nothing else. The link is told in this reply and never again; it
    ends when it expires, when it is deleted, or with its debate. A debate in any status can be
    shared, and has at most 50 links at a time.

    With an `Idempotency-Key` the reply is kept for a day, encrypted; where the server has nothing
    to encrypt it with, such a request is refused with `not_available`.
    """
    body = await read_body(request, CreateShare, absent=b"{}")
    await load(request, debate_id)
    _check_repeatable(request)
    now, lasts_s = request.context.clock.now(), body.expires_in_seconds
    share = Share(
        # Who uses an Idempotency-Key again on another day asks for another link.
        id=ids.share_id(debate_id, f"{request.operation} {now:%Y-%m-%d}"),
        tenant=request.tenant,
        debate_id=debate_id,
        created_at=now,
        expires_at=None if isinstance(lasts_s, UnsetType) else now + timedelta(seconds=lasts_s),
    )
    token = await request.context.shares.create(share)
    shown = present_new_share(share, token, request.base)
    return json_reply(shown, status=201, headers=NO_STORE)


@get(SHARES, operation_id="listShares")
async def list_shares(request: ApiRequest, debate_id: FromPath[str]) -> Reply:
    """List the links of a debate that are good, newest first; without what opens it."""
    read_query(request.query, NoQuery)
    await load(request, debate_id)
    now = request.context.clock.now()
    shares = await request.context.shares.of_debate(request.tenant, debate_id, now=now)
    data = tuple(map(present_share, shares))
    return json_reply(schemas.ShareList(data=data, has_more=False, next_cursor=None))


@delete(
    f"{SHARES}/{{share_id:str}}",
    operation_id="deleteShare",
    # Litestar allows no return type for a 204; the reply itself is one.
    status_code=200,
)
async def delete_share(
    request: ApiRequest, debate_id: FromPath[str], share_id: FromPath[str]
) -> Reply:
    """End a link at once; who follows the debate by it is cut off within a minute."""
    read_query(request.query, NoQuery)
    await load(request, debate_id)
    now = request.context.clock.now()
    await request.context.shares.revoke(request.tenant, debate_id, share_id, now=now)
    return Reply(status=204, headers={})


def _check_repeatable(request: ApiRequest) -> None:
    """Refuse to make what could not be told again to who repeats the request."""
    if request.fingerprint is None:
        return
    try:
        request.context.sealing.check()
    except SecretKeyMissingError:
        raise SecretKeyMissingError(UNREPEATABLE) from None


UNREPEATABLE = (
    "This server cannot keep the link for a repetition of the request: leave the Idempotency-Key"
    " out, or have its operator set ROUNDTABLE_SECRET_KEY, with which it would be encrypted."
)

HANDLERS = (create_share, list_shares, delete_share)
