"""Endpoints in a real store: what is registered, what changes, and what races leave."""

import asyncio
from functools import partial

import pytest
from msgspec.structs import replace

from service.context import Context
from service.domain.endpoints import MOST_ENDPOINTS, DisabledReason, Endpoint
from service.domain.errors import TooManyEndpointsError, UnknownResourceError
from tests.support.endpoints import an_endpoint


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

    assert revs == [1, 1, 2, 3]


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
    assert (registered.rev, len(registered.endpoints)) == (MOST_ENDPOINTS, MOST_ENDPOINTS)


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
    assert (await context.endpoints.all("acme")).rev == 11


def signed(number: int, endpoint: Endpoint) -> Endpoint:
    return replace(endpoint, description=f"{endpoint.description}{number}")


async def test_what_is_deleted_while_it_changes_is_gone(context: Context) -> None:
    endpoint = an_endpoint()
    await context.endpoints.create(endpoint)

    _, *changes = await asyncio.gather(
        context.endpoints.delete("acme", endpoint.id),
        *(
            context.endpoints.change("acme", endpoint.id, lambda e: replace(e, description="new"))
            for _ in range(5)
        ),
        return_exceptions=True,
    )

    assert (await context.endpoints.all("acme")).endpoints == ()
    assert all(
        isinstance(change, UnknownResourceError) or change.description == "new"  # type: ignore[union-attr]
        for change in changes
    )
