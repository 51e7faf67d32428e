"""Everything that the API and the workers use, built in one place.

`open_stores` is what the API needs, a `Context` for each shard; `worker_context` adds the providers,
so that the API imports no HTTP client. Nothing else in the house builds connections or stores.
"""

import asyncio
import contextlib
import dataclasses
import socket
from collections.abc import AsyncIterator, Mapping
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import ConnectionError as RedisConnectionError, TimeoutError as RedisTimeout

from service.domain.errors import DiskWaitError, SettingsError, StoreUnavailableError
from service.domain.placement import REGISTRY
from service.ending import end
from service.metrics.counting import Metrics
from service.providers.accounts import Account, accounts
from service.providers.catalogue import Catalogue
from service.providers.configuration import (
    FILE_VARIABLE,
    NO_FILE,
    ProviderConfig,
    ProvidersFile,
    configure,
    load_providers_file,
)
from service.providers.prices import Prices
from service.providers.seating import check_default_panel, check_summarizers
from service.queue import Queue
from service.settings import Preset, Settings
from service.store.api_keys import ApiKeys
from service.store.circuits import Circuits
from service.store.clock import Clock, RedisClock
from service.store.connections import pool_at
from service.store.debates import DebateStore
from service.store.deliveries import DeliveryStore
from service.store.directory import Directory
from service.store.discoveries import Discoveries
from service.store.endpoints import EndpointStore
from service.store.events import EventLog, Pokes
from service.store.figures import Figures
from service.store.handovers import Handovers
from service.store.idempotency import IdempotencyStore
from service.store.key_ring import KeyRing
from service.store.keys import NAMESPACE, Keys
from service.store.ledger import LedgerStore
from service.store.probing import Probe
from service.store.rate_limits import RateLimits
from service.store.recollection import Recollection
from service.store.resealing import Resealing
from service.store.schedule import Schedule
from service.store.scripting import Scripts
from service.store.sealing import Sealing
from service.store.shares import ShareIndex, ShareStore
from service.store.subscriptions import Subscriptions
from service.store.tenants import Tenants, Whereabouts, check_number
from service.store.webhook_secrets import WebhookSecrets
from service.tracing.tracer import UNTRACED, Tracer

CLOCK_REFRESH_S = 10.0
"""For about as long a machine that has slept takes the time for what it was before."""
CLOCK_RETRY_S = 1.0
SOCKET_TIMEOUT_S = 3.0
RETRIES = 1
"""A lost connection is tried once more at once; whoever calls decides about waiting longer."""
MOST_CONNECTIONS = 128
"""Of one pool: what more is asked at once waits its turn."""
TURN_WITHIN_S = 2.0
KEEPALIVE = {
    "TCP_KEEPIDLE": 15,
    "TCP_KEEPALIVE": 15,  # as macOS calls the same
    "TCP_KEEPINTVL": 5,
    "TCP_KEEPCNT": 3,
    "TCP_USER_TIMEOUT": 30_000,  # ms, for what was sent: the others are for idle connections
}
"""When the kernel gives up a connection whose other end has vanished; seconds, and tries.

The client's own health checks are off: when a PING fails, its connection connects again, which
begins with a PING, so that a server that hangs is waited for without end.
"""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Context:
    """What serves the debates of one shard: settings, time, stores, and which models there are."""

    shard: int
    """Its number."""
    settings: Settings
    metrics: Metrics
    """What this process counts."""
    redis: Redis
    keys: Keys
    figures: Figures
    probe: Probe
    scripts: Scripts
    clock: Clock
    api_keys: ApiKeys
    key_ring: KeyRing
    rate_limits: RateLimits
    queue: Queue
    handovers: Handovers
    debates: DebateStore
    ledger: LedgerStore
    subscriptions: Subscriptions
    deliveries: DeliveryStore
    schedule: Schedule
    events: EventLog
    pokes: Pokes
    idempotency: IdempotencyStore
    sealing: Sealing
    endpoints: EndpointStore
    webhook_secrets: WebhookSecrets
    shares: ShareStore
    tenants: Tenants
    whereabouts: Whereabouts
    links: ShareIndex
    discoveries: Discoveries
    circuits: Circuits
    provider_configs: tuple[ProviderConfig, ...]
    accounts: Mapping[str, Account]
    """By the name of the provider."""
    prices: Prices
    catalogue: Catalogue
    tracer: Tracer


@dataclasses.dataclass(frozen=True, kw_only=True)
class Server:
    """What the stores of one shard are built on."""

    shard: int
    settings: Settings
    redis: Redis
    keys: Keys
    clock: RedisClock
    tracer: Tracer


@dataclasses.dataclass(frozen=True, kw_only=True)
class Registry:
    """What the first shard keeps for all of them, and what is the same for all."""

    metrics: Metrics
    api_keys: ApiKeys
    key_ring: KeyRing
    tenants: Tenants
    whereabouts: Whereabouts
    links: ShareIndex
    discoveries: Discoveries
    circuits: Circuits
    provider_configs: tuple[ProviderConfig, ...]
    accounts: Mapping[str, Account]
    prices: Prices
    catalogue: Catalogue


@contextlib.asynccontextmanager
async def open_store(
    settings: Settings, *, namespace: str = NAMESPACE, tracer: Tracer = UNTRACED
) -> AsyncIterator[Context]:
    """Open the stores of the first shard alone, as `open_stores` does."""
    first = settings.shards[0]
    async with open_stores(first, namespace=namespace, tracer=tracer) as (context,):
        yield context


@contextlib.asynccontextmanager
async def open_stores(
    settings: Settings,
    *,
    namespace: str = NAMESPACE,
    tracer: Tracer = UNTRACED,
    followed: bool = True,
) -> AsyncIterator[tuple[Context, ...]]:
    """Open the stores of all shards, in their order, for as long as the block runs.

    Where nobody follows debates no pokes are listened for.

    A Redis that is down is no error here: calls raise `StoreUnavailableError` until it is back.
    """
    keys = Keys(namespace)
    servers = [
        _server(number, of_shard, keys, tracer)
        for number, of_shard in enumerate(settings.shards, start=1)
    ]
    registry = _registry(servers[0])
    contexts = tuple(_context(server, registry) for server in servers)
    background: list[asyncio.Task[None]] = []
    try:
        await asyncio.gather(*(_try_disks(one.scripts) for one in contexts))
        # One that hangs keeps nobody waiting for the others.
        asked_again_s = await asyncio.gather(*(_asked_the_time(one.clock) for one in servers))
        for one, pause_s in zip(servers, asked_again_s, strict=True):
            background.append(asyncio.create_task(_keep_time(one.clock, pause_s), name="clock"))
        if followed:
            background += [
                asyncio.create_task(one.pokes.listen(), name="pokes") for one in contexts
            ]
        yield contexts
    finally:
        await end(*background)
        for server in servers:
            await server.redis.aclose()


def _server(number: int, settings: Settings, keys: Keys, tracer: Tracer) -> Server:
    redis = connect(settings)
    return Server(
        shard=number,
        settings=settings,
        redis=redis,
        keys=keys,
        clock=RedisClock(redis),
        tracer=tracer,
    )


def _registry(server: Server) -> Registry:
    settings, redis, keys = server.settings, server.redis, server.keys
    scripts, file = Scripts(redis, keys.prefix), providers_file(settings)
    api_keys, tenants = ApiKeys(redis, keys), Tenants(redis, scripts, keys)
    configs = configure(settings.variables, file)
    prices = Prices(file.prices)
    discoveries = Discoveries(redis, keys, [config.name for config in configs])
    catalogue = Catalogue(configs, sim=settings.sim, prices=prices, discovered=discoveries.found)
    if not isinstance(settings.default_panel, Preset):
        check_default_panel(settings.default_panel, catalogue)
    check_summarizers(settings.summarizers, catalogue)
    return Registry(
        metrics=Metrics(),
        api_keys=api_keys,
        key_ring=KeyRing(api_keys),
        tenants=tenants,
        whereabouts=Whereabouts(tenants),
        links=ShareIndex(redis, keys),
        discoveries=discoveries,
        circuits=Circuits(redis, keys),
        provider_configs=configs,
        accounts=accounts(configs, file.limits),
        prices=prices,
        catalogue=catalogue,
    )


def _context(server: Server, registry: Registry) -> Context:
    redis, keys = server.redis, server.keys
    scripts = Scripts(redis, keys.prefix, server.settings.wait_aof)
    sealing = Sealing(server.settings.secret_keys)
    # What the registry has itself it need not look up elsewhere.
    links = None if server.shard == REGISTRY else registry.links
    return Context(
        figures=Figures(redis, keys, server.clock),
        probe=Probe(redis, keys),
        scripts=scripts,
        rate_limits=RateLimits(scripts, keys),
        events=EventLog(scripts, keys),
        pokes=Pokes(redis, keys),
        idempotency=IdempotencyStore(redis, scripts, keys),
        sealing=sealing,
        webhook_secrets=WebhookSecrets(redis, scripts, keys, sealing),
        shares=ShareStore(redis, scripts, keys, links),
        **_of_debates(server, scripts, registry, links),
        **_fields(server),
        **_fields(registry),
    )


def _of_debates(
    server: Server, scripts: Scripts, registry: Registry, links: ShareIndex | None
) -> dict[str, Any]:
    """Build what debates, and those who want to be told of them, are written and queued with."""
    redis, keys, metrics = server.redis, server.keys, registry.metrics
    queue, recollection = Queue(keys.namespace), Recollection()
    handovers = Handovers(server.settings.terms)
    endpoints = EndpointStore(redis, scripts, keys)
    subscriptions = Subscriptions(endpoints, queue.delivery_job)
    return {
        "queue": queue,
        "handovers": handovers,
        "endpoints": endpoints,
        "subscriptions": subscriptions,
        "debates": DebateStore(
            redis,
            scripts,
            keys,
            queue.job_for,
            subscriptions,
            metrics=metrics,
            links=links,
            handovers=handovers,
            recollection=recollection,
        ),
        "ledger": LedgerStore(scripts, keys, subscriptions, metrics, recollection),
        "deliveries": DeliveryStore(redis, scripts, keys, queue.delivery_job),
        "schedule": Schedule(scripts, keys, queue.job_for),
    }


def _fields(of: Server | Registry) -> dict[str, Any]:
    return {field.name: getattr(of, field.name) for field in dataclasses.fields(of)}


@contextlib.asynccontextmanager
async def open_directory(settings: Settings) -> AsyncIterator[Directory]:
    """Open nothing but keys, where tenants are, and a clock, for as long as the block runs.

    Raises `StoreUnavailableError` when the first shard does not answer, and `SettingsError` when it
    is another one.
    """
    redis, keys = connect(settings), Keys()
    try:
        clock = RedisClock(redis)
        await clock.refresh()
        await check_number(redis, keys, REGISTRY, among=len(settings.shards))
        tenants = Tenants(redis, Scripts(redis, keys.prefix), keys)
        yield Directory(ApiKeys(redis, keys), tenants, clock, shards=len(settings.shards))
    finally:
        await redis.aclose()


@contextlib.asynccontextmanager
async def open_resealing(settings: Settings) -> AsyncIterator[Resealing]:
    """Open nothing but what seals the secrets of one shard anew, for as long as the block runs."""
    redis, keys = connect(settings), Keys()
    try:
        yield Resealing(redis, Scripts(redis, keys.prefix), keys, Sealing(settings.secret_keys))
    finally:
        await redis.aclose()


def connect(settings: Settings, *, timeout_s: float = SOCKET_TIMEOUT_S) -> Redis:
    """Build a client with a pool of its own; nothing is sent yet.

    A connection that gives no answer for `timeout_s` is given up, and a new one tried at once.
    """
    if settings.redis_url is None:
        raise SettingsError(
            "Set ROUNDTABLE_REDIS_URL, or use `roundtable dev`, which brings its own server."
        )
    pool = pool_at(
        settings.redis_url,
        max_connections=MOST_CONNECTIONS,
        turn_within_s=TURN_WITHIN_S,
        socket_timeout=timeout_s,
        socket_connect_timeout=timeout_s,
        retry=Retry(ExponentialBackoff(cap=0.5, base=0.05), RETRIES),
        retry_on_error=[RedisConnectionError, RedisTimeout, OSError],
        **({} if settings.redis_url.startswith("unix:") else _keepalive()),
    )
    return Redis.from_pool(pool)


def providers_file(settings: Settings) -> ProvidersFile:
    """Read the providers file; `SettingsError` when it cannot be used."""
    if settings.providers_file is None:
        return NO_FILE
    try:
        text = settings.providers_file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{FILE_VARIABLE} cannot be read: {error}.") from error
    return load_providers_file(text)


def _keepalive() -> dict[str, Any]:
    options = {
        getattr(socket, name): value for name, value in KEEPALIVE.items() if hasattr(socket, name)
    }
    return {"socket_keepalive": True, "socket_keepalive_options": options}


async def _try_disks(scripts: Scripts) -> None:
    """Refuse to start with a store that cannot do what a setting asks for."""
    try:
        await scripts.on_disk()
    except DiskWaitError as error:
        raise SettingsError(str(error)) from error
    except StoreUnavailableError:
        return  # it may come back, and writes are refused until then


async def _keep_time(clock: RedisClock, pause_s: float) -> None:
    while True:
        await asyncio.sleep(pause_s)
        pause_s = await _asked_the_time(clock)


async def _asked_the_time(clock: RedisClock) -> float:
    """Refresh the clock; return in how many seconds to do so again."""
    try:
        await clock.refresh()
    except StoreUnavailableError:
        return CLOCK_RETRY_S
    return CLOCK_REFRESH_S
