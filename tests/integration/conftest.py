"""What tests over a real Valkey share: the stores of one namespace, and the queue of a worker there.

A file that needs its store on other terms, or on a server of its own, defines its own `context`.
"""

from collections.abc import AsyncIterator

import pytest

from service.context import Context
from service.store.leases import Leases
from tests.support.store import an_open_store, some_leases


@pytest.fixture
async def context(valkey_url: str, namespace: str) -> AsyncIterator[Context]:
    async with an_open_store(valkey_url, namespace) as context:
        yield context


@pytest.fixture
async def leases(context: Context) -> AsyncIterator[Leases]:
    async with some_leases(context) as leases:
        yield leases
