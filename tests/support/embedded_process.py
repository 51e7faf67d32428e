"""A program that starts an embedded server and then does nothing, to be killed by a test.

Prints the server's process id and address on one line.
"""

import signal
import sys
from pathlib import Path

from service import embedded


def main() -> None:
    with embedded.start(Path(sys.argv[1])) as server:
        sys.stdout.write(f"{server.pid} {server.url}\n")
        sys.stdout.flush()
        signal.pause()


if __name__ == "__main__":
    main()
