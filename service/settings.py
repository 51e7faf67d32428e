"""All settings, read once from the environment; the only place that looks at it.

A bad value stops the start with one sentence that names the variable. To add a setting: a field
of `Settings` and its line in `read_settings`, then `README.md` and the chart's `values.schema.json`.
"""

import ipaddress
import os
import re
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import msgspec
from redis import ConnectionPool
from typing_extensions import override

from service.domain.access import Allotment, Caller, RateLimit
from service.domain.debate import FEWEST_SEATS, MOST_SEATS, MOST_SUMMARIZERS
from service.domain.errors import SettingsError
from service.domain.jobs import Terms
from service.domain.sentinels import names_sentinels, read_sentinel_address
from service.domain.webhook_urls import NOWHERE, AllowList, read_allow_list

Value = TypeVar("Value")


class LogFormat(StrEnum):
    """How log lines are written."""

    JSON = "json"
    CONSOLE = "console"


class Preset(StrEnum):
    """A panel that can be had by its name."""

    REFERENCE = "reference"
    CURRENT = "current"


class Variables(Mapping[str, str]):
    """The environment, for what cannot be known beforehand: keys and addresses of providers.

    Its repr shows no value.
    """

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = dict(values)

    @override
    def __getitem__(self, name: str) -> str:
        return self._values[name]

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    @override
    def __len__(self) -> int:
        return len(self._values)

    @override
    def __repr__(self) -> str:
        return f"<{len(self)} variables>"


class SecretKeys(tuple[str, ...]):
    """Texts that secrets are encrypted with: the first one encrypts, each decrypts.

    Its repr shows none.
    """

    __slots__ = ()

    @override
    def __repr__(self) -> str:
        return f"<{len(self)} keys>"


class DiskWait(msgspec.Struct, frozen=True, kw_only=True):
    """On whose disks a debate has to be before its create is answered."""

    local: bool = False
    """The store's own."""
    replicas: int = 0
    """Those of that many replicas."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What the operator has set, every default resolved."""

    redis_url: str | None
    """Of the first shard, which is the registry; None: the embedded server of `dev` and `demo`."""
    further_redis_urls: tuple[str, ...]
    """Of the second shard and those after it."""
    worker_shards: tuple[int, ...]
    """Numbers of the shards that a worker serves."""
    wait_aof: DiskWait | None
    """None: creates are answered as soon as the store has them."""
    host: str
    port: int
    metrics_port: int | None
    """Where operators find metrics and probes of a process; None: nowhere of their own."""
    data_dir: Path
    public_url: str | None
    default_panel: Preset | tuple[str, ...]
    """A named panel, or model ids; empty: the configured providers, else simulated models."""
    summarizers: tuple[str, ...]
    """Models that write the summary when the request names none, asked in turn."""
    allow_anonymous: bool
    """Whether to serve callers without a key from anywhere, as long as there are no keys."""
    with_key: Allotment
    without_key: Allotment
    retention_days: int
    worker_concurrency: int
    """Rounds and summaries that one worker runs at a time."""
    drain_s: int
    """In how long a worker that is told to stop has ended; until then its jobs may finish."""
    terms: Terms
    """How long a job is its worker's, and how many of one tenant run at a time."""
    hedge_percent: int
    """How many of a worker's calls may be second ones beside slow ones; 0 for none."""
    webhook_allow: AllowList
    """Private places that webhooks may be sent to all the same."""
    secret_keys: SecretKeys
    """With none, nothing that needs a secret is served: no webhooks."""
    log_format: LogFormat
    sim: bool
    start_page: bool | None
    """Whether people find a form at `/`; None: with `dev` they do, with `serve` they do not."""
    providers_file: Path | None
    variables: Variables

    @property
    def shards(self) -> tuple["Settings", ...]:
        """Return the settings of each shard by itself, in their order: the first is number 1."""
        alone = msgspec.structs.replace(self, further_redis_urls=())
        further = (
            msgspec.structs.replace(alone, redis_url=url) for url in self.further_redis_urls
        )
        return (alone, *further)

    @property
    def root(self) -> str:
        """Return the path that a proxy takes off, with which all paths of this server begin."""
        return urlsplit(self.public_url or "").path

    @property
    def exposed(self) -> bool:
        """Return whether other machines can ask, and only those who have a key may."""
        return not self.allow_anonymous and not is_loopback(self.host)

    def allotment(self, caller: Caller) -> Allotment:
        """Return how much a caller may ask."""
        return self.without_key if caller.key_id is None else self.with_key


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; `SettingsError` names the first variable that is wrong."""
    variables = Variables(os.environ if environment is None else environment)
    read = _Reader(variables)
    nobody: Preset | tuple[str, ...] = ()
    redis_urls = _redis_urls(read)
    return Settings(
        redis_url=next(iter(redis_urls), None),
        further_redis_urls=redis_urls[1:],
        worker_shards=_worker_shards(read, max(1, len(redis_urls))),
        wait_aof=read("WAIT_AOF", _disk_wait, None),
        host=read("HOST", str, "127.0.0.1"),
        port=read("PORT", _number(0, 65_535), 8000),
        metrics_port=read("METRICS_PORT", _number(0, 65_535), None),
        data_dir=read("DATA_DIR", _folder, _default_data_dir(variables)),
        public_url=read("PUBLIC_URL", _http_url, None),
        default_panel=read("DEFAULT_PANEL", _panel, nobody),
        summarizers=read("SUMMARIZERS", _summarizers, ()),
        allow_anonymous=read("ALLOW_ANONYMOUS", _switch, default=False),
        with_key=_allotment(read, RateLimit(quota=600, window_s=60), 100),
        without_key=_allotment(read, None, None),
        retention_days=read("RETENTION_DAYS", _number(1, 3_650), 30),
        worker_concurrency=read("WORKER_CONCURRENCY", _number(1, 10_000), 100),
        drain_s=read("DRAIN_SECONDS", _number(0, 3_600), 20),
        terms=_terms(read),
        hedge_percent=read("HEDGE_PERCENT", _number(0, 100), 5),
        webhook_allow=read("WEBHOOK_ALLOW", read_allow_list, NOWHERE),
        secret_keys=read("SECRET_KEY", read_secret_keys, SecretKeys()),
        log_format=read("LOG_FORMAT", LogFormat, LogFormat.CONSOLE),
        sim=read("SIM", _switch, default=True),
        start_page=read("START_PAGE", _switch, None),
        providers_file=read("PROVIDERS_FILE", _file, None),
        variables=variables,
    )


def chosen_log_format(environment: Mapping[str, str] | None = None) -> LogFormat:
    """Return how lines are to be written, before it is known whether the settings can be used."""
    variables = os.environ if environment is None else environment
    text = variables.get("ROUNDTABLE_LOG_FORMAT", "").strip()
    return LogFormat(text) if text in set(LogFormat) else LogFormat.CONSOLE


def read_secret_keys(text: str) -> SecretKeys:
    """Read keys that are separated by commas; `ValueError` says what is needed, and quotes none."""
    keys = SecretKeys(key.strip() for key in text.split(",") if key.strip())
    if not keys or any(len(key) < SHORTEST_SECRET_KEY for key in keys):
        least = SHORTEST_SECRET_KEY
        message = f"at least {least} characters are needed of each key, and a comma between two"
        raise ValueError(message)
    return keys


@lru_cache
def is_loopback(host: str) -> bool:
    """Return whether a bind address can be reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class _Reader:
    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables

    def __call__(self, name: str, parse: Callable[[str], Value], default: Value) -> Value:
        variable = f"ROUNDTABLE_{name}"
        text = self._variables.get(variable, "").strip()
        if not text:
            return default
        try:
            return parse(text)
        except ValueError as error:
            message = f"{variable} has a value that cannot be used: {error}."
            raise SettingsError(message) from error


def _redis_urls(read: _Reader) -> tuple[str, ...]:
    """Read the addresses of all shards; none where the server is an embedded one."""
    none: tuple[str, ...] = ()
    one = read("REDIS_URL", lambda text: (_redis_url(text),), none)
    several = read("REDIS_URLS", _shard_urls, none)
    if one and several and one != several:
        raise SettingsError(
            "ROUNDTABLE_REDIS_URL and ROUNDTABLE_REDIS_URLS are both set, and differ: keep the one"
            " that is meant."
        )
    return several or one


def _shard_urls(text: str) -> tuple[str, ...]:
    # A comma may be part of an address; one before another address is not.
    urls = tuple(_redis_url(url.strip()) for url in BETWEEN_URLS.split(text))
    if len(set(urls)) < len(urls):
        message = "one of the addresses stands there twice"
        raise ValueError(message)
    return urls


def _worker_shards(read: _Reader, shards: int) -> tuple[int, ...]:
    def parse(text: str) -> tuple[int, ...]:
        try:
            return tuple(
                sorted({_number(1, shards)(number.strip()) for number in text.split(",")})
            )
        except ValueError as error:
            message = f"{error}, for each shard, and a comma between two"
            raise ValueError(message) from None

    return read("WORKER_SHARDS", parse, tuple(range(1, shards + 1)))


def _terms(read: _Reader) -> Terms:
    standard = Terms()
    lease_s = read("LEASE_SECONDS", _seconds(0.2, 3_600), standard.lease_s)
    terms = Terms(
        lease_s=lease_s,
        beat_s=read("BEAT_SECONDS", _seconds(0.05, 1_200), min(standard.beat_s, lease_s / 4)),
        tenant_concurrency=read(
            "TENANT_CONCURRENCY", _number(1, 1_000_000), standard.tenant_concurrency
        ),
    )
    if terms.beat_s > terms.lease_s / 3:
        message = (
            f"ROUNDTABLE_BEAT_SECONDS is {terms.beat_s:g}; it must be at most a third of"
            f" ROUNDTABLE_LEASE_SECONDS ({terms.lease_s:g}): a lost beat is not the end of a worker."
        )
        raise SettingsError(message)
    return terms


def _allotment(read: _Reader, rate: RateLimit | None, active_debates: int | None) -> Allotment:
    """Read how much callers may ask; what is given here holds where nothing is set."""
    return Allotment(
        rate=read("RATE_LIMIT", _rate_limit, rate),
        active_debates=read("MAX_ACTIVE_DEBATES", _most, active_debates),
    )


def _rate_limit(text: str) -> RateLimit | None:
    if text.lower() == "off":
        return None
    quota, slash, window = text.partition("/")
    try:
        return RateLimit(
            quota=_number(1, 1_000_000)(quota),
            window_s=_number(1, 86_400)(window) if slash else 60,
        )
    except ValueError:
        message = "requests/seconds are needed, such as 600/60, or off"
        raise ValueError(message) from None


def _most(text: str) -> int | None:
    if text.lower() == "off":
        return None
    try:
        return _number(1, 1_000_000)(text)
    except ValueError as error:
        message = f"{error}, or off"
        raise ValueError(message) from None


def _seconds(low: float, high: float) -> Callable[[str], float]:
    def parse(text: str) -> float:
        if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", text) or not low <= float(text) <= high:
            message = f"a number of seconds from {low:g} to {high:g} is needed"
            raise ValueError(message)
        return float(text)

    return parse


def _number(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
            message = f"a whole number from {low} to {high} is needed"
            raise ValueError(message)
        return int(text)

    return parse


def _switch(text: str) -> bool:
    try:
        return SWITCHES[text.lower()]
    except KeyError:
        message = "on or off is needed"
        raise ValueError(message) from None


def _redis_url(text: str) -> str:
    if names_sentinels(text):
        _redis_url(read_sentinel_address(text).store_url)
        return text
    if not text.startswith(("redis://", "rediss://", "unix://")):
        message = "a redis://, rediss://, unix:// or redis+sentinel:// address is needed"
        raise ValueError(message)
    try:
        # The client's own reading of it; nothing is connected.
        ConnectionPool.from_url(text).make_connection()
        database = "" if text.startswith("unix:") else urlsplit(text).path.strip("/")
    except (ValueError, TypeError):
        # What it says may quote a password.
        message = "a port, an option or another part of the address cannot be read"
        raise ValueError(message) from None
    if database and not database.isdecimal():
        message = f"the database is a number, as in redis://127.0.0.1:6379/0, and not {database!r}"
        raise ValueError(message)
    return text


def _disk_wait(text: str) -> DiskWait | None:
    if text == "off":
        return None
    if text == "local":
        return DiskWait(local=True)
    kind, _, count = text.partition(":")
    if kind == "replicas":
        return DiskWait(replicas=_number(1, 16)(count))
    message = "off, local or replicas:1 (to replicas:16) is needed"
    raise ValueError(message)


def _http_url(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", text):
        message = "an http:// or https:// address without query is needed"
        raise ValueError(message)
    return text.rstrip("/")


def _panel(text: str) -> Preset | tuple[str, ...]:
    if text in set(Preset):
        return Preset(text)
    return _models(text, FEWEST_SEATS, MOST_SEATS, or_else=f"{', '.join(Preset)} or ")


def _summarizers(text: str) -> tuple[str, ...]:
    models = _models(text, 1, MOST_SUMMARIZERS)
    if len(set(models)) < len(models):
        message = "one of the models stands there twice"
        raise ValueError(message)
    return models


def _models(text: str, least: int, most: int, *, or_else: str = "") -> tuple[str, ...]:
    models = tuple(model.strip() for model in text.split(",") if model.strip())
    wrong = [model for model in models if not MODEL_ID.fullmatch(model)]
    if wrong or not least <= len(models) <= most:
        needed = f"{or_else}{least} to {most} models are needed, each as provider/model"
        raise ValueError(f"{needed}; {wrong[0]!r} is none of these" if wrong else needed)
    return models


def _folder(text: str) -> Path:
    return Path(text).expanduser()


def _file(text: str) -> Path:
    path = Path(text).expanduser()
    if not path.is_file():
        message = f"there is no file {path}"
        raise ValueError(message)
    return path


def _default_data_dir(variables: Mapping[str, str]) -> Path:
    base = variables.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(base).expanduser() / "roundtable"


SHORTEST_SECRET_KEY = 16

BETWEEN_URLS = re.compile(r",\s*(?=[a-z+]+://|$)")

MODEL_ID = re.compile(r"[a-z0-9-]{1,32}/[A-Za-z0-9._:/@+>?=-]{1,160}")

SWITCHES = {
    "1": True,
    "true": True,
    "yes": True,
    "on": True,
    "0": False,
    "false": False,
    "no": False,
    "off": False,
}
