"""Endpoints in a real store: what is registered, what changes, and what races leave."""

import asyncio
from functools import partial

import pytest
from msgspec.structs import replace

from service.context import Context
from service.domain.endpoints import MOST_ENDPOINTS, DisabledReason, Endpoint
from service.domain.errors import (
    StoreUnavailableError,
    TooManyEndpointsError,
    UnknownResourceError,
)
from service.store.endpoints import EndpointStore
from service.store.scripting import MAX_CONFLICTS
from tests.support.endpoints import Meddled, an_endpoint


async def test_a_tenant_without_endpoints_has_none(context: Context) -> None:
    registered = await context.endpoints.all("acme")

    assert (registered.rev, registered.endpoints) == (0, ())


async def test_endpoints_come_newest_first_and_in_pages(context: Context) -> None:
    made = [an_endpoint() for _ in range(5)]
    for endpoint in made:
        await context.endpoints.create(endpoint)
    newest_first = tuple(sorted(made, key=lambda endpoint: endpoint.id, reverse=True))

    first, more = await context.endpoints.page("acme", limit=3)
    rest, no_more = await context.endpoints.page("acme", limit=3, starting_after=first[-1].id)

    assert (first, more) == (newest_first[:3], True)
    assert (rest, no_more) == (newest_first[3:], False)
    assert (await context.endpoints.all("acme")).endpoints == newest_first


async def test_an_endpoint_is_its_tenants_alone(context: Context) -> None:
    endpoint = an_endpoint()
    await context.endpoints.create(endpoint)

    assert await context.endpoints.load("acme", endpoint.id) == endpoint
    for attempt in (
        context.endpoints.load("other", endpoint.id),
        context.endpoints.delete("other", endpoint.id),
        context.endpoints.disable("other", endpoint.id, DisabledReason.GONE),
        context.endpoints.page("other", limit=1, starting_after=endpoint.id),
    ):
        with pytest.raises(UnknownResourceError):
            await attempt
    assert (await context.endpoints.all("other")).rev == 0


async def test_the_rev_is_no_endpoint(context: Context) -> None:
    await context.endpoints.create(an_endpoint())

    for attempt in (
        context.endpoints.load("acme", "rev"),
        context.endpoints.delete("acme", "rev"),
    ):
        with pytest.raises(UnknownResourceError):
            await attempt


async def test_every_change_raises_the_rev_and_no_change_does_not(context: Context) -> None:
    endpoint = an_endpoint()
    revs = []

    await context.endpoints.create(endpoint)
    revs.append((await context.endpoints.all("acme")).rev)
    await context.endpoints.change("acme", endpoint.id, lambda same: same)
    revs.append((await context.endpoints.all("acme")).rev)
    await context.endpoints.disable("acme", endpoint.id, DisabledReason.FAILING)
    revs.append((await context.endpoints.all("acme")).rev)
    await context.endpoints.delete("acme", endpoint.id)
    revs.append((await context.endpoints.all("acme")).rev)

    created, unchanged, disabled, deleted = revs
    assert 0 < created == unchanged < disabled < deleted


async def test_the_first_reason_for_which_an_endpoint_is_disabled_stays(context: Context) -> None:
    endpoint = an_endpoint()
    await context.endpoints.create(endpoint)

    await context.endpoints.disable("acme", endpoint.id, DisabledReason.GONE)
    after = await context.endpoints.disable("acme", endpoint.id, DisabledReason.FAILING)

    assert after.disabled_reason is DisabledReason.GONE
    assert await context.endpoints.load("acme", endpoint.id) == after


async def test_of_many_at_once_exactly_as_many_as_may_be_are_stored(context: Context) -> None:
    made = [context.endpoints.create(an_endpoint()) for _ in range(MOST_ENDPOINTS + 20)]

    results = await asyncio.gather(*made, return_exceptions=True)

    refused = [result for result in results if result is not None]
    registered = await context.endpoints.all("acme")
    assert len(refused) == 20
    assert all(isinstance(result, TooManyEndpointsError) for result in refused)
    assert len(registered.endpoints) == MOST_ENDPOINTS


async def test_a_place_is_free_again_when_one_is_deleted(context: Context) -> None:
    made = [an_endpoint() for _ in range(MOST_ENDPOINTS)]
    for endpoint in made:
        await context.endpoints.create(endpoint)

    await context.endpoints.delete("acme", made[0].id)
    await context.endpoints.create(an_endpoint())

    assert len((await context.endpoints.all("acme")).endpoints) == MOST_ENDPOINTS


async def test_changes_at_once_are_all_made(context: Context) -> None:
    endpoint = an_endpoint(description="")
    await context.endpoints.create(endpoint)

    await asyncio.gather(
        *(context.endpoints.change("acme", endpoint.id, partial(signed, n)) for n in range(10))
    )

    stored = await context.endpoints.load("acme", endpoint.id)
    assert sorted(stored.description or "") == list("0123456789")


def signed(number: int, endpoint: Endpoint) -> Endpoint:
    return replace(endpoint, description=f"{endpoint.description}{number}")


def meddled(context: Context, endpoint: Endpoint, times: int = 1) -> EndpointStore:
    """Return a store in whose way another one gets: it changes the endpoint before each write."""

    async def meanwhile() -> None:
        await context.endpoints.change("acme", endpoint.id, partial(signed, 0))

    scripts = Meddled(context, meanwhile, times)
    return EndpointStore(context.redis, scripts, context.keys)


async def test_a_change_is_decided_on_what_another_has_left(context: Context) -> None:
    endpoint = an_endpoint(description="")
    await context.endpoints.create(endpoint)

    after = await meddled(context, endpoint).change("acme", endpoint.id, partial(signed, 1))

    assert after.description == "01"
    assert await context.endpoints.load("acme", endpoint.id) == after


async def test_what_is_deleted_is_what_another_has_left(context: Context) -> None:
    endpoint = an_endpoint(description="")
    await context.endpoints.create(endpoint)

    last = await meddled(context, endpoint).delete("acme", endpoint.id)

    assert last.description == "0"
    assert (await context.endpoints.all("acme")).endpoints == ()


async def test_what_changes_too_fast_is_left_for_later(context: Context) -> None:
    endpoint = an_endpoint(description="")
    await context.endpoints.create(endpoint)

    for attempt in (
        meddled(context, endpoint, MAX_CONFLICTS).change("acme", endpoint.id, partial(signed, 1)),
        meddled(context, endpoint, MAX_CONFLICTS).delete("acme", endpoint.id),
    ):
        with pytest.raises(StoreUnavailableError, match="too fast"):
            await attempt

    assert set((await context.endpoints.load("acme", endpoint.id)).description or "") == {"0"}


async def test_what_is_deleted_while_it_changes_is_gone(context: Context) -> None:
    endpoint = an_endpoint()
    await context.endpoints.create(endpoint)
    scripts = Meddled(context, lambda: context.endpoints.delete("acme", endpoint.id))
    late = EndpointStore(context.redis, scripts, context.keys)

    with pytest.raises(UnknownResourceError):
        await late.change("acme", endpoint.id, partial(signed, 1))

    assert (await context.endpoints.all("acme")).endpoints == ()
