"""Waiting for a debate to end, on behalf of a client that would rather not poll."""

import asyncio
import contextlib

from service.api.feeds import Feeds
from service.domain.debate import Debate


async def until_terminal(feeds: Feeds, debate: Debate, wait_s: float) -> Debate:
    """Return the debate as soon as it is over, else as it is after `wait_s`.

    All who wait for one debate, and all who follow its events, share one reading of it. When this
    process is to end, what was last read is returned at once.
    """
    if debate.state.status.terminal:
        return debate
    async with feeds.following(debate.spec.tenant, debate.spec.id) as reader:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(wait_s):
                await reader.feed.ended.wait()
        read = reader.feed.debate
    return debate if read is None or read.rev < debate.rev else read
