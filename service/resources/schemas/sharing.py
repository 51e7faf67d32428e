"""Share links."""

from typing import Annotated

import msgspec
from msgspec import Meta

from service.domain.sharing import MOST_SHARES
from service.resources.schemas.terms import NEXT, DebateId, HasMore, ShareId, Time, Url


class Share(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="share"):
    """A link that opens the page of one debate, without a key and for reading alone."""

    id: ShareId
    debate_id: DebateId
    expires_at: Annotated[
        Time | None,
        Meta(
            description="When the link ends; null: it opens the debate for as long as that is kept,"
            " or until it is deleted."
        ),
    ]
    created_at: Time


class NewShare(Share, frozen=True, kw_only=True):
    """A new link, which is told this once."""

    url: Annotated[
        Url,
        Meta(
            description="The link: whoever has it can read the debate. Absolute where the server"
            " knows its address, else a path. Below it, `/events` streams the debate's events, and"
            " `/transcript` is its transcript."
        ),
    ]


class ShareList(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="list"):
    """All links of a debate that are good, newest first; without their URLs."""

    data: Annotated[tuple[Share, ...], Meta(max_length=MOST_SHARES)]
    has_more: HasMore
    next_cursor: Annotated[str | None, NEXT]
