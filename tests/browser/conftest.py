"""What tests with a browser share: one Chromium, one loop that it runs in, and what it looks at."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser

from service.context import Context
from tests.support.api import a_context, a_namespace
from tests.support.browsing import a_chromium
from tests.support.gallery import a_gallery


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    async with a_chromium() as browser:
        yield browser


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def context(valkey_url: str) -> AsyncIterator[Context]:
    async with a_context(valkey_url, a_namespace()) as context:
        yield context


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def gallery(context: Context) -> AsyncIterator[str]:
    async with a_gallery(context) as url:
        yield url
