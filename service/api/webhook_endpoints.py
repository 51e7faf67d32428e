"""The operations on webhook endpoints: register, list, get, change, remove, rotate, test.

A new operation is a handler here and its place in `HANDLERS`. A secret is told where it is new.
"""

from litestar import delete, get, patch, post
from litestar.params import FromPath
from msgspec import UnsetType
from msgspec.structs import replace

from service import ids
from service.api.bodies import read_body
from service.api.calls import ApiRequest
from service.api.mending import read_mended
from service.api.queries import read_query
from service.api.receivers import event_faults, url_faults, webhooks_are_on
from service.api.reply import NO_STORE, Reply, json_reply
from service.api.requests import NoQuery, chosen
from service.api.webhook_requests import (
    CreateWebhookEndpoint,
    ListWebhookEndpointsQuery,
    NoBody,
    UpdateWebhookEndpoint,
)
from service.domain.delivery import Delivery
from service.domain.endpoints import (
    BY_DEFAULT,
    TEST,
    DisabledReason,
    Endpoint,
    EndpointStatus,
)
from service.domain.errors import EndpointDisabledError
from service.ids import Prefix
from service.resources import schemas
from service.resources.notices import endpoint_test
from service.resources.present_webhooks import (
    present_delivery,
    present_endpoint,
    present_new_secret,
)

PAGE = 20
ENDPOINTS = "/v1/webhook-endpoints"
ENDPOINT = f"{ENDPOINTS}/{{endpoint_id:str}}"
GUARDS = [webhooks_are_on]


@post(ENDPOINTS, operation_id="createWebhookEndpoint", guards=GUARDS)
async def create_webhook_endpoint(request: ApiRequest) -> Reply:
    """Register an address that is told of all debates to come.

    The reply has the endpoint's secret, which is never told again: verify with it that what you
    receive is from here, as Standard Webhooks say. The same address may be registered several times,
    and is then told several times. There are at most 100 endpoints.
    """
    asked, told = await read_mended(request, CreateWebhookEndpoint)
    context, now = request.context, request.context.clock.now()
    told.refuse(
        *url_faults(asked.url, context.settings.webhook_allow, told),
        *event_faults(asked.events, told),
    )
    plain = Endpoint(
        id=ids.draw(Prefix.ENDPOINT, now),
        tenant=request.tenant,
        url=asked.url,
        events=chosen(asked.events, BY_DEFAULT),
        description=chosen(asked.description, None),
        created_at=now,
        secrets=(),
    )
    endpoint = context.webhook_secrets.renewed(plain, now=now)
    await context.endpoints.create(endpoint)
    shown = present_new_secret(endpoint, context.webhook_secrets.secret_of(endpoint))
    headers = {"Location": f"{request.base}{ENDPOINTS}/{endpoint.id}", **NO_STORE}
    return json_reply(shown, status=201, headers=headers)


@get(ENDPOINTS, operation_id="listWebhookEndpoints", guards=GUARDS)
async def list_webhook_endpoints(request: ApiRequest) -> Reply:
    """List webhook endpoints, newest first, those that are disabled as well.

    A cursor is an endpoint: where that has been deleted meanwhile, begin anew.
    """
    query = read_query(request.query, ListWebhookEndpointsQuery)
    endpoints, has_more = await request.context.endpoints.page(
        request.tenant,
        limit=chosen(query.limit, PAGE),
        starting_after=chosen(query.starting_after, None),
    )
    page = schemas.WebhookEndpointList(
        data=tuple(map(present_endpoint, endpoints)),
        has_more=has_more,
        next_cursor=endpoints[-1].id if has_more and endpoints else None,
    )
    return json_reply(page)


@get(ENDPOINT, operation_id="getWebhookEndpoint", guards=GUARDS)
async def get_webhook_endpoint(request: ApiRequest, endpoint_id: FromPath[str]) -> Reply:
    """Return a webhook endpoint."""
    read_query(request.query, NoQuery)
    endpoint = await request.context.endpoints.load(request.tenant, endpoint_id)
    return json_reply(present_endpoint(endpoint))


@patch(ENDPOINT, operation_id="updateWebhookEndpoint", guards=GUARDS)
async def update_webhook_endpoint(request: ApiRequest, endpoint_id: FromPath[str]) -> Reply:
    """Change a webhook endpoint; what is left out stays as it is.

    With another `url`, what is still to be sent goes there as well. Disabling the endpoint
    cancels what is still to be sent to it. Enabling it sends what happens from then on; what was
    canceled can be sent again, each by its delivery.
    """
    asked, told = await read_mended(request, UpdateWebhookEndpoint)
    context = request.context
    told.refuse(
        *url_faults(asked.url, context.settings.webhook_allow, told),
        *event_faults(asked.events, told),
    )
    endpoint = await context.endpoints.change(
        request.tenant, endpoint_id, lambda before: _updated(before, asked)
    )
    if endpoint.status is EndpointStatus.DISABLED:
        await context.deliveries.call_off(request.tenant, endpoint_id)
    elif not (isinstance(asked.status, UnsetType) and isinstance(asked.url, UnsetType)):
        await context.deliveries.forgive(endpoint_id)
    return json_reply(present_endpoint(endpoint))


@delete(
    ENDPOINT,
    operation_id="deleteWebhookEndpoint",
    guards=GUARDS,
    # Litestar allows no return type for a 204; the reply itself is one.
    status_code=200,
)
async def delete_webhook_endpoint(request: ApiRequest, endpoint_id: FromPath[str]) -> Reply:
    """Remove a webhook endpoint; what is still to be sent to it is canceled.

    Its deliveries stay as long as all others.
    """
    read_query(request.query, NoQuery)
    context = request.context
    await context.endpoints.delete(request.tenant, endpoint_id)
    await context.deliveries.call_off(request.tenant, endpoint_id)
    return Reply(status=204, headers={})


@post(
    f"{ENDPOINT}/rotate-secret",
    operation_id="rotateWebhookEndpointSecret",
    guards=GUARDS,
    status_code=200,
)
async def rotate_webhook_endpoint_secret(request: ApiRequest, endpoint_id: FromPath[str]) -> Reply:
    """Give a webhook endpoint another secret, which is told in the reply and never again.

    For 24 hours the one before signs as well: every request has two signatures, and a receiver
    that knows either secret accepts it.
    """
    await read_body(request, NoBody, absent=b"{}")
    context, now = request.context, request.context.clock.now()
    endpoint = await context.endpoints.change(
        request.tenant,
        endpoint_id,
        lambda before: context.webhook_secrets.renewed(before, now=now),
    )
    shown = present_new_secret(endpoint, context.webhook_secrets.secret_of(endpoint))
    return json_reply(shown, headers=NO_STORE)


@post(f"{ENDPOINT}/test", operation_id="testWebhookEndpoint", guards=GUARDS)
async def test_webhook_endpoint(request: ApiRequest, endpoint_id: FromPath[str]) -> Reply:
    """Send a webhook endpoint an event of the type `endpoint.test`, whatever it has subscribed to.

    The reply is the delivery, on which its attempts can be seen. It is tried again as any other.
    """
    await read_body(request, NoBody, absent=b"{}")
    context, now = request.context, request.context.clock.now()
    endpoint = await context.endpoints.load(request.tenant, endpoint_id)
    if endpoint.status is EndpointStatus.DISABLED:
        raise EndpointDisabledError(DISABLED)
    event_id = ids.draw(Prefix.EVENT, now)
    delivery = Delivery(
        id=ids.draw(Prefix.DELIVERY, now),
        tenant=request.tenant,
        event_id=event_id,
        event_type=TEST,
        debate_id=None,
        endpoint_id=endpoint.id,
        url=endpoint.url,
        created_at=now,
        next_attempt_at=now,
    )
    await context.deliveries.owe(
        delivery, endpoint_test(present_endpoint(endpoint), event_id, now)
    )
    return json_reply(
        present_delivery(delivery),
        status=201,
        headers={"Location": f"{request.base}/v1/webhook-deliveries/{delivery.id}"},
    )


def _updated(before: Endpoint, asked: UpdateWebhookEndpoint) -> Endpoint:
    after = replace(
        before,
        url=chosen(asked.url, before.url),
        events=chosen(asked.events, before.events),
        description=chosen(asked.description, before.description),
    )
    if isinstance(asked.status, UnsetType):
        return after
    reasons = {EndpointStatus.ENABLED: None, EndpointStatus.DISABLED: DisabledReason.BY_REQUEST}
    return replace(after, disabled_reason=reasons[asked.status])


DISABLED = "The endpoint is disabled; enable it first, with PATCH and `status`."

HANDLERS = (
    create_webhook_endpoint,
    list_webhook_endpoints,
    get_webhook_endpoint,
    update_webhook_endpoint,
    delete_webhook_endpoint,
    rotate_webhook_endpoint_secret,
    test_webhook_endpoint,
)
