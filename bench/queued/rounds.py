"""Waiting for what a worker does with the rounds of debates."""

import time

from service.context import Context
from service.domain.debate import Debate
from tests.support.store import again, eventually

ASKED_WITHIN_S = 20.0
GOES_ON_WITHIN_S = 30.0


async def all_asked(store: Context, debate: Debate) -> None:
    """Wait until every seat of the first round has been asked."""

    async def are_asked() -> bool:
        return len((await again(store, debate)).calls) >= len(debate.spec.panel)

    await eventually(are_asked, ASKED_WITHIN_S)


async def goes_on(store: Context, debate: Debate) -> float:
    """Wait until one more call is reserved than now; return when, on the monotonic clock."""
    before = len((await again(store, debate)).calls)

    async def is_one_more() -> bool:
        return len((await again(store, debate)).calls) > before

    await eventually(is_one_more, GOES_ON_WITHIN_S)
    return time.monotonic()
