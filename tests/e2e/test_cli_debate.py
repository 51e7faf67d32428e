"""`roundtable debate` with a server, and its client with one that breaks off."""

import asyncio
import json
import re
import sys
import tempfile
from collections.abc import Iterator

import httpx
import msgspec
import pytest

from cli.client import Client
from service.domain.debate import Debate
from tests.support.commands import DEADLINE_S, POLL_S, a_command
from tests.support.debates import a_ledger, the_reference_case
from tests.support.interrupted import InterruptedEvents
from tests.support.watched import events_of

OPTIONS = ("-o", "Yes", "-o", "No")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with (
        tempfile.TemporaryDirectory(prefix="rt-") as folder,
        a_command("dev", "--port", "0", ROUNDTABLE_DATA_DIR=folder) as dev,
    ):
        found = re.search(r"http://127\.0\.0\.1:\d+", dev.prints("Ctrl-C stops it"))
        assert found
        yield found[0]


def said(*arguments: str) -> tuple[int, str]:
    """Run a command to its end; return its status and what it printed."""
    with a_command(*arguments) as command:
        return command.ends(), command.output


def test_a_debate_is_shown_and_completes(url: str) -> None:
    models = ("-m", "sim/A", "-m", "sim/B>A", "-m", "sim/A")

    status, printed = said("debate", "Is it?", *OPTIONS, *models, "--url", url)

    assert status == 0, printed
    assert "Unanimous: Yes (3 of 3)" in printed


def test_a_debate_without_an_outcome_is_a_failure(url: str) -> None:
    models = ("-m", "sim/refuse", "-m", "sim/refuse")

    status, printed = said("debate", "Is it?", *OPTIONS, *models, "--url", url)

    assert status == 1
    assert "declined to answer" in printed
    assert "The debate failed" in printed


@pytest.mark.parametrize(("model", "status"), [("sim/A", 0), ("sim/refuse", 1)])
def test_json_is_all_that_is_printed_where_it_is_asked_for(
    url: str, model: str, status: int
) -> None:
    models = ("-m", model, "-m", model, "--rounds", "1")

    ended, printed = said("debate", "Is it?", *OPTIONS, *models, "--url", url, "--json")

    both = json.loads(printed)
    assert ended == status
    assert (both["debate"]["status"] == "completed") is (status == 0)
    assert (both["summary"] is not None) is (status == 0)


def test_a_refusal_names_every_fault(url: str) -> None:
    models = ("-m", "nobody/x", "-m", "openai/x")

    status, printed = said("debate", "Is it?", *OPTIONS, *models, "--url", url)

    assert status == 1
    assert "/panel/0/model" in printed
    assert "/panel/1/model" in printed
    assert "Traceback" not in printed


async def test_events_that_break_off_are_resumed_without_gap_or_repeat() -> None:
    events = events_of(_with_odd_line_ends(the_reference_case()))
    async with InterruptedEvents(events, at_once=7) as server, Client(server.url) as client:
        async with asyncio.timeout(DEADLINE_S):
            seen = [event.sequence async for event in client.events(events[0].data.id)]

    assert seen == [event.sequence for event in events]
    assert server.resumed_after == [0, 7, 14]


@pytest.mark.skipif(sys.platform != "linux", reason="needs signals as Linux has them")
async def test_who_stops_watching_is_told_where_the_debate_goes_on(url: str) -> None:
    models = ("-m", "sim/A?delay=2", "-m", "sim/B?delay=2", "--rounds", "1")
    with a_command("debate", "Is it?", *OPTIONS, *models, "--url", url) as command:
        command.prints("blind:")
        command.process.terminate()
        status, printed = command.ends(), command.output

    assert status == 143
    found = re.search(r"The debate goes on: (\S+)", printed)
    assert found, printed
    async with httpx.AsyncClient(trust_env=False) as client, asyncio.timeout(DEADLINE_S):
        ended = ""
        while ended != "completed":
            ended = (await client.get(found[1])).json()["status"]
            await asyncio.sleep(POLL_S)


def _with_odd_line_ends(debate: Debate) -> Debate:
    """Let someone argue with characters that end lines elsewhere, but not in an event stream."""
    first = debate.responses[0]
    return a_ledger(debate, msgspec.structs.replace(first, argument="one\u2028two\x85three"))
