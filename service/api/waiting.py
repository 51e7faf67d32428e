"""Waiting for a debate to end, on behalf of a client that would rather not poll."""

import asyncio
import contextlib

from service.api.feeds import Feeds
from service.context import Context
from service.domain.debate import Debate
from service.domain.errors import StoreUnavailableError


async def until_terminal(context: Context, feeds: Feeds, debate: Debate, wait_s: float) -> Debate:
    """Return the debate as soon as it is over, else as it is after `wait_s`.

    All who wait for one debate share one look at it. When this process is to end nothing is waited
    for; when the store fails, what was last known is returned.
    """
    if debate.state.status.terminal:
        return debate
    spec = debate.spec
    async with feeds.awaiting(spec.tenant, spec.id) as feed:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(wait_s):
                await feed.ended.wait()
        if feed.over:
            return feed.over
    with contextlib.suppress(StoreUnavailableError):
        return await context.debates.load(spec.tenant, spec.id)
    return debate
