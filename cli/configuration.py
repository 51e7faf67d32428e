"""What `roundtable config` says: every setting, its value and where it came from; pure.

A new setting is a row in `ROWS`. Keys and passwords are never printed.
"""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit, urlunsplit

from service.api.panels import default_models
from service.domain.debate import Option
from service.providers.catalogue import Catalogue
from service.providers.configuration import (
    SIMULATED,
    ProviderConfig,
    configure,
    load_providers_file,
)
from service.settings import Settings

PREFIX = "ROUNDTABLE_"
ANY_OPTIONS = (Option(id="A", label="Yes"), Option(id="B", label="No"))

ROWS: dict[str, Callable[[Settings], object]] = {
    "REDIS_URL": lambda s: _without_password(s.redis_url) if s.redis_url else "embedded",
    "HOST": lambda s: s.host,
    "PORT": lambda s: s.port,
    "DATA_DIR": lambda s: s.data_dir,
    "PUBLIC_URL": lambda s: s.public_url or "none",
    "DEFAULT_PANEL": lambda s: ", ".join(s.default_panel) or "none",
    "ALLOW_ANONYMOUS": lambda s: _switch(on=s.allow_anonymous),
    "RETENTION_DAYS": lambda s: s.retention_days,
    "WORKER_CONCURRENCY": lambda s: s.worker_concurrency,
    "DRAIN_SECONDS": lambda s: s.drain_s,
    "LOG_FORMAT": lambda s: s.log_format.value,
    "SIM": lambda s: _switch(on=s.sim),
    "PROVIDERS_FILE": lambda s: s.providers_file or "none",
}
"""Every setting by its variable, without the prefix, and how it is shown."""


def provider_configs(settings: Settings) -> tuple[ProviderConfig, ...]:
    """Return every provider that these settings know.

    Raises `SettingsError` for a providers file or an address that cannot be used.
    """
    text = settings.providers_file.read_text() if settings.providers_file else ""
    return configure(settings.variables, load_providers_file(text))


def faults(settings: Settings, catalogue: Catalogue) -> Iterator[str]:
    """Say what the settings ask for that will not be."""
    for variable in sorted(settings.variables):
        if variable in settings.not_yet:
            yield f"{variable} is set, but what it sets is not built yet."
        elif variable.startswith(PREFIX) and variable.removeprefix(PREFIX) not in ROWS:
            yield f"{variable} is no setting of this version."
    for model in settings.default_panel:
        if fault := catalogue.check(model):
            yield f"ROUNDTABLE_DEFAULT_PANEL: {fault.detail}"


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


def default_panel(settings: Settings, catalogue: Catalogue) -> str:
    """Say who sits on a panel that is not named."""
    models = default_models(settings, catalogue, ANY_OPTIONS)
    if all(model.startswith(f"{SIMULATED}/") for model in models):
        return "simulated models" if models else "nobody: every debate has to name its panel"
    return ", ".join(models)


def _key(config: ProviderConfig) -> str:
    variable = config.spec.key_variable
    if variable is None:
        return "no key needed"
    return f"{variable} {'set' if config.api_key else 'not set'}"


def _switch(*, on: bool) -> str:
    return "on" if on else "off"


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    if parts.password is None:
        return url
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{parts.username or ''}:***@{place}"))
