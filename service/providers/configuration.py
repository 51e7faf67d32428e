"""Which providers this deployment can use: their addresses, keys and models.

`configure` joins the rows of `specs`, the operator's variables and the operator's own servers
(`ROUNDTABLE_PROVIDERS_FILE`, read by `load_providers_file`) into one `ProviderConfig` each. The
same file may give prices and limits. All of it is pure; whoever calls it has read the environment
and the file. A new key in the file is a field of `FileProvider`, `FilePrice` or `FileLimit`.
"""

import math
import re
import tomllib
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

import msgspec

from service.domain.errors import SettingsError
from service.domain.model_ids import SIMULATED
from service.providers.specs import SPECS, KeyHeader, ProviderSpec

FILE_VARIABLE = "ROUNDTABLE_PROVIDERS_FILE"
EVERY_MODEL = "*"

VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]{0,99}")
PROVIDER_NAME = re.compile(r"[a-z0-9-]{1,32}")
MODEL_NAME = re.compile(r"(?!.*(?:\.\.|//))[A-Za-z0-9._:/@+=-]{1,160}")
"""A model's own id at a real provider."""


class Secret:
    """A value that does not show itself in logs and tracebacks: it has no readable form."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the value."""
        return self._value


class FileProvider(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One `[[provider]]` of the providers file."""

    name: str
    base_url: str
    api_key_env: str | None = None
    """The environment variable that holds the key; without it none is sent."""
    models: tuple[str, ...] = (EVERY_MODEL,)
    stream: bool = True
    """Whether its replies are asked for piece by piece."""


class FilePrice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One `[[price]]` of the providers file: US dollars for a million tokens."""

    model: str
    """`provider/model`."""
    input: float
    output: float
    cached_input: float | None = None
    cache_write: float | None = None
    context_window: int | None = None
    """In tokens."""


class FileLimit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One `[[limit]]` of the providers file: what a provider is sent at most under its key."""

    provider: str
    """By its name; `sim` for simulated models."""
    concurrency: int | None = None
    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None


LIMITED = ("concurrency", "requests_per_minute", "tokens_per_minute")
"""What a `[[limit]]` can be about."""


class ProvidersFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the providers file says."""

    providers: tuple[FileProvider, ...] = msgspec.field(name="provider", default=())
    prices: tuple[FilePrice, ...] = msgspec.field(name="price", default=())
    limits: tuple[FileLimit, ...] = msgspec.field(name="limit", default=())


NO_FILE = ProvidersFile()


class ProviderConfig(msgspec.Struct, frozen=True, kw_only=True):
    """One provider in this deployment, usable or not."""

    spec: ProviderSpec
    base_url: str
    api_key: Secret | None
    models: tuple[str, ...] = (EVERY_MODEL,)
    """The models that it is known to serve, or `*` alone when any id is passed on."""
    moved: bool = False
    """Whether the operator has put another server in the place of the usual one."""
    configured: bool

    @property
    def name(self) -> str:
        """Return what stands before the slash in `provider/model`."""
        return self.spec.name


def configure(
    variables: Mapping[str, str], file: ProvidersFile = NO_FILE
) -> tuple[ProviderConfig, ...]:
    """Return every provider known here, built-in ones first, each configured or not.

    An empty variable counts as unset. Raises `SettingsError` for an address or a key that cannot
    be used.
    """
    built_in = tuple(_built_in(spec, variables) for spec in SPECS)
    return built_in + tuple(_from_file(provider, variables) for provider in file.providers)


def key_headers(config: ProviderConfig) -> dict[str, str]:
    """Return the header that carries a provider's key; none without a key."""
    if config.api_key is None:
        return {}
    header, key = config.spec.key_header, config.api_key.reveal()
    return {header: f"Bearer {key}" if header is KeyHeader.AUTHORIZATION else key}


def load_providers_file(text: str) -> ProvidersFile:
    """Read the TOML of the providers file.

    Raises `SettingsError` with one sentence that names the first thing wrong with it.
    """
    try:
        file = msgspec.convert(tomllib.loads(text), ProvidersFile)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{FILE_VARIABLE} is not valid TOML: {error}.") from error
    except msgspec.ValidationError as error:
        raise SettingsError(f"{FILE_VARIABLE} cannot be read: {error}.") from error
    if fault := next(_file_faults(file), None):
        raise SettingsError(f"{FILE_VARIABLE}, {fault}")
    return file


def _file_faults(file: ProvidersFile) -> Iterator[str]:
    taken = {SIMULATED, *(spec.name for spec in SPECS)}
    for provider in file.providers:
        for fault in _faults(provider, taken):
            yield f"provider {provider.name!r}: {fault}"
        taken.add(provider.name)
    priced = set[str]()
    for price in file.prices:
        for fault in _price_faults(price, taken - {SIMULATED}, priced):
            yield f"price of {price.model!r}: {fault}"
        priced.add(price.model)
    limited = set[str]()
    for limit in file.limits:
        for fault in _limit_faults(limit, taken, limited):
            yield f"limit of {limit.provider!r}: {fault}"
        limited.add(limit.provider)


def _price_faults(price: FilePrice, providers: set[str], priced: set[str]) -> Iterator[str]:
    provider, _, name = price.model.partition("/")
    if provider not in providers or not MODEL_NAME.fullmatch(name):
        known = ", ".join(sorted(providers))
        yield f"write provider/model, with one of the providers {known}."
    if price.model in priced:
        yield "it is given twice."
    for field in ("input", "output", "cached_input", "cache_write"):
        usd = getattr(price, field)
        if usd is not None and not (math.isfinite(usd) and usd >= 0):
            yield f"{field} must be US dollars for a million tokens, 0 or more."
    if price.context_window is not None and price.context_window < 1:
        yield "context_window must be a number of tokens, 1 or more."


def _limit_faults(limit: FileLimit, providers: set[str], limited: set[str]) -> Iterator[str]:
    if limit.provider not in providers:
        yield f"write one of the providers {', '.join(sorted(providers))}."
    if limit.provider in limited:
        yield "it is given twice."
    given = {field: most for field in LIMITED if (most := getattr(limit, field)) is not None}
    if not given:
        yield f"give at least one of {', '.join(LIMITED)}."
    for field, most in given.items():
        if most < 1:
            yield f"{field} must be a number, 1 or more."


def _faults(provider: FileProvider, taken: set[str]) -> Iterator[str]:
    if not PROVIDER_NAME.fullmatch(provider.name):
        yield "a name is 1 to 32 lower-case letters, digits and hyphens."
    if provider.name in taken:
        yield "this name is already taken; choose another."
    if fault := _address_fault(provider.base_url):
        yield f"base_url {fault}"
    if provider.api_key_env is not None and not VARIABLE.fullmatch(provider.api_key_env):
        yield (
            "api_key_env is the name of an environment variable, such as LAB_API_KEY; the key"
            " itself does not belong into this file."
        )
    yield from _models_faults(provider)


def _models_faults(provider: FileProvider) -> Iterator[str]:
    if len(set(provider.models)) < len(provider.models):
        yield "models lists one of them twice."
    if not provider.models:
        yield 'models is empty; list the model ids, or write ["*"] for any.'
    if EVERY_MODEL in provider.models and len(provider.models) > 1:
        yield '"*" in models means any model and must stand alone.'
    for model in provider.models:
        if model != EVERY_MODEL and not MODEL_NAME.fullmatch(model):
            yield f"{model!r} is not a model id."


def _built_in(spec: ProviderSpec, variables: Mapping[str, str]) -> ProviderConfig:
    usual, given = _usual_address(spec, variables), _address(spec, variables)
    api_key = _key(spec.key_variable, variables)
    moved = given is not None and given != usual
    usable_as_is = given is not None and not spec.key_required
    return ProviderConfig(
        spec=spec,
        base_url=given or usual or spec.base_url,
        api_key=api_key,
        moved=moved,
        configured=moved or usable_as_is or (api_key is not None and usual is not None),
    )


def _from_file(provider: FileProvider, variables: Mapping[str, str]) -> ProviderConfig:
    api_key = _key(provider.api_key_env, variables)
    base_url = provider.base_url.rstrip("/")
    return ProviderConfig(
        spec=ProviderSpec(
            name=provider.name,
            display_name=provider.name,
            base_url=base_url,
            key_variable=provider.api_key_env,
            address_variable=None,
            key_required=provider.api_key_env is not None,
            streams=provider.stream,
        ),
        base_url=base_url,
        api_key=api_key,
        models=provider.models,
        configured=api_key is not None or provider.api_key_env is None,
    )


def _usual_address(spec: ProviderSpec, variables: Mapping[str, str]) -> str | None:
    """Return a provider's usual address; None while a variable that it needs is not set."""
    base_url = spec.base_url
    for name in spec.placeholders:
        value = variables.get(name, "").strip().rstrip("/")
        if not value:
            return None
        base_url = base_url.replace(f"{{{name}}}", value)
        if fault := _address_fault(base_url):
            raise SettingsError(f"{name} {fault}")
    return base_url


def _address(spec: ProviderSpec, variables: Mapping[str, str]) -> str | None:
    variable = spec.address_variable
    value = variables.get(variable, "").strip() if variable else ""
    if not value:
        return None
    if fault := _address_fault(value):
        raise SettingsError(f"{variable} {fault}")
    base_url = value.rstrip("/")
    return base_url if urlsplit(base_url).path else base_url + spec.base_path


def _address_fault(address: str) -> str | None:
    try:
        parts = urlsplit(address)
        sound = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        sound = False
    if not sound or not address.isprintable() or " " in address:
        return "must be an address such as http://127.0.0.1:9000/v1."
    if "@" in parts.netloc or parts.query or parts.fragment:
        return "must not carry a user name, a query or a fragment."
    return None


def _key(variable: str | None, variables: Mapping[str, str]) -> Secret | None:
    value = variables.get(variable, "").strip() if variable else ""
    if not value:
        return None
    if not (value.isascii() and value.isprintable()):
        raise SettingsError(f"{variable} holds characters that cannot be sent as an API key.")
    return Secret(value)
