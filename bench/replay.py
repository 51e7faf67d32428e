"""Hold logged debates again under the product's own rules, and count how often they end right.

    make replay
    make replay BENCH='--data my/logs'      # written as docs/replay.md says
    make replay BENCH='--json' > figures.json

Prints tables: every data set, the pools that figures are known for and these beside what came
out, and measures of the debates. A figure that is missed is no failure of the measurement: the
exit status is 0, and 1 where there is nothing that could be replayed.
"""

import argparse
import sys
from pathlib import Path

import msgspec

from bench.replayed.logs import UnreadableLogsError, read_logs
from bench.replayed.report import report_on
from bench.replayed.tables import tables

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "votes"


def main() -> None:
    """Replay, and print."""
    options = _options()
    try:
        report = report_on(read_logs(options.data))
    except UnreadableLogsError as nothing:
        sys.exit(str(nothing))
    print(msgspec.json.encode(report).decode() if options.json else "\n".join(tables(report)))


def _options() -> argparse.Namespace:
    prog, text = "make replay", (__doc__ or "").split("\n")[0]
    parser = argparse.ArgumentParser(
        prog=prog, description=text, epilog="docs/replay.md says how logs are written."
    )
    parser.add_argument(
        "--data",
        type=Path,
        default=DATA,
        metavar="FOLDER",
        help="its *.jsonl files are read; by default ../shared/data/votes beside the project",
    )
    parser.add_argument("--json", action="store_true", help="print everything as one JSON object")
    return parser.parse_args()


if __name__ == "__main__":
    main()
