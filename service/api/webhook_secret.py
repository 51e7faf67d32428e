"""The operations on the secret that signs for the addresses which creates and forks name."""

from litestar import get, post

from service.api.bodies import read_body
from service.api.calls import ApiRequest
from service.api.queries import read_query
from service.api.receivers import webhooks_are_on
from service.api.reply import NO_STORE, Reply, json_reply
from service.api.requests import NoQuery
from service.api.webhook_requests import NoBody
from service.domain.endpoints import SealedSecret
from service.resources.present_webhooks import present_secret

SECRET = "/v1/webhook-secret"  # noqa: S105 - a path
GUARDS = [webhooks_are_on]


@get(SECRET, operation_id="getWebhookSecret", guards=GUARDS)
async def get_webhook_secret(request: ApiRequest) -> Reply:
    """Return the secret that signs for the addresses which creates and forks name in `webhook`.

    It is made when it is first needed. Registered endpoints have secrets of their own.
    """
    read_query(request.query, NoQuery)
    now = request.context.clock.now()
    return _shown(
        request, await request.context.webhook_secrets.of_tenant(request.tenant, now=now)
    )


@post(f"{SECRET}/rotate", operation_id="rotateWebhookSecret", guards=GUARDS, status_code=200)
async def rotate_webhook_secret(request: ApiRequest) -> Reply:
    """Replace that secret; for 24 hours the one before signs as well.

    Every request has two signatures until then, and a receiver that knows either secret accepts it.
    """
    await read_body(request, NoBody, absent=b"{}")
    now = request.context.clock.now()
    return _shown(request, await request.context.webhook_secrets.rotate(request.tenant, now=now))


def _shown(request: ApiRequest, kept: tuple[SealedSecret, ...]) -> Reply:
    secret = request.context.webhook_secrets.tenants_secret(request.tenant, kept)
    shown = present_secret(kept, secret, request.context.clock.now())
    return json_reply(shown, headers=NO_STORE)


HANDLERS = (get_webhook_secret, rotate_webhook_secret)
