"""Chaos, run long: one line a seed, a table at the end, status 1 when the audit finds anything.

make chaos
make chaos CHAOS='--seeds 5 --first 100'
make chaos CHAOS='--seeds 0'        # only what becomes of notices
"""

import argparse
import asyncio
import signal
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from service.domain.debate import DebateStatus
from tests.faults.audit import RULES
from tests.faults.chaos import ALL_END, Report, Size, run_chaos
from tests.faults.deliveries import Amount, Report as Arrived, run_deliveries
from tests.faults.scene import Kind

MANY = Amount(endpoints=20, debates=25, waves=3)
COLUMN = 56
"""Characters for the names in the table."""


def main() -> int:
    """Run the seeds; return the exit status."""
    # To be told to end is no reason to leave processes behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    options = _options()
    size = Size(debates=options.debates, faults=options.faults, over_s=options.over)
    reports: list[Report] = []
    for number in range(options.first, options.first + options.seeds):
        report = asyncio.run(run_chaos(seed=str(number), size=size, keep=options.keep))
        reports.append(report)
        print(_line(report), flush=True)
        for problem in report.problems:
            print(f"    {problem}", flush=True)
    arrived = asyncio.run(run_deliveries(MANY))
    print(_line_of_notices(arrived), flush=True)
    for problem in arrived.problems:
        print(f"    {problem}", flush=True)
    print("\n".join(_table(reports)))
    return int(bool(arrived.problems) or any(report.problems for report in reports))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make chaos", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--seeds", type=int, default=20, help="how many")
    parser.add_argument("--first", type=int, default=1, help="the first of them")
    parser.add_argument("--debates", type=int, default=60, help="of each seed")
    parser.add_argument("--faults", type=int, default=14, help="of each seed")
    parser.add_argument("--over", type=float, default=24, help="seconds to create the debates in")
    parser.add_argument("--keep", type=Path, help="a folder for the files of seeds with problems")
    return parser.parse_args()


def _line(report: Report) -> str:
    done = Counter(incident.kind for incident in report.evidence.incidents)
    ends = Counter(debate.state.status for debate in report.evidence.debates.values())
    return (
        f"seed {report.seed:>4} {report.took_s:6.1f} s  {len(report.problems)} problems "
        f" {_counted(ends)}; {report.repeats} calls repeated;"
        f" recovery {_times(report.recoveries_s)}; {_counted(done)}"
    )


def _line_of_notices(report: Arrived) -> str:
    arrivals = report.arrivals
    return (
        f"notices   {report.took_s:6.1f} s  {len(report.problems)} problems "
        f" {len(arrivals.deliveries)} deliveries in {len(arrivals.heard)} requests;"
        f" {_counted(Counter(incident.kind for incident in arrivals.incidents))}"
    )


def _table(reports: Sequence[Report]) -> list[str]:
    recovered = [seconds for report in reports for seconds in report.recoveries_s]
    broken = Counter(problem.rule for report in reports for problem in report.problems)
    store_only = [report for report in reports if report.only_the_store]
    rows = {
        "seeds": len(reports),
        "debates": sum(len(report.evidence.debates) for report in reports),
        "faults": sum(len(report.evidence.incidents) for report in reports),
        "calls": sum(report.calls for report in reports),
        "calls repeated": sum(report.repeats for report in reports),
        "calls repeated where only the store was away": (
            f"{sum(report.repeats for report in store_only)} in {len(store_only)} seeds"
        ),
        "recovery after kill -9": _times(recovered),
        **{f"problems: {rule}": broken[rule] for rule in (ALL_END, *RULES)},
    }
    return ["", *(f"{name:<{COLUMN}} {value}" for name, value in rows.items())]


def _times(seconds: Sequence[float]) -> str:
    if not seconds:
        return "-"
    return f"p50 {median(seconds):.1f} s, max {max(seconds):.1f} s (n={len(seconds)})"


def _counted(counts: Counter[Kind] | Counter[DebateStatus]) -> str:
    return ", ".join(f"{times} {name}" for name, times in sorted(counts.items(), key=str))


if __name__ == "__main__":
    sys.exit(main())
