"""The demo as a stranger runs it: it shows the reference case and leaves nothing behind."""

import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.commands import a_command, embedded_pid, is_gone
from tests.support.patience import comes_true

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")


@pytest.fixture
def place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="rt-") as folder:
        yield Path(folder)


def test_the_demo_shows_the_reference_case_to_its_end(place: Path) -> None:
    with a_command("demo", TMPDIR=str(place)) as demo:
        server = embedded_pid(demo)
        status = demo.ends()
        shown = " ".join(demo.output.split())

    assert status == 0, shown
    assert "The models here are simulated" in shown
    assert "DeepSeek V3.2 A Yes, all → B Yes, partial train changed its mind" in shown
    assert "Tie: Yes, partial train and No (2 of 6 each), no agreement after 2 rounds" in shown
    assert "No by tie-break over all rounds" in shown
    assert "curl -s http://127.0.0.1:8000/v1/debates" in shown
    assert "majority" not in shown.lower()
    assert "\x1b" not in shown
    assert is_gone(server)
    assert not list(place.iterdir())


@pytest.mark.parametrize(
    ("ending", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)]
)
def test_a_demo_that_is_ended_leaves_no_process_behind(
    place: Path, ending: signal.Signals, status: int
) -> None:
    with a_command("demo", TMPDIR=str(place)) as demo:
        server = embedded_pid(demo)
        demo.prints("Round 1")
        demo.process.send_signal(ending)

        assert demo.ends() == status, demo.output
        assert comes_true(lambda: is_gone(server))
        assert "Traceback" not in demo.output

    if ending is not signal.SIGKILL:
        assert not list(place.iterdir())


def test_money_is_not_spent_unasked(place: Path) -> None:
    with a_command(
        "demo", "--panel", "current", TMPDIR=str(place), OPENAI_API_KEY="sk-nothing"
    ) as demo:
        status = demo.ends()
        shown = " ".join(demo.output.split())

    assert status == 2
    assert "openai/gpt-6.1-sol $0." in shown
    assert "At the prices of 20" in shown
