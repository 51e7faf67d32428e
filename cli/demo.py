"""The demo: the reference debate held for real, in a place of its own that is gone afterwards.

Everything is started embedded, in a temporary folder and on a free port, and spoken to over HTTP
like any server. What is said around the debate is here; the debate itself is drawn by `live` and
`report`.
"""

import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import msgspec
from msgspec.structs import replace
from rich.console import Console
from rich.text import Text

from cli.client import Client
from cli.house import keep_house
from cli.local_server import LocalPlace, open_server
from cli.panels import PanelSeat
from cli.watching import watch
from service.domain.debate import DebateSpec, DebateStatus
from service.domain.estimates import Amount, Estimate
from service.settings import Settings, Variables

QUESTION = "Should frontier models be open sourced, and their training stacks and data too?"
OPTIONS = {
    "A": "Yes, all",
    "B": "Yes, partial train",
    "C": "Yes, but not train",
    "D": "Maybe",
    "E": "No",
}
MAX_ROUNDS = 2

ADDRESS = "LLAMACPP_BASE_URL"
"""Where the worker finds the local server."""

SIMULATED_NOTE = (
    "The models here are simulated: none is called, no key is needed, nothing is spent. The API,"
    " the queue, the worker and the store are real."
)

LOCAL_NOTE = (
    "The models here are three seats of SmolLM2, which has 135 million parameters and runs on this"
    " machine: it argues badly, but it is real. No key is needed, nothing is spent. A round may"
    " take a minute."
)

GONE = "  (the demo's own server goes away now, and its data with it)"

YOURSELF = """\
make run                                  # serves http://127.0.0.1:8000

curl -s http://127.0.0.1:8000/v1/debates \\
  -H 'Content-Type: application/json' -H 'Prefer: wait=30' \\
  -d '{"question": "Is a hot dog a sandwich?",
       "options": [{"label": "Yes"}, {"label": "No"}],
       "panel": [{"model": "sim/B>A"}, {"model": "sim/A"}]}'

curl -s http://127.0.0.1:8000/v1/debates/ID/summary    # ID: "id" in the reply
curl -sN http://127.0.0.1:8000/v1/debates/ID/events    # live, as it happens

.venv/bin/roundtable debate "Is a hot dog a sandwich?" -o Yes -o No
make demo-local                           # with a small real model, on this machine
make demo PANEL=current                   # with the models you have keys for
"""


async def hold_demo(
    settings: Settings, panel: Sequence[PanelSeat], console: Console, *, plain: bool
) -> int:
    """Hold the reference debate with this panel, show it, and leave nothing behind.

    Returns the exit status: 0 when the debate completed.
    """

    async def debate(url: str) -> int:
        async with Client(url) as client:
            created = await client.create(request(panel))
            finished = await watch(client, created, console, plain=plain)
        _say_goodbye(console)
        return 0 if finished.status is DebateStatus.COMPLETED else 1

    _say_hello(console, panel)
    with tempfile.TemporaryDirectory(prefix="roundtable-", ignore_cleanup_errors=True) as folder:
        return await keep_house(_apart(settings, panel, Path(folder)), debate)


async def hold_local_demo(
    settings: Settings, model: Path, panel: Sequence[PanelSeat], console: Console, *, plain: bool
) -> int:
    """Hold the demo with the model of that file, served for as long as the debate lasts."""
    async with open_server(settings, model, LocalPlace()) as url:
        variables = Variables({**settings.variables, ADDRESS: url})
        return await hold_demo(replace(settings, variables=variables), panel, console, plain=plain)


def request(panel: Sequence[PanelSeat]) -> dict[str, object]:
    """Return the body that asks for the reference debate with this panel."""
    return {
        "question": QUESTION,
        "options": [{"id": option, "label": label} for option, label in OPTIONS.items()],
        "panel": msgspec.to_builtins(panel),
        "protocol": {"max_rounds": MAX_ROUNDS},
    }


def print_estimate(
    console: Console, spec: DebateSpec, expected: Estimate, prices_as_of: date
) -> None:
    """Say what the debate would ask of which models, what that costs, and how that is known."""
    console.print(
        Text("This debate asks real models, and their providers charge for it:", "heading")
    )
    for participant, seat in zip(spec.panel, expected.seats, strict=True):
        console.print(f"  {participant.model}  {_dollars(seat.cost_usd)}", highlight=False)
    if summary := expected.summary:
        console.print(
            f"  {summary.model}, for the summary  {_dollars(summary.cost_usd)}", highlight=False
        )
    calls, read, written = expected.calls, expected.input_tokens, expected.output_tokens
    console.print(
        f"It takes {calls.least} to {calls.most} calls, with {read.least:,} to {read.most:,} tokens"
        f" in and {written.least:,} to {written.most:,} out: the most if every model thinks as long"
        f" as it may in every round. At the prices of {prices_as_of} that costs"
        f" {_dollars(expected.cost_usd)}; an answer that has to be asked for again costs more.\n",
        highlight=False,
    )


def _dollars(amount: Amount | None) -> str:
    if amount is None:
        return "what nobody here knows"
    if amount.most == 0:
        return "nothing"
    return f"${amount.least:.3f} to ${amount.most:.3f}"


def _apart(settings: Settings, panel: Sequence[PanelSeat], folder: Path) -> Settings:
    return replace(
        settings,
        redis_url=None,
        host="127.0.0.1",
        port=0,
        public_url=None,
        data_dir=folder,
        drain_s=0,
        sim=settings.sim or any(seat.simulated for seat in panel),
        # What costs nothing is not to cost anything by its summary.
        summarizers=() if all(seat.free for seat in panel) else settings.summarizers,
    )


def _say_hello(console: Console, panel: Sequence[PanelSeat]) -> None:
    console.print(
        Text.assemble(
            ("Roundtable", "heading"),
            ": language models debate a question, vote, and may change their minds.",
        )
    )
    if all(seat.simulated for seat in panel):
        console.print(Text(SIMULATED_NOTE, "aside"))
    elif all(seat.local for seat in panel):
        console.print(Text(LOCAL_NOTE, "aside"))


def _say_goodbye(console: Console) -> None:
    console.print(Text.assemble("\n", ("Do it yourself", "heading"), GONE))
    for line in YOURSELF.splitlines():
        console.print(Text(f"  {line}".rstrip(), "command"), soft_wrap=True)
