"""The `roundtable` command on a terminal of its own: what it draws there, and keys that it is sent.

`shown` is what was written without its commands to the terminal, `raw` with them.
"""

import contextlib
import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
from collections.abc import Iterator

from tests.support.commands import COMMAND, ROOT
from tests.support.patience import comes_true

ON_TERMINAL = 'exec "$@" <>"$0" >&0 2>&0'
"""The first terminal that a new session opens is its own: Ctrl-C there reaches the command."""
COMMANDS = re.compile(r"\x1b\[[0-9?;]*[A-Za-z]|\r")


class Terminal:
    """A terminal that one command writes on."""

    def __init__(self, process: subprocess.Popen[bytes], master: int) -> None:
        self.process = process
        self._master = master
        self._open = True
        self._written = bytearray()

    @property
    def raw(self) -> str:
        with contextlib.suppress(BlockingIOError):
            while self._open and (piece := os.read(self._master, 65_536)):
                self._written += piece
        return self._written.decode(errors="replace")

    @property
    def shown(self) -> str:
        return COMMANDS.sub("", self.raw)

    def shows(self, text: str) -> None:
        """Wait until that text has been written."""
        comes_true(lambda: text in self.shown or self.process.poll() is not None)
        assert text in self.shown, self.shown

    def press(self, keys: bytes) -> None:
        os.write(self._master, keys)

    def resize(self, columns: int, lines: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def close(self) -> None:
        """Take what is left; nothing more comes."""
        assert self.raw is not None
        self._open = False
        os.close(self._master)

    def ends(self) -> int:
        """Wait until the command has ended; return its status."""
        assert comes_true(lambda: bool(self.raw) and self.process.poll() is not None)
        return self.process.wait()


@contextlib.contextmanager
def a_terminal(
    *arguments: str, columns: int = 80, lines: int = 24, **variables: str
) -> Iterator[Terminal]:
    """Start `roundtable` with these arguments on a terminal of that size."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    process = subprocess.Popen(
        ["/bin/sh", "-c", ON_TERMINAL, os.ttyname(slave), *COMMAND, *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOME": "/", "TERM": "xterm-256color", **variables},
        start_new_session=True,
    )
    os.set_blocking(master, False)
    with process:
        terminal = Terminal(process, master)
        try:
            yield terminal
        finally:
            process.kill()
            terminal.close()
            os.close(slave)
