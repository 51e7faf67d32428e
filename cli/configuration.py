"""What `roundtable config` says: every setting, its value and where it came from; pure.

A new setting is a row in `ROWS`. Keys and passwords are never printed.
"""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit, urlunsplit

from cli.client import LOCAL_URL, without_password
from service.api.panels import default_panel
from service.context import providers_file
from service.domain.access import RateLimit
from service.domain.debate import Option
from service.domain.errors import InvalidRequestError
from service.domain.model_ids import is_simulated
from service.domain.webhook_urls import AllowList
from service.providers.catalogue import Catalogue
from service.providers.configuration import LIMITED, ProviderConfig, configure
from service.providers.prices import Prices
from service.providers.seating import missing, panel_faults, summarizer_faults
from service.settings import DiskWait, Preset, Settings

PREFIX = "ROUNDTABLE_"
ANY_OPTIONS = (Option(id="A", label="Yes"), Option(id="B", label="No"))

ROWS: dict[str, Callable[[Settings], object]] = {
    "REDIS_URL": lambda s: _without_password(s.redis_url) if s.redis_url else "embedded",
    "WAIT_AOF": lambda s: _disks(s.wait_aof),
    "REDIS_URLS": lambda s: _shards(s.shards),
    "WORKER_SHARDS": lambda s: ", ".join(map(str, s.worker_shards)),
    "HOST": lambda s: s.host,
    "PORT": lambda s: s.port,
    "METRICS_PORT": lambda s: "none" if s.metrics_port is None else s.metrics_port,
    "DATA_DIR": lambda s: s.data_dir,
    "PUBLIC_URL": lambda s: s.public_url or "none",
    "DEFAULT_PANEL": lambda s: _panel(s.default_panel),
    "SUMMARIZERS": lambda s: _panel(s.summarizers),
    "ALLOW_ANONYMOUS": lambda s: _switch(on=s.allow_anonymous),
    "URL": lambda s: without_password(s.variables.get("ROUNDTABLE_URL") or LOCAL_URL),
    "API_KEY": lambda s: _whether_set(s, "ROUNDTABLE_API_KEY"),
    "WEBHOOK_SECRET": lambda s: _whether_set(s, "ROUNDTABLE_WEBHOOK_SECRET"),
    "RATE_LIMIT": lambda s: _rate(s.with_key.rate),
    "MAX_ACTIVE_DEBATES": lambda s: s.with_key.active_debates or "off",
    "RETENTION_DAYS": lambda s: s.retention_days,
    "WORKER_CONCURRENCY": lambda s: s.worker_concurrency,
    "TENANT_CONCURRENCY": lambda s: s.terms.tenant_concurrency,
    "DRAIN_SECONDS": lambda s: s.drain_s,
    "LEASE_SECONDS": lambda s: f"{s.terms.lease_s:g}",
    "BEAT_SECONDS": lambda s: f"{s.terms.beat_s:g}",
    "HEDGE_PERCENT": lambda s: s.hedge_percent,
    "WEBHOOK_ALLOW": lambda s: _allowed(s.webhook_allow),
    "SECRET_KEY": lambda s: _secret_keys(len(s.secret_keys)),
    "LOG_FORMAT": lambda s: s.log_format.value,
    "SIM": lambda s: _switch(on=s.sim),
    "START_PAGE": lambda s: _with_dev(s.start_page),
    "PROVIDERS_FILE": lambda s: s.providers_file or "none",
}
"""Every setting by its variable, without the prefix, and how it is shown."""


def provider_configs(settings: Settings) -> tuple[ProviderConfig, ...]:
    """Return every provider that these settings know.

    Raises `SettingsError` for a providers file or an address that cannot be used.
    """
    return configure(settings.variables, providers_file(settings))


def prices(settings: Settings) -> Prices:
    """Return the prices that these settings know; `SettingsError` as above."""
    return Prices(providers_file(settings).prices)


def limits(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield each provider that is limited, and how; `SettingsError` as above."""
    for limit in providers_file(settings).limits:
        given = ((field.replace("_", " "), getattr(limit, field)) for field in LIMITED)
        yield limit.provider, ", ".join(f"{name} {most}" for name, most in given if most)


def faults(settings: Settings, catalogue: Catalogue) -> Iterator[str]:
    """Say what the settings ask for that will not be."""
    for variable in sorted(settings.variables):
        if variable.startswith(PREFIX) and variable.removeprefix(PREFIX) not in ROWS:
            yield f"{variable} is no setting of this version."
    if isinstance(settings.default_panel, Preset):
        details = missing(settings.default_panel, catalogue)
    else:
        details = tuple(panel_faults(settings.default_panel, catalogue))
    for detail in details:
        yield f"ROUNDTABLE_DEFAULT_PANEL: {detail}"
    for detail in summarizer_faults(settings.summarizers, catalogue):
        yield f"ROUNDTABLE_SUMMARIZERS: {detail}"


def rows(settings: Settings) -> Iterator[tuple[str, str, str]]:
    """Yield each setting's variable, its value and where that came from."""
    for name, value in ROWS.items():
        given = settings.variables.get(PREFIX + name, "").strip()
        yield PREFIX + name, str(value(settings)), "environment" if given else "default"


def providers(configs: tuple[ProviderConfig, ...]) -> Iterator[tuple[str, ...]]:
    """Yield each provider's name, whether it can be used, its address and its key."""
    for config in configs:
        yield (
            config.name,
            "configured" if config.configured else "not configured",
            config.base_url,
            _key(config),
        )


def panel_by_default(settings: Settings, catalogue: Catalogue) -> str:
    """Say who sits on a panel that is not named."""
    try:
        panel = default_panel(settings, catalogue, ANY_OPTIONS)
    except InvalidRequestError as error:
        if isinstance(settings.default_panel, Preset):
            return f"{settings.default_panel}, of which some cannot be reached"
        return f"nobody: {error}"
    models = [seat.model for seat in panel]
    if all(is_simulated(model) for model in models):
        return "simulated models" if models else "nobody: every debate has to name its panel"
    return ", ".join(models)


def _shards(shards: tuple[Settings, ...]) -> str:
    if len(shards) == 1:
        return "one shard"
    return ", ".join(_without_password(shard.redis_url or "") for shard in shards)


def _panel(panel: Preset | tuple[str, ...]) -> str:
    return panel.value if isinstance(panel, Preset) else ", ".join(panel) or "none"


def _key(config: ProviderConfig) -> str:
    variable = config.spec.key_variable
    if variable is None:
        return "no key needed"
    return f"{variable} {'set' if config.api_key else 'not set'}"


def _rate(limit: RateLimit | None) -> str:
    return f"{limit.quota}/{limit.window_s}" if limit else "off"


def _allowed(places: AllowList) -> str:
    return ", ".join(sorted(str(place) for place in places)) or "nothing private"


def _secret_keys(count: int) -> str:
    return f"{count} keys" if count > 1 else "set" if count else "none"


def _whether_set(settings: Settings, variable: str) -> str:
    return "set" if settings.variables.get(variable) else "none"


def _switch(*, on: bool) -> str:
    return "on" if on else "off"


def _disks(wait: DiskWait | None) -> str:
    if wait is None:
        return "off"
    return "local" if wait.local else f"replicas:{wait.replicas}"


def _with_dev(on: bool | None) -> str:  # noqa: FBT001 - as it is set
    return "on in dev" if on is None else _switch(on=on)


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    credentials, at, place = parts.netloc.rpartition("@")
    user, colon, _ = credentials.partition(":")
    hidden = f"{user}:***@{place}" if at and colon else parts.netloc
    query = re.sub(r"(password=)[^&]*", r"\1***", parts.query)
    return urlunsplit(parts._replace(netloc=hidden, query=query))
