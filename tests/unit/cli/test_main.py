"""The command line: statuses, sentences and what goes to which stream."""

import json
import os
import re

import pytest

from cli.key_commands import keys_commands
from cli.main import COMMANDS, main
from cli.webhook_commands import webhooks_commands
from service.providers.prices import Prices

GROUPS = (keys_commands, webhooks_commands)


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("ROUNDTABLE_") or name.endswith(("_API_KEY", "_BASE_URL")):
            monkeypatch.delenv(name)


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_command_and_option_explains_itself(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main([*filter(None, [command]), "--help"])

    shown = capsys.readouterr()
    assert status == 0
    assert shown.out.startswith("Usage: roundtable")
    assert not shown.err


def test_models_that_help_names_are_models_of_the_table(
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(["debate", "--help"])

    named = re.findall(r"\b(?!sim/)[a-z]+/[\w.-]+", capsys.readouterr().out)
    assert named
    assert all(map(Prices().find, named)), named


@pytest.mark.parametrize(
    ("group", "command"),
    [(group.name, command) for group in GROUPS for command in group.commands],
)
def test_every_command_of_a_group_explains_itself(
    group: str, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([group, command, "--help"]) == 0

    assert capsys.readouterr().out.startswith(f"Usage: roundtable {group} {command}")


def test_the_list_of_commands_cuts_no_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--help"])

    assert "..." not in capsys.readouterr().out.partition("Commands:")[2]


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["serve"], 2, "Set ROUNDTABLE_REDIS_URL, or use `roundtable dev`"),
        (["worker"], 2, "Set ROUNDTABLE_REDIS_URL, or use `roundtable dev`"),
        (["serve", "--port", "x"], 2, "ROUNDTABLE_PORT"),
        (["keys", "create"], 2, "--tenant"),
        (["keys", "create", "--tenant", "Acme"], 2, "lower-case letters"),
        (["keys", "create", "--tenant", ""], 2, "1 to 64"),
        (["keys", "create", "--tenant", "a", "--scope", "all"], 2, "debates:read"),
        (["keys", "create", "--tenant", "a", "--expires", "soon"], 2, "90d"),
        (["keys", "create", "--tenant", "a", "--expires", "2020-01-01"], 2, "in the past"),
        (["keys", "create", "--tenant", "a", "--expires", "99999999d"], 2, "90d"),
        (["keys", "create", "--tenant", "a", "--name", "two\nlines"], 2, "on one line"),
        (["keys", "revoke"], 2, "ID"),
        (["keys", "nonsense"], 2, "nonsense"),
        (["demo", "--panel", "current"], 2, "No provider is configured"),
        (["demo", "--panel", "sim/A"], 2, "2 to 12 models"),
        (["local", "--host", "0.0.0.0"], 2, "served on loopback only"),  # noqa: S104
        (["local", "--model", "/nowhere/model"], 2, "There is no file /nowhere/model"),
        (
            ["debate", "q", "-o", "a", "-o", "b", "--url", "http://127.0.0.1:9"],
            1,
            "roundtable dev",
        ),
        (["debate", "q", "-o", "a", "-o", "b", "--url", "nonsense"], 2, "nonsense is no address"),
        (["debate", "q"], 2, "--option"),
        (["debate", "q", "-o", "a", "--json", "--markdown"], 2, "not both"),
        (["debate", "q", "-o", "a", "--detach", "--json"], 2, "--detach"),
        (["debate", "q", "-o", "a", "--context", "x", "--context-file", "LICENSE"], 2, "not both"),
        (["debate", "q", "-o", "a", "--context-file", "/nowhere"], 2, "/nowhere cannot be read"),
        (["debate", "q", "-o", "a", "--require", "luck"], 2, "--require"),
        (["debate", "q", "-o", "a", "--url", "ftp://me:hush@a.b"], 2, "ftp://a.b is no address"),
        (["debate", "\udcff", "-o", "a"], 2, "no text in UTF-8"),
        (["watch", "../keys"], 2, "the id of a debate is needed"),
        (["report", "--since", "yesterday"], 2, "a time before now such as 90d or 12h, or a date"),
        (["report", "--since", "999999d"], 2, "a time before now"),
        (["report", "--limit", "0"], 2, "--limit"),
        (["report", "--url", "nonsense"], 2, "nonsense is no address"),
        (["webhooks", "listen", "--host", "192.0.2.1"], 2, "loopback only"),
        (["webhooks", "listen", "--secret", "whsec_short"], 2, "--secret"),
        (["webhooks", "listen", "--answer", "99"], 2, "--answer"),
        (["webhooks", "listen", "--event", "debate.forgotten"], 2, "debate.completed"),
        (["webhooks", "listen", "--url", "https://api.example.com"], 2, "--secret"),
        (
            ["webhooks", "listen", "--port", "0", "--url", "nonsense://127.0.0.1"],
            2,
            "nonsense://127.0.0.1 is no address of a server",
        ),
        (["nonsense"], 2, "nonsense"),
    ],
)
def test_an_expected_error_is_a_sentence_and_a_status(
    arguments: list[str], status: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == status

    shown = capsys.readouterr()
    assert said in shown.err
    assert "Traceback" not in shown.err
    assert not shown.out


def test_the_openapi_document_is_all_that_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["openapi"]) == 0
    first = capsys.readouterr()
    main(["openapi"])

    assert json.loads(first.out)["openapi"].startswith("3.1")
    assert first.out.endswith("}\n")
    assert first.out == capsys.readouterr().out
    assert not first.err


def test_config_shows_settings_providers_and_panel(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config"]) == 0

    shown = capsys.readouterr().out
    assert "ROUNDTABLE_DATA_DIR" in shown
    assert "openai      not configured" in shown
    assert "Default panel: simulated models" in shown


def test_a_check_of_good_settings_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "--check"]) == 0

    assert capsys.readouterr() == ("", "")


def test_a_check_of_bad_settings_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ROUNDTABLE_PROT", "80")

    assert main(["config"]) == 0
    assert main(["config", "--check"]) == 2
    assert "ROUNDTABLE_PROT is no setting" in capsys.readouterr().err
