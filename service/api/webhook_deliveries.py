"""The operations on deliveries: what was sent to whom, what came of it, and sending it again."""

from litestar import get, post
from litestar.params import FromPath

from service.api.bodies import read_body
from service.api.calls import ApiRequest
from service.api.queries import read_query
from service.api.receivers import webhooks_are_on
from service.api.reply import Reply, json_reply
from service.api.requests import NoQuery, chosen
from service.api.webhook_endpoints import DISABLED
from service.api.webhook_requests import ListWebhookDeliveriesQuery, NoBody
from service.domain.delivery import Delivery, again
from service.domain.endpoints import EndpointStatus
from service.domain.errors import EndpointDisabledError, UnknownResourceError
from service.ids import Prefix, is_id
from service.resources import schemas
from service.resources.present_webhooks import present_delivery

PAGE = 20
DELIVERIES = "/v1/webhook-deliveries"
DELIVERY = f"{DELIVERIES}/{{delivery_id:str}}"
GUARDS = [webhooks_are_on]


@get(DELIVERIES, operation_id="listWebhookDeliveries", guards=GUARDS)
async def list_webhook_deliveries(request: ApiRequest) -> Reply:
    """List deliveries, newest first, each with its attempts.

    They are kept for 30 days after the last attempt. A cursor is a delivery: where that is not kept
    any more, begin anew.
    """
    query = read_query(request.query, ListWebhookDeliveriesQuery)
    deliveries, has_more = await request.context.deliveries.page(
        request.tenant,
        limit=chosen(query.limit, PAGE),
        starting_after=chosen(query.starting_after, None),
        debate=chosen(query.debate, None),
        endpoint=chosen(query.endpoint, None),
        status=chosen(query.status, None),
    )
    page = schemas.DeliveryList(
        data=tuple(map(present_delivery, deliveries)),
        has_more=has_more,
        next_cursor=deliveries[-1].id if has_more and deliveries else None,
    )
    return json_reply(page)


@get(DELIVERY, operation_id="getWebhookDelivery", guards=GUARDS)
async def get_webhook_delivery(request: ApiRequest, delivery_id: FromPath[str]) -> Reply:
    """Return a delivery with its attempts."""
    read_query(request.query, NoQuery)
    return json_reply(present_delivery(await _load(request, delivery_id)))


@post(
    f"{DELIVERY}/redeliver",
    operation_id="redeliverWebhook",
    guards=GUARDS,
    status_code=202,
)
async def redeliver_webhook(request: ApiRequest, delivery_id: FromPath[str]) -> Reply:
    """Send a delivery again, whatever has become of it: the same bytes under the same `webhook-id`.

    It is due at once, and has the whole schedule before it. One that is pending is not sent sooner.
    One whose debate has been deleted cannot be sent again: its content is gone with the debate.
    """
    await read_body(request, NoBody, absent=b"{}")
    deliveries, now = request.context.deliveries, request.context.clock.now()
    await _check_receiver(request, await _load(request, delivery_id))
    delivery = await deliveries.decide(
        request.tenant, delivery_id, lambda before: again(before, now=now), now=now
    )
    return json_reply(present_delivery(delivery), status=202)


async def _load(request: ApiRequest, delivery_id: str) -> Delivery:
    if not is_id(delivery_id, Prefix.DELIVERY):
        message = f"There is no delivery {delivery_id[:100]}."
        raise UnknownResourceError(message)
    return await request.context.deliveries.load(request.tenant, delivery_id)


async def _check_receiver(request: ApiRequest, delivery: Delivery) -> None:
    """Raise `EndpointDisabledError` where nothing may be sent any more."""
    if delivery.endpoint_id is None:
        return
    try:
        endpoint = await request.context.endpoints.load(request.tenant, delivery.endpoint_id)
    except UnknownResourceError as error:
        raise EndpointDisabledError(DELETED) from error
    if endpoint.status is EndpointStatus.DISABLED:
        raise EndpointDisabledError(DISABLED)


DELETED = "The endpoint has been deleted; nothing can be sent to it any more."

HANDLERS = (list_webhook_deliveries, get_webhook_delivery, redeliver_webhook)
