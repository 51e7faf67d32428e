"""The local panel's server: llama.cpp with one small model, on loopback, as OpenAI's API.

llama.cpp runs in this process and answers on a port of its own, under a key that is drawn here.
In front of it stands what others may use: two paths of OpenAI's API, for programs on this machine
only, with every request held to the bounds of `local_bounds`. What llama.cpp answers is passed on
as it comes, streams included. Here is the only place that knows xllamacpp.
"""

import contextlib
import importlib
import os
import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, Protocol

import msgspec
from aiohttp import ClientSession, DummyCookieJar, web
from aiohttp.typedefs import Handler
from msgspec.structs import replace

from cli.local_bounds import bounded
from cli.local_model import ENGINE, MODEL_ID, NoLocalModelError, has_engine, how_to_get_it
from cli.options import LOOPBACK
from service.api.errors import ForbiddenOriginError
from service.api.loopback import LoopbackRules
from service.domain.errors import RoundtableError, SettingsError
from service.settings import Settings, is_loopback

SLOTS = 3
TOKENS_PER_SLOT = 4096
"""An informed round of three seats takes 1,300 for the prompt; every further argument 150."""
MOST_THREADS = 4
"""More do not make so small a model faster."""
LAST_REQUESTS_S = 1.0

TEMPERATURE = 0.7
REPEAT_PENALTY = 1.15
"""Without it the model says the same words over and over."""
ERRORS_ONLY = 1

MODELS, COMPLETIONS = "/v1/models", "/v1/chat/completions"


class LocalPlace(msgspec.Struct, frozen=True, kw_only=True):
    """Where the local panel is served, and how much of the machine it may use."""

    host: str = LOOPBACK
    port: int = 0
    """0 takes a free one."""
    slots: int = SLOTS
    """How many requests are answered at a time; more wait."""
    threads: int | None = None
    """None: one for each processor, up to `MOST_THREADS`."""

    def __post_init__(self) -> None:
        """Refuse an address that others could reach."""
        if not is_loopback(self.host):
            raise SettingsError(
                f"{self.host} can be reached from other machines, and the local panel asks for no"
                " key: it is served on loopback only, such as 127.0.0.1."
            )


class LocalServerError(RoundtableError):
    """The local server cannot be started here."""


class _Llama(Protocol):
    """As much of llama.cpp's server as is used here; it comes without types."""

    listening_address: str


@contextlib.asynccontextmanager
async def open_server(settings: Settings, model: Path, place: LocalPlace) -> AsyncIterator[str]:
    """Serve the model for as long as the block runs; gives the address for clients.

    Raises `NoLocalModelError` without llama.cpp, `LocalServerError` when the address is taken.
    """
    with _llama(model, place) as (address, key):
        async with (
            ClientSession(
                address,
                headers={"authorization": f"Bearer {key}"},
                cookie_jar=DummyCookieJar(),
                timeout=None,
            ) as llama,
            _listening(_application(settings, llama), place) as url,
        ):
            yield url


@contextlib.contextmanager
def _llama(model: Path, place: LocalPlace) -> Iterator[tuple[str, str]]:
    """Run llama.cpp; gives its address and the key that it asks for."""
    if not has_engine():
        raise NoLocalModelError(
            f"The local panel needs {ENGINE}, which is not installed.\n{how_to_get_it()}"
        )
    key = secrets.token_urlsafe()
    # It ends when nothing refers to it any more, and waits for its readers, who by then have to
    # be gone: they could not read while it waits.
    running = [_started(model, place, key)]
    try:
        yield running[0].listening_address, key
    finally:
        running.clear()


def _started(model: Path, place: LocalPlace, key: str) -> _Llama:
    xllamacpp = importlib.import_module("xllamacpp")
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(model)
    parameters.model_alias = {MODEL_ID}
    parameters.port = 0
    parameters.api_keys = [key]
    parameters.ui = parameters.endpoint_slots = False
    parameters.verbosity = ERRORS_ONLY
    parameters.n_parallel = place.slots
    parameters.n_ctx = place.slots * TOKENS_PER_SLOT
    parameters.cache_ram_mib = 0
    parameters.cpuparams.n_threads = place.threads or min(os.cpu_count() or 1, MOST_THREADS)
    # Waiting busily is faster alone on a machine and far slower beside anything else.
    parameters.cpuparams.poll = 0
    parameters.sampling.temp = TEMPERATURE
    parameters.sampling.penalty_repeat = REPEAT_PENALTY
    server: _Llama = xllamacpp.Server(parameters)
    return server


def _application(settings: Settings, llama: ClientSession) -> web.Application:
    rules = LoopbackRules(replace(settings, allow_anonymous=False, public_url=None))

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            headers = [(name.lower(), value) for name, value in request.headers.items()]
            rules.check(headers)
        except ForbiddenOriginError as error:
            return _refusal(403, str(error))
        return await handler(request)

    async def models(request: web.Request) -> web.StreamResponse:
        return await _relayed(request, llama, None)

    async def completions(request: web.Request) -> web.StreamResponse:
        try:
            body = msgspec.json.decode(await request.read(), type=dict[str, Any])
        except msgspec.DecodeError as error:
            return _refusal(400, f"The body is no JSON object: {error}")
        return await _relayed(request, llama, msgspec.json.encode(bounded(body)))

    application = web.Application(middlewares=[guard])
    application.router.add_get(MODELS, models)
    application.router.add_post(COMPLETIONS, completions)
    return application


async def _relayed(
    request: web.Request, llama: ClientSession, body: bytes | None
) -> web.StreamResponse:
    async with llama.request(
        request.method, request.path, data=body, headers={"content-type": "application/json"}
    ) as answer:
        reply = web.StreamResponse(status=answer.status)
        reply.content_type = answer.content_type
        await reply.prepare(request)
        async for piece in answer.content.iter_any():
            await reply.write(piece)
        await reply.write_eof()
        return reply


def _refusal(status: int, message: str) -> web.Response:
    detail = {"message": message, "type": "invalid_request_error", "param": None, "code": None}
    body = msgspec.json.encode({"error": detail})
    return web.Response(status=status, body=body, content_type="application/json")


@contextlib.asynccontextmanager
async def _listening(application: web.Application, place: LocalPlace) -> AsyncIterator[str]:
    runner = web.AppRunner(
        application,
        access_log=None,
        handler_cancellation=True,
        shutdown_timeout=LAST_REQUESTS_S,
    )
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, place.host, place.port).start()
        except OSError as error:
            reason = os.strerror(error.errno or 0)
            raise LocalServerError(
                f"Cannot listen on {place.host}, port {place.port} ({reason});"
                " choose another with --port."
            ) from error
        host, port = runner.addresses[0][:2]
        yield f"http://[{host}]:{port}/v1" if ":" in host else f"http://{host}:{port}/v1"
    finally:
        await runner.cleanup()
