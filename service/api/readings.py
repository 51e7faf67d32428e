"""What a request reads of one debate: all of it, as its owner, or what a share link shows.

Whatever gives out a debate to be read takes a `Reading`, so that both read it the same way.
"""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager

import msgspec
from structlog.contextvars import bind_contextvars

from service.api.areas import NO_LINK
from service.api.calls import ApiRequest
from service.api.debate_replies import check_id
from service.api.feeds import Reader
from service.context import Context
from service.domain.debate import Debate, DebateStatus, Summary
from service.domain.errors import StoreUnavailableError, UnknownResourceError
from service.domain.sharing import as_shared


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """One debate, and how much of it may be read."""

    request: ApiRequest
    context: Context
    """The shard of the debate."""
    tenant: str
    debate_id: str
    shared: bool
    """Whether it is read by a share link: then it says nothing of what is not in the debate."""
    is_admitted: Callable[[], Awaitable[bool]]
    """Whether the request would still be let in; yes while the store cannot tell."""

    @property
    def base(self) -> str | None:
        """Return what URLs begin with; None where there are to be none."""
        return None if self.shared else self.request.base

    async def debate(self) -> Debate:
        """Return the debate as it is now, as far as it may be read.

        Raises `UnknownResourceError` once it is removed.
        """
        debate = await self.context.debates.load(self.tenant, self.debate_id)
        return as_shared(debate) if self.shared else debate

    async def summary(self, debate: Debate) -> Summary | None:
        """Return its summary, if the debate as it was read has one."""
        if debate.state.status is not DebateStatus.COMPLETED:
            return None
        return await self.context.debates.summary(self.tenant, self.debate_id)

    def following(self, *, after: int, deltas: bool) -> AbstractAsyncContextManager[Reader]:
        """Give a reader of what happens in it after the event of that sequence."""
        return self.request.feeds_of(self.context).following(
            self.tenant, self.debate_id, after=after, deltas=deltas, shared=self.shared
        )


def own(request: ApiRequest, debate_id: str) -> Reading:
    """Return the reading of a caller; `UnknownResourceError` for what is no id of a debate."""
    check_id(debate_id)
    return Reading(
        request=request,
        context=request.context,
        tenant=request.tenant,
        debate_id=debate_id,
        shared=False,
        is_admitted=request.is_admitted,
    )


async def by_link(request: ApiRequest, token: str) -> Reading:
    """Return what the link with that token opens.

    Raises `UnknownResourceError` when it opens nothing, whatever the reason.
    """
    tenant = await request.shards.registry.links.tenant(token)
    context = await request.shards.of(tenant)
    shares, clock = context.shares, context.clock
    share = await shares.find(token, now=clock.now())
    if share is None:
        raise UnknownResourceError(NO_LINK)
    bind_contextvars(debate=share.debate_id, share=share.id)

    async def is_still_good() -> bool:
        try:
            found = await shares.find(token, now=clock.now())
        except StoreUnavailableError:
            return True
        return found is not None and await request.shards.is_of(tenant, context)

    return Reading(
        request=request,
        context=context,
        tenant=share.tenant,
        debate_id=share.debate_id,
        shared=True,
        is_admitted=is_still_good,
    )
