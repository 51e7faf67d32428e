"""What one run of a sender has come to, and what all runs have in common."""

import asyncio

import msgspec

from bench.delivered.receiver import Count, Receiver
from service.domain.jobs import MOST_OF_A_RECEIVER, Lane

ENDPOINTS = 16
"""Paths of one receiver, each an endpoint of its own."""
A_RECEIVER = MOST_OF_A_RECEIVER[Lane.DELIVER]
"""Attempts at a time that a worker makes to one endpoint."""
IN_FLIGHT = ENDPOINTS * A_RECEIVER
LOOK_EVERY_S = 0.02
LONGEST_RUN_S = 120


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """One run."""

    per_s: float
    """From the first that has come to the last."""
    sender_ms: float
    """CPU time of the sending process, a delivery."""
    store_ms: float
    """CPU time of the Valkey, a delivery."""
    others: float
    """How many cores other work on the machine took meanwhile."""


class LostError(Exception):
    """Something did not come, or came twice: what was measured is worth nothing."""


async def all_taken(receiver: Receiver, deliveries: int) -> Count:
    """Wait until that many have come, each of them once."""
    async with asyncio.timeout(LONGEST_RUN_S):
        while (count := receiver.count()).requests < deliveries:  # noqa: ASYNC110 - as others send
            await asyncio.sleep(LOOK_EVERY_S)
    if (count.requests, count.deliveries) != (deliveries, deliveries):
        raise LostError(f"{count} instead of {deliveries}")
    return count
