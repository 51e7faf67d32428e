"""A resolver whose answers a test writes beforehand."""

import asyncio
from collections.abc import Sequence
from ipaddress import ip_address
from typing import TypeAlias

from typing_extensions import override

from service.domain.addresses import Address
from service.webhooks.resolving import Resolver

Found: TypeAlias = Sequence[str] | Exception | None
"""Addresses, or what is raised, or None: no answer ever comes."""


class ScriptedResolver(Resolver):
    """Gives one answer a question, the last one for ever, and remembers whom it was asked for."""

    def __init__(self, *answers: Found) -> None:
        self._answers = answers
        self.asked: list[str] = []

    @override
    async def addresses(self, host: str) -> tuple[Address, ...]:
        self.asked.append(host)
        answer = self._answers[min(len(self.asked), len(self._answers)) - 1]
        if answer is None:
            await asyncio.Event().wait()
        if isinstance(answer, Exception):
            raise answer
        return tuple(ip_address(address) for address in answer or ())
