"""What the service is to reach, P1 to P12: asked, measured, beside what could be had, met or not.

    make bench
    make bench BENCH='--only P2 --only P8'
    make bench BENCH='--write'

Prints one table. A goal that is missed is no failure of the measurement, nor is one that cannot be
measured, which says why: the exit status is 0. A further goal is a module of `rows` with a `report`
and its row in `GOALS`.
"""

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import msgspec

from bench.deployment import LEASHED
from bench.goal_process import GOALS
from bench.goals import Figure, Report
from bench.machine import told
from bench.model_server import ROOT

RESULTS = Path("bench/RESULTS.md")
LONGEST_GOAL_S = 480.0
ENDS_WITHIN_S = 30.0
TELL_EVERY_S = 15.0
LONGEST_REASON = 200

HEADER = ("", "asked", "measured", "to the ceiling", "")
WIDTHS = (4, 56, 32, 30, 6)

Reports = Mapping[str, Report]


class NotMeasuredError(Exception):
    """A goal could not be measured; says why."""


def main() -> None:
    """Measure, and print."""
    options = _options()
    names = options.only or list(GOALS)
    minutes = sum(GOALS[name].takes_s for name in names) / 60
    began_s = time.monotonic()
    print(told())
    _progress(f"Measuring {', '.join(names)}: some {minutes:.0f} minutes.")
    print(_line(HEADER), flush=True)
    reports: dict[str, Report] = {}
    for number, name in enumerate(names, start=1):
        _progress(f"{name}, {GOALS[name].about} ({number} of {len(names)})")
        reports[name] = _measured(name)
        for cells in _cells(name, reports[name]):
            print(_line(cells), flush=True)
    print()
    for name, report in reports.items():
        for note in report.notes:
            print(f"{name}: {note}")
    if options.write:
        (ROOT / RESULTS).write_text(_page(reports))
        _progress(f"Written to {RESULTS}.")
    _progress(f"Measured in {(time.monotonic() - began_s) / 60:.0f} min.")


def _options() -> argparse.Namespace:
    prog, text = "make bench", (__doc__ or "").split("\n")[0]
    parser = argparse.ArgumentParser(prog=prog, description=text)
    parser.add_argument("--only", action="append", choices=GOALS, help="a goal; repeat")
    parser.add_argument("--write", action="store_true", help=f"write {RESULTS} as well")
    return parser.parse_args()


def _measured(name: str) -> Report:
    """Measure a goal; when that fails the report says why, and the others go on."""
    try:
        return measure(name)
    except NotMeasuredError as error:
        failed = Figure(asks=GOALS[name].about, measured="not measured")
        return Report(figures=(failed,), notes=(f"Not measured: {error}",))


def measure(name: str) -> Report:
    """Measure one goal in a process of its own; `NotMeasuredError` when it does not end well."""
    command = [*LEASHED, str(os.getpid()), sys.executable, "-m", "bench.goal_process", name]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=said)
        try:
            printed = _waited_for(name, process)
        finally:
            _end(process)
        if process.returncode != 0:
            raise NotMeasuredError(_reason(said, process.returncode))
    try:
        return msgspec.json.decode(printed, type=Report)
    except msgspec.MsgspecError as error:
        raise NotMeasuredError(f"What it printed is no report: {error}") from error


def _waited_for(name: str, process: "subprocess.Popen[bytes]") -> bytes:
    """Return what a process prints, and say meanwhile that it is at work."""
    began_s = time.monotonic()
    while (waited_s := time.monotonic() - began_s) < LONGEST_GOAL_S:
        with contextlib.suppress(subprocess.TimeoutExpired):
            return process.communicate(timeout=TELL_EVERY_S)[0]
        _progress(f"  {name}: {waited_s + TELL_EVERY_S:.0f} s of some {GOALS[name].takes_s}")
    raise NotMeasuredError(f"It took more than {LONGEST_GOAL_S:g} s.")


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a process with all that it has started, if it still runs."""
    with process:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(ENDS_WITHIN_S)
            except subprocess.TimeoutExpired:
                process.kill()


def _reason(said: BinaryIO, status: int) -> str:
    """Return the last that a process said, which is what it ended by."""
    said.seek(0)
    lines = [line for line in said.read().decode(errors="replace").split("\n") if line.strip()]
    sys.stderr.write("\n".join(lines[-40:]) + "\n")
    # Of a group of errors, the last line of each is drawn into a tree.
    named = [line.strip(" |+-") for line in lines if "Error" in line and "File" not in line]
    last = next(reversed(named), lines[-1] if lines else "it said nothing")
    return f"{last[:LONGEST_REASON]} (status {status})"


def _cells(name: str, report: Report) -> Iterator[tuple[str, ...]]:
    for number, figure in enumerate(report.figures):
        first = name if number == 0 else ""
        yield first, figure.asks, figure.measured, figure.ceiling, figure.verdict


def _line(cells: tuple[str, ...]) -> str:
    padded = (f"{cell:{width}}" for cell, width in zip(cells, WIDTHS, strict=True))
    return " ".join(padded).rstrip()


def _page(reports: Reports) -> str:
    """Return the results as Markdown."""
    rows = [
        " | ".join(("", *cells, "")).strip()
        for name, report in reports.items()
        for cells in _cells(name, report)
    ]
    notes = [f"- {name}: {note}" for name, report in reports.items() for note in report.notes]
    return "\n".join(
        (
            "# Results",
            "",
            f"Written by `make bench BENCH='--write'` on {datetime.now(UTC):%d %B %Y, %H:%M} UTC.",
            f"{told()} How each goal is measured, and how to read it: [README](README.md).",
            "",
            "| | asked | measured | to the ceiling | |",
            "|---|---|---|---|---|",
            *rows,
            "",
            *notes,
            "",
        )
    )


def _progress(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
