"""Every problem that can be provoked is what the document says of problems, headers and all."""

import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import timedelta

import httpx
import pytest
import pytest_asyncio

from service.api.app import document
from service.api.errors import LARGEST_HEAD
from service.api.intake import LARGEST
from service.api.problems import CODES
from service.context import Context
from service.domain.access import Scope
from service.domain.lifecycle import cancel, enforce_deadline, fail
from service.store.idempotency import Hold, digest, fingerprint
from tests.support.api import (
    TENANT,
    a_context,
    a_key,
    a_namespace,
    a_request,
    a_stored_debate,
    calling,
    play,
)
from tests.support.endpoints import URL, WEBHOOKS_OFF
from tests.support.openapi import Document
from tests.support.wire import exchange

pytestmark = pytest.mark.asyncio(loop_scope="module")

PROBLEM = {"$ref": "#/components/schemas/Problem"}
DUE = {401: "www-authenticate", 405: "allow", 429: "retry-after", 503: "retry-after"}
"""The header that comes with every problem of a status."""
JSON = {"Content-Type": "application/json"}


class Scene:
    """A server, and a client of it."""

    def __init__(self, context: Context, client: httpx.AsyncClient) -> None:
        self.context = context
        self.client = client

    async def create(self, **changes: object) -> httpx.Response:
        return await self.client.post("/v1/debates", json=a_request(**changes))

    async def send(self, body: bytes, headers: Mapping[str, str] = JSON) -> httpx.Response:
        return await self.client.post("/v1/debates", content=body, headers=headers)

    async def of_new(self, method: str, path: str, **headers: str) -> httpx.Response:
        """Ask for something of a debate that waits for a worker."""
        debate_id = await a_stored_debate(self.client)
        return await self.client.request(method, f"/v1/debates/{debate_id}{path}", headers=headers)

    async def canceling_a_finished_one(self) -> httpx.Response:
        debate_id = await a_stored_debate(self.client)
        await play(self.context, debate_id, "AAAAAA")
        return await self.client.post(f"/v1/debates/{debate_id}/cancel")

    async def summary_of_one_that(self, ended: str) -> httpx.Response:
        debate_id = await a_stored_debate(self.client)
        now = self.context.clock.now()
        decisions = {
            "failed": lambda debate: fail(debate, now=now),
            "was canceled": lambda debate: cancel(debate, now=now),
            "expired": lambda debate: enforce_deadline(debate, now=now + timedelta(days=1)),
        }
        await self.context.debates.decide(TENANT, debate_id, decisions[ended])
        return await self.client.get(f"/v1/debates/{debate_id}/summary")

    async def a_key_for_two_bodies(self) -> httpx.Response:
        key = {"Idempotency-Key": a_namespace()}
        first = json.dumps(a_request()).encode()
        await self.send(first, JSON | key)
        return await self.send(first + b" ", JSON | key)

    async def one_note_too_many(self) -> httpx.Response:
        path = f"/v1/debates/{await a_stored_debate(self.client)}/notes"
        notes = [await self.client.post(path, json={"text": "A word."}) for _ in range(21)]
        return notes[-1]

    async def one_share_too_many(self) -> httpx.Response:
        path = f"/v1/debates/{await a_stored_debate(self.client)}/share"
        return [await self.client.post(path) for _ in range(51)][-1]

    async def without_a_secret_key(self) -> httpx.Response:
        redis_url = str(self.context.settings.redis_url)
        async with (
            a_context(redis_url, a_namespace(), WEBHOOKS_OFF) as context,
            calling(context) as client,
        ):
            return await client.get("/v1/webhook-endpoints")

    async def an_endpoint(self) -> str:
        created = await self.client.post("/v1/webhook-endpoints", json={"url": URL})
        return f"/v1/webhook-endpoints/{created.json()['id']}"

    async def one_endpoint_too_many(self) -> httpx.Response:
        async with (
            a_context(str(self.context.settings.redis_url), a_namespace()) as context,
            calling(context) as client,
        ):
            created = [
                await client.post("/v1/webhook-endpoints", json={"url": URL}) for _ in range(101)
            ]
        return created[-1]

    async def testing_a_disabled_endpoint(self) -> httpx.Response:
        endpoint = await self.an_endpoint()
        await self.client.patch(endpoint, json={"status": "disabled"})
        return await self.client.post(f"{endpoint}/test")

    async def redelivering_what_is_pending(self) -> httpx.Response:
        tested = await self.client.post(f"{await self.an_endpoint()}/test")
        return await self.client.post(f"{tested.headers['location']}/redeliver")

    async def redelivering_of_a_deleted_debate(self) -> httpx.Response:
        debate = f"/v1/debates/{await a_stored_debate(self.client, webhook={'url': URL})}"
        await self.client.post(f"{debate}/cancel")
        await self.client.delete(debate)
        owed = (await self.client.get("/v1/webhook-deliveries?status=canceled")).json()["data"]
        return await self.client.post(f"/v1/webhook-deliveries/{owed[0]['id']}/redeliver")

    async def a_key_that_is_held(self) -> httpx.Response:
        path, key = f"/v1/debates/{await a_stored_debate(self.client)}/cancel", a_namespace()
        hold = Hold(body_digest=digest(b""), token=a_namespace())
        await self.context.idempotency.hold(TENANT, fingerprint("POST", path, key), hold)
        return await self.client.post(path, headers={"Idempotency-Key": key})

    async def one_that_cannot_be_read(self) -> httpx.Response:
        debate_id = await a_stored_debate(self.client)
        spec = self.context.keys.debate(TENANT, debate_id).spec
        await self.context.redis.set(spec, b"rubbish")
        return await self.client.get(f"/v1/debates/{debate_id}")

    async def without_a_store(self) -> httpx.Response:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            nobody = f"redis://127.0.0.1:{listener.getsockname()[1]}"
        async with a_context(nobody, "away") as context, calling(context) as client:
            return await client.get("/v1/debates")

    async def that_is_stopping(self) -> httpx.Response:
        redis_url = str(self.context.settings.redis_url)
        async with a_context(redis_url, a_namespace()) as context, calling(context) as client:
            context.pokes.close()
            return await client.get("/health/ready")

    async def of_key(
        self, *scopes: Scope, times: int = 1, expired: bool = False, **limits: str
    ) -> httpx.Response:
        """Create that many debates with a key of these scopes; return the last reply."""
        redis_url = str(self.context.settings.redis_url)
        now = self.context.clock.now()
        async with a_context(redis_url, a_namespace(), limits) as context:
            key = await a_key(context, scopes=scopes, expires_at=now if expired else None)
            async with calling(context, key) as client:
                replies = [
                    await client.post("/v1/debates", json=a_request()) for _ in range(times)
                ]
        return replies[-1]

    async def without_key(self, **headers: str) -> httpx.Response:
        async with a_context(str(self.context.settings.redis_url), a_namespace()) as context:
            await a_key(context)
            async with calling(context) as client:
                return await client.get("/v1/models", headers=headers)

    async def noise(self) -> httpx.Response:
        reply = await exchange(self.client.base_url.port or 0, b"noise\r\n\r\n")
        return httpx.Response(reply.status, headers=reply.headers, content=reply.body)


Provocation = Callable[[Scene], Awaitable[httpx.Response]]

PROVOKED: dict[str, Provocation] = {
    "malformed_request": Scene.noise,
    "invalid_json": lambda scene: scene.send(b"{"),
    "validation_failed": lambda scene: scene.send(b"{}"),
    "unknown_model": lambda scene: scene.create(panel=[{"model": "nobody/a"}] * 2),
    "model_not_configured": lambda scene: scene.create(panel=[{"model": "anthropic/a"}] * 2),
    "price_unknown": lambda scene: scene.create(
        panel=[{"model": "openai/unheard-of"}] * 2, budget={"max_cost_usd": 1}
    ),
    "not_available": Scene.without_a_secret_key,
    "webhook_url_forbidden": lambda scene: scene.create(webhook={"url": "https://db.internal"}),
    "too_many_endpoints": Scene.one_endpoint_too_many,
    "endpoint_disabled": Scene.testing_a_disabled_endpoint,
    "delivery_pending": Scene.redelivering_what_is_pending,
    "delivery_emptied": Scene.redelivering_of_a_deleted_debate,
    "missing_api_key": Scene.without_key,
    "invalid_api_key": lambda scene: scene.without_key(Authorization="Bearer rt_live_no"),
    "expired_api_key": lambda scene: scene.of_key(Scope.DEBATES_WRITE, expired=True),
    "insufficient_scope": lambda scene: scene.of_key(Scope.DEBATES_READ),
    "rate_limited": lambda scene: scene.of_key(
        Scope.DEBATES_WRITE, times=2, ROUNDTABLE_RATE_LIMIT="1/60"
    ),
    "too_many_active_debates": lambda scene: scene.of_key(
        Scope.DEBATES_WRITE, times=2, ROUNDTABLE_MAX_ACTIVE_DEBATES="1"
    ),
    "forbidden_origin": lambda scene: scene.client.get(
        "/v1/models", headers={"Origin": "https://evil.example"}
    ),
    "not_found": lambda scene: scene.client.get("/v1/debates/dbt_x"),
    "method_not_allowed": lambda scene: scene.client.put("/v1/debates"),
    "not_acceptable": lambda scene: scene.of_new("GET", "/events", Accept="image/png"),
    "idempotency_key_in_use": Scene.a_key_that_is_held,
    "idempotency_key_reused": Scene.a_key_for_two_bodies,
    "debate_already_finished": Scene.canceling_a_finished_one,
    "too_many_notes": Scene.one_note_too_many,
    "too_many_shares": Scene.one_share_too_many,
    "debate_in_progress": lambda scene: scene.of_new("DELETE", ""),
    "summary_not_ready": lambda scene: scene.of_new("GET", "/summary"),
    "debate_failed": lambda scene: scene.summary_of_one_that("failed"),
    "debate_canceled": lambda scene: scene.summary_of_one_that("was canceled"),
    "debate_expired": lambda scene: scene.summary_of_one_that("expired"),
    "body_too_large": lambda scene: scene.send(b" " * (LARGEST + 1)),
    "unsupported_media_type": lambda scene: scene.send(b"{}", {"Content-Type": "text/plain"}),
    "headers_too_large": lambda scene: scene.client.get(
        "/v1/models", headers={"X-A": "a" * LARGEST_HEAD}
    ),
    "internal_error": Scene.one_that_cannot_be_read,
    "stopping": Scene.that_is_stopping,
    "queue_unavailable": Scene.without_a_store,
}
TAKES_TOO_LONG = {"request_timeout"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scene(valkey_url: str) -> AsyncIterator[Scene]:
    variables = {"OPENAI_API_KEY": "sk-none"}
    async with (
        a_context(valkey_url, a_namespace(), variables) as context,
        calling(context) as client,
    ):
        yield Scene(context, client)


async def test_every_code_is_provoked() -> None:
    assert PROVOKED.keys() | TAKES_TOO_LONG == CODES.keys()


@pytest.mark.parametrize("code", PROVOKED)
async def test_a_problem_is_as_published(scene: Scene, code: str) -> None:
    reply = await PROVOKED[code](scene)

    problem, row = reply.json(), CODES[code]
    assert Document(document()).faults(problem, PROBLEM) == []
    assert (problem["code"], problem["status"], reply.status_code) == (code, *[row.status] * 2)
    assert problem["request_id"] == reply.headers["x-request-id"]
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.headers["cache-control"] == "no-store"
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers.items() >= {(n.lower(), text) for n, text in row.headers.items()}
    assert DUE.get(row.status, "x-request-id") in reply.headers
    assert int(reply.headers.get("retry-after", "1")) > 0
