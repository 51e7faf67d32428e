"""What `roundtable config` says, and what it never says."""

from pathlib import Path

import pytest

from cli.configuration import (
    faults,
    limits,
    panel_by_default,
    prices,
    provider_configs,
    providers,
    rows,
)
from service.domain.errors import SettingsError
from service.providers.catalogue import Catalogue
from service.settings import Settings, read_settings

DEFAULT_PANEL, SUMMARIZERS = "ROUNDTABLE_DEFAULT_PANEL", "ROUNDTABLE_SUMMARIZERS"


def catalogue(settings: Settings) -> Catalogue:
    return Catalogue(provider_configs(settings), sim=settings.sim)


def test_every_setting_says_where_it_comes_from() -> None:
    told = {
        name: (value, source)
        for name, value, source in rows(
            read_settings(
                {
                    "ROUNDTABLE_PORT": "9000",
                    "ROUNDTABLE_SIM": "",
                }
            )
        )
    }

    assert told["ROUNDTABLE_PORT"] == ("9000", "environment")
    assert told["ROUNDTABLE_SIM"] == ("on", "default")
    assert told["ROUNDTABLE_START_PAGE"] == ("on in dev", "default")
    assert told["ROUNDTABLE_RATE_LIMIT"] == ("600/60", "default")
    assert told[DEFAULT_PANEL] == ("none", "default")


@pytest.mark.parametrize("panel", ["reference", "sim/A, sim/B"])
def test_the_default_panel_is_shown_as_it_was_set(panel: str) -> None:
    told = {name: value for name, value, _ in rows(read_settings({DEFAULT_PANEL: panel}))}

    assert told[DEFAULT_PANEL] == panel


def test_summarizers_are_shown_as_they_are_asked() -> None:
    told = {name: value for name, value, _ in rows(read_settings({SUMMARIZERS: "lab/b,lab/a"}))}

    assert told[SUMMARIZERS] == "lab/b, lab/a"


def test_places_that_webhooks_may_go_to_are_shown_as_they_are_set() -> None:
    settings = read_settings({"ROUNDTABLE_WEBHOOK_ALLOW": "[::1]:9000, localhost:9000"})

    told = {name: value for name, value, _ in rows(settings)}

    assert told["ROUNDTABLE_WEBHOOK_ALLOW"] == "[::1]:9000, localhost:9000"


def test_no_secret_is_told() -> None:
    settings = read_settings(
        {
            "ROUNDTABLE_REDIS_URL": "redis://user:hunter2@host:6379/0",
            "OPENAI_API_KEY": "sk-hunter2",
            "ROUNDTABLE_SECRET_KEY": "hunter2-hunter2-a, hunter2-hunter2-b",
        }
    )

    told = f"{list(rows(settings))}{list(providers(provider_configs(settings)))}"

    assert "hunter2" not in told
    assert "redis://user:***@host:6379/0" in told
    assert "OPENAI_API_KEY set" in told
    assert "XAI_API_KEY not set" in told
    assert "('ROUNDTABLE_SECRET_KEY', '2 keys', 'environment')" in told


@pytest.mark.parametrize(
    ("variables", "fault"),
    [
        ({"ROUNDTABLE_PROT": "1"}, "ROUNDTABLE_PROT is no setting"),
        ({DEFAULT_PANEL: "nobody/x,sim/A"}, "no provider 'nobody'"),
        ({DEFAULT_PANEL: "openai/x,sim/A"}, "OpenAI is not configured"),
        ({DEFAULT_PANEL: "openai/x,sim/A"}, "mixes simulated models with real ones"),
        ({SUMMARIZERS: "nobody/x"}, "ROUNDTABLE_SUMMARIZERS: There is no provider 'nobody'"),
        ({SUMMARIZERS: "sim/summary,openai/x"}, "ROUNDTABLE_SUMMARIZERS: OpenAI is not"),
        ({SUMMARIZERS: "sim/summary", "ROUNDTABLE_SIM": "off"}, "are switched off here"),
        ({DEFAULT_PANEL: "reference"}, "Nothing that serves Grok 4.1 Fast"),
    ],
)
def test_what_would_be_ignored_or_refused_is_a_fault(
    variables: dict[str, str], fault: str
) -> None:
    settings = read_settings(variables)

    assert fault in "".join(faults(settings, catalogue(settings)))


def test_good_settings_have_no_fault() -> None:
    settings = read_settings(
        {DEFAULT_PANEL: "sim/A,sim/B", SUMMARIZERS: "sim/summary, ollama/x", "PATH": "/bin"}
    )

    assert not list(faults(settings, catalogue(settings)))


@pytest.mark.parametrize(
    ("variables", "panel"),
    [
        ({}, "simulated models"),
        ({"ROUNDTABLE_SIM": "off"}, "nobody: every debate has to name its panel"),
        ({DEFAULT_PANEL: "openai/a,xai/b"}, "openai/a, xai/b"),
        (
            {"AZURE_OPENAI_API_KEY": "k", "AZURE_OPENAI_ENDPOINT": "https://x.example"},
            (
                "nobody: Azure OpenAI has a key here, but which models it serves is not known:"
                " name a panel, or set ROUNDTABLE_DEFAULT_PANEL."
            ),
        ),
        ({DEFAULT_PANEL: "current"}, "current, of which some cannot be reached"),
        ({"OPENAI_API_KEY": "k", "XAI_API_KEY": "k"}, "openai/gpt-6.1-sol, xai/grok-4.7"),
    ],
)
def test_the_default_panel_is_told(variables: dict[str, str], panel: str) -> None:
    settings = read_settings(variables)

    assert panel_by_default(settings, catalogue(settings)) == panel


def test_limits_are_told(tmp_path: Path) -> None:
    path = tmp_path / "providers.toml"
    path.write_text(
        '[[limit]]\nprovider = "openai"\nconcurrency = 8\ntokens_per_minute = 100000\n'
    )

    settings = read_settings({"ROUNDTABLE_PROVIDERS_FILE": str(path)})

    assert list(limits(settings)) == [("openai", "concurrency 8, tokens per minute 100000")]
    assert list(limits(read_settings({}))) == []


@pytest.mark.parametrize("content", [b"[[provider]]\nname = 1", b"# \xff"])
def test_a_providers_file_that_cannot_be_read_stops_it(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "providers.toml"
    path.write_bytes(content)

    settings = read_settings({"ROUNDTABLE_PROVIDERS_FILE": str(path)})

    with pytest.raises(SettingsError):
        provider_configs(settings)
    with pytest.raises(SettingsError):
        prices(settings)
