"""`roundtable debate` with a server, and its client with one that breaks off."""

import asyncio
import json
import re
import shlex
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import httpx
import msgspec
import pytest

from cli.client import Client
from cli.main import main
from service.domain.debate import Debate
from tests.support.commands import COMMAND, a_command, address_of
from tests.support.debates import a_ledger, the_reference_case
from tests.support.interrupted import InterruptedEvents
from tests.support.patience import PATIENCE_S, POLL_S
from tests.support.terminal import a_terminal
from tests.support.watched import events_of, widest

OPTIONS = ("-o", "Yes", "-o", "No")
FULL = Path("/dev/full")
COMMANDING = (
    "[red]red[/red] [link=https://evil.example]x[/link] \x1b[31m\x1b[2J\x1b]0;title\x07"
    "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\ \x9b2J \u202eback\u2066 \u200b\u2028 end"
)
"""What would color, clear, name and link, were it obeyed."""
HARMLESS = {"\n", "\u2068", "\u2069"}
"""The last two are a pair, by which Markdown keeps a text from turning the line around it."""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with (
        tempfile.TemporaryDirectory(prefix="rt-") as folder,
        a_command("dev", "--port", "0", ROUNDTABLE_DATA_DIR=folder) as dev,
    ):
        yield address_of(dev)


class Said(NamedTuple):
    """What a command left."""

    status: int
    printed: str
    notes: str
    """What it wrote to standard error."""


Say = Callable[..., Said]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, url: str) -> Say:
    """Run a command to its end, in this process, where that server is set."""
    monkeypatch.setenv("ROUNDTABLE_URL", url)
    monkeypatch.delenv("ROUNDTABLE_API_KEY", raising=False)

    def run(*arguments: str) -> Said:
        return Said(main(arguments), *capsys.readouterr())

    return run


def test_a_debate_is_shown_and_completes(say: Say) -> None:
    models = ("-m", "sim/A", "-m", "sim/B>A", "-m", "sim/A")

    status, printed, _ = say("debate", "Is it?", *OPTIONS, *models)

    assert status == 0, printed
    assert "Unanimous: Yes (3 of 3)" in printed


def test_a_debate_without_an_outcome_is_a_failure(say: Say) -> None:
    models = ("-m", "sim/refuse", "-m", "sim/refuse")

    status, printed, _ = say("debate", "Is it?", *OPTIONS, *models)

    assert status == 4
    assert "declined to answer" in printed
    assert "The debate failed" in printed


@pytest.mark.parametrize(("model", "status"), [("sim/A", 0), ("sim/refuse", 4)])
def test_json_is_all_that_is_printed_where_it_is_asked_for(
    say: Say, model: str, status: int
) -> None:
    models = ("-m", model, "-m", model, "--rounds", "1")

    said = say("debate", "Is it?", *OPTIONS, *models, "--json")

    both = json.loads(said.printed)
    assert (said.status, said.notes) == (status, "")
    assert (both["debate"]["status"] == "completed") is (status == 0)
    assert (both["summary"] is not None) is (status == 0)


def test_a_refusal_names_every_fault(say: Say) -> None:
    models = ("-m", "nobody/x", "-m", "openai/x", "--rounds", "0")

    status, printed, notes = say("debate", "Is it?", *OPTIONS, *models)

    assert (status, printed) == (1, "")
    assert "/panel/0/model" in notes
    assert "/panel/1/model" in notes
    assert "/protocol/max_rounds" in notes
    assert "Traceback" not in notes


@pytest.mark.parametrize(("model", "status"), [("sim/A", 0), ("sim/refuse", 4)])
def test_markdown_is_all_that_is_printed_where_it_is_asked_for(
    say: Say, model: str, status: int
) -> None:
    models = ("-m", model, "-m", model, "--rounds", "1")

    said = say("debate", "Is it?", *OPTIONS, *models, "--markdown")

    assert (said.status, said.notes) == (status, "")
    assert said.printed.startswith("# Is it?\n")
    assert "## Round 1" in said.printed


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("--require", "decision"), 0),
        (("--require", "consensus"), 3),
        (("--require", "consensus", "--votes-needed", "2"), 0),
        (("--require", "consensus", "--consensus", "unanimous"), 3),
    ],
)
def test_what_is_required_decides_the_status(
    say: Say, arguments: tuple[str, ...], status: int
) -> None:
    models = ("-m", "sim/A", "-m", "sim/B>A", "-m", "sim/B", "-m", "sim/C")
    asked = (*OPTIONS, "-o", "Maybe", *models, "--rounds", "2")

    assert say("debate", "Is it?", *asked, *arguments).status == status


def test_who_leaves_at_once_can_come_back(say: Say, url: str) -> None:
    models = ("-m", "sim/A", "-m", "sim/B>A", "--context", "Read this.")

    left = say("debate", "Is it?", *OPTIONS, *models, "--detach")
    came = say("watch", left.printed.strip())
    again = say("watch", left.printed.strip(), "--json")

    assert (left.status, came.status, again.status) == (0, 0, 0)
    assert re.fullmatch(r"dbt_[0-9a-z]{26}\n", left.printed)
    assert "Round 1" in came.printed
    assert "Unanimous: Yes (2 of 2)" in came.printed
    assert f"Everything that was said:\n  {url}/" in came.printed
    assert json.loads(again.printed)["debate"]["context"] == "Read this."


def test_a_debate_that_was_canceled_says_so_with_its_status(say: Say, url: str) -> None:
    models = ("-m", "sim/A?delay=20", "-m", "sim/B?delay=20")
    left = say("debate", "Is it?", *OPTIONS, *models, "--detach").printed.strip()
    httpx.post(
        f"{url}/v1/debates/{left}/cancel", trust_env=False, timeout=PATIENCE_S
    ).raise_for_status()

    status, printed, _ = say("watch", left)

    assert status == 5
    assert "The debate was canceled" in printed


def test_a_debate_that_is_not_there_cannot_be_watched(say: Say) -> None:
    status, printed, notes = say("watch", "dbt_01m8agk8w3yza5k543jg1m8ttc")

    assert (status, printed) == (1, "")
    assert "goes on" not in notes


def test_background_is_read_from_a_file(say: Say, tmp_path: Path) -> None:
    file = tmp_path / "context.txt"
    file.write_text("Read this.", encoding="utf-8-sig")
    models = ("-m", "sim/A", "-m", "sim/A", "--context-file", str(file), "--json")

    said = say("debate", "Is it?", *OPTIONS, *models)

    assert json.loads(said.printed)["debate"]["context"] == "Read this."


@pytest.mark.parametrize("form", [(), ("--json",), ("--markdown",)])
def test_nothing_that_callers_and_models_write_commands_a_terminal(
    say: Say, form: tuple[str, ...]
) -> None:
    models = ("-m", "sim/A", "-m", "sim/B>A", "--rounds", "2", "--context", COMMANDING)
    asked = (f"Is it {COMMANDING}?", "-o", f"Yes {COMMANDING}", "-o", "No", *models)

    status, printed, _ = say("debate", *asked, *form)

    assert status == 0, printed
    assert {c for c in printed if unicodedata.category(c) in {"Cc", "Cf", "Zl"}} <= HARMLESS
    assert "[red]red" in printed.replace("\\", "")


def test_a_terminal_shows_seats_votes_and_what_is_being_written(url: str) -> None:
    models = ("-m", "sim/A?delay=1", "-m", "sim/B>A?delay=2", "-m", "sim/refuse")
    asked = ("debate", COMMANDING, *OPTIONS, *models, "--url", url)

    with a_terminal(*asked, columns=60, lines=20) as terminal:
        terminal.shows("2 of 3 answered")
        terminal.resize(44, 20)
        status = terminal.ends()

    shown = terminal.shown
    assert status == 0
    assert "⠋" in shown or "⠙" in shown
    assert re.search(r"Sim B>A +B +B → A +credits Sim A", shown)
    assert "Unanimous: Yes (2 of 2)" in shown
    assert widest(shown.partition("Everything that was said")[0]) <= 60
    assert terminal.raw.rindex("\x1b[?25h") > terminal.raw.rindex("\x1b[?25l")
    assert "\x1b]" not in terminal.raw
    assert not {"\x07", "\x9b", "\u202e"} & set(terminal.raw)


def test_without_color_nothing_is_colored(url: str) -> None:
    models = ("-m", "sim/A", "-m", "sim/B")

    with a_terminal(
        "debate", "Is it?", *OPTIONS, *models, "--rounds", "1", ROUNDTABLE_URL=url, NO_COLOR="1"
    ) as terminal:
        terminal.ends()

    assert "Tie: Yes and No" in terminal.shown
    assert not re.search(r"\x1b\[[0-9;]*m", terminal.raw)


def test_who_stops_a_live_view_has_a_cursor_again_and_is_told_how_to_come_back(url: str) -> None:
    models = ("-m", "sim/A?delay=20", "-m", "sim/B?delay=20")

    with a_terminal(
        "debate", "Is it?", *OPTIONS, *models, ROUNDTABLE_URL=url, ROUNDTABLE_API_KEY=" "
    ) as terminal:
        terminal.shows("0 of 2 answered")
        terminal.press(b"\x03")
        status = terminal.ends()

    assert status == 130
    assert terminal.raw.rindex("\x1b[?25h") > terminal.raw.rindex("\x1b[?25l")
    found = re.search(r"roundtable watch (dbt_\w{26}) --url (\S+)", terminal.shown)
    assert found, terminal.shown
    assert found[2] == url
    assert "Traceback" not in terminal.shown


def test_a_reader_who_leaves_ends_it_without_a_word(url: str) -> None:
    models = ("-m", "sim/A", "-m", "sim/B?delay=1")
    words = (*COMMAND, "debate", "Is it?", *OPTIONS, *models, "--rounds", "1", "--url", url)

    piped = subprocess.run(
        ["/bin/sh", "-c", f"{shlex.join(words)} | head -n 2"],
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE_S,
    )

    assert "Is it?" in piped.stdout
    assert piped.stderr == ""


@pytest.mark.skipif(not FULL.exists(), reason="needs a device that is full")
@pytest.mark.parametrize("form", [(), ("--json",)])
def test_a_disk_that_is_full_is_told_in_a_sentence(url: str, form: tuple[str, ...]) -> None:
    models = ("-m", "sim/A", "-m", "sim/A", "--rounds", "1")
    words = (*COMMAND, "debate", "Is it?", *OPTIONS, *models, "--url", url, *form)

    with FULL.open("wb") as full:
        ended = subprocess.run(
            words, stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=PATIENCE_S
        )

    assert ended.returncode == 1
    assert ended.stderr == "roundtable: There is no room left for what is to be printed.\n"


async def test_events_that_break_off_are_resumed_without_gap_or_repeat() -> None:
    events = events_of(_with_odd_line_ends(the_reference_case()))
    async with InterruptedEvents(events, at_once=7) as server, Client(server.url) as client:
        async with asyncio.timeout(PATIENCE_S):
            told = list[str]()
            following = client.events(
                events[0].data.id,
                lost=lambda: told.append("lost"),
                found=lambda: told.append("found"),
            )
            seen = [event.sequence async for event in following]

    assert told == ["found", "lost", "found", "lost", "found"]
    assert seen == [event.sequence for event in events]
    assert server.resumed_after == [0, 7, 14]


@pytest.mark.skipif(sys.platform != "linux", reason="needs signals as Linux has them")
async def test_who_stops_watching_is_told_where_the_debate_goes_on(url: str) -> None:
    models = ("-m", "sim/A?delay=2", "-m", "sim/B?delay=2", "--rounds", "1")
    with a_command("debate", "Is it?", *OPTIONS, *models, ROUNDTABLE_URL=url) as command:
        command.prints("blind:")
        command.process.terminate()
        status, printed = command.ends(), command.output

    assert status == 143
    found = re.search(r"The debate goes on: (\S+)", printed)
    assert found, printed
    async with (
        httpx.AsyncClient(trust_env=False, timeout=PATIENCE_S) as client,
        asyncio.timeout(PATIENCE_S),
    ):
        ended = ""
        while ended != "completed":
            ended = (await client.get(found[1])).json()["status"]
            await asyncio.sleep(POLL_S)


def _with_odd_line_ends(debate: Debate) -> Debate:
    """Let someone argue with characters that end lines elsewhere, but not in an event stream."""
    first = debate.responses[0]
    return a_ledger(debate, msgspec.structs.replace(first, argument="one\u2028two\x85three"))
