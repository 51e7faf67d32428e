"""Waiting for a debate to end, on behalf of a client that would rather not poll."""

import asyncio
import contextlib

from service.context import Context
from service.domain.debate import Debate
from service.domain.errors import StoreUnavailableError

LOOK_AGAIN_S = 5.0
"""When to look without having been poked: a poke can get lost."""


async def until_terminal(context: Context, debate: Debate, wait_s: float) -> Debate:
    """Return the debate as soon as it is over, else as it is after `wait_s`.

    When the store fails meanwhile, or this process is to end, what was last known is returned at
    once.
    """
    spec, loop = debate.spec, asyncio.get_running_loop()
    ends = loop.time() + wait_s
    with context.pokes.of(spec.id) as poked, contextlib.suppress(StoreUnavailableError):
        while not debate.state.status.terminal and not context.pokes.closed:
            poked.clear()
            debate = await context.debates.load(spec.tenant, spec.id)
            left_s = ends - loop.time()
            if debate.state.status.terminal or left_s <= 0:
                break
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min(left_s, LOOK_AGAIN_S)):
                    await poked.wait()
    return debate
