"""The embedded server: private, durable, and gone with whoever started it."""

import asyncio
import fcntl
import os
import platform
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from service import embedded, leash
from service.embedded import EmbeddedError, EmbeddedValkey, server_program
from tests.support.patience import PATIENCE_S, comes_true

STARTER = Path(__file__).parent.parent / "support" / "embedded_process.py"
HARD_FOLDERS = ("with space", "ünïcödé %20", "long/" + "x" * 120)


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="rt-") as name:
        yield Path(name).resolve() / "data"


def is_gone(pid: int) -> bool:
    """Return whether the process has ended, counting one that nobody has waited for yet."""
    try:
        os.kill(pid, 0)
        return " Z " in Path(f"/proc/{pid}/stat").read_text()
    except ProcessLookupError:
        return True
    except FileNotFoundError:
        # No /proc here, or gone since the line before: then the next look says so.
        return False


def client_of(server: EmbeddedValkey) -> Redis:
    return Redis.from_url(server.url)


def socket_of(server: EmbeddedValkey) -> Path:
    path: str = client_of(server).connection_pool.connection_kwargs["path"]
    return Path(path)


def launch_by_hand(folder: Path) -> subprocess.Popen[bytes]:
    """Start a server on the folder that nobody looks after."""
    folder.mkdir()
    path = folder / "valkey.sock"
    process = subprocess.Popen(
        [
            *(server_program(), "--port", "0", "--unixsocket", str(path), "--dir", str(folder)),
            *("--appendonly", "yes", "--save", ""),
        ],
        stdout=subprocess.DEVNULL,
    )
    assert comes_true(path.exists)
    return process


def test_a_started_server_answers_and_a_stopped_one_is_gone(folder: Path) -> None:
    with embedded.start(folder) as server, client_of(server) as redis:
        assert redis.ping()
        assert server.alive()

    assert not server.alive()
    assert server.returncode == 0
    assert is_gone(server.pid)


def test_stopping_twice_is_stopping_once(folder: Path) -> None:
    server = embedded.start(folder)

    server.stop()
    server.stop()

    assert server.returncode == 0


def test_it_writes_an_append_only_file_and_never_evicts(folder: Path) -> None:
    with embedded.start(folder) as server, client_of(server) as redis:
        options = redis.config_get("append*", "save", "maxmemory-policy", "aof-load-truncated")

    assert options["appendonly"] == "yes"
    assert options["appendfsync"] == "everysec"
    assert options["save"] == ""
    assert options["maxmemory-policy"] == "noeviction"
    assert options["aof-load-truncated"] == "yes"


@pytest.mark.parametrize("name", HARD_FOLDERS)
def test_what_was_written_is_there_at_the_next_start(folder: Path, name: str) -> None:
    with embedded.start(folder / name) as server, client_of(server) as redis:
        redis.set("debate", "kept")

    with embedded.start(folder / name) as server, client_of(server) as redis:
        assert redis.get("debate") == b"kept"


def test_only_its_owner_reaches_socket_and_files(folder: Path) -> None:
    with embedded.start(folder) as server:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert stat.S_IMODE(socket_of(server).stat().st_mode) == 0o700
        for file in folder.rglob("*.aof"):
            assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0


def test_a_long_path_gets_a_private_short_one_that_goes_away(folder: Path) -> None:
    with embedded.start(folder / ("x" * 120)) as server:
        place = socket_of(server).parent

        assert folder not in place.parents
        assert stat.S_IMODE(place.stat().st_mode) == 0o700

    assert not place.exists()


def test_a_short_folder_that_others_can_read_is_refused(folder: Path) -> None:
    with embedded.start(folder / ("x" * 120)) as server:
        place = socket_of(server).parent
    place.mkdir()
    place.chmod(0o755)

    with pytest.raises(EmbeddedError, match="remove it"):
        embedded.start(folder / ("x" * 120))
    place.rmdir()


def test_a_second_start_on_a_folder_in_use_is_refused_and_harms_nothing(folder: Path) -> None:
    with embedded.start(folder) as server, client_of(server) as redis:
        with pytest.raises(EmbeddedError) as refusal:
            embedded.start(folder)

        assert str(folder) in str(refusal.value)
        assert "ROUNDTABLE_DATA_DIR" in str(refusal.value)
        assert redis.ping()


@pytest.mark.parametrize("name", HARD_FOLDERS)
def test_a_running_server_is_borrowed_and_left_alone(folder: Path, name: str) -> None:
    with embedded.start(folder / name) as server:
        with embedded.borrow(folder / name) as url:
            Redis.from_url(url).set("k", "v")

        assert server.alive()
        assert client_of(server).get("k") == b"v"


def test_where_no_server_runs_one_is_started_for_the_moment(folder: Path) -> None:
    with embedded.borrow(folder) as url:
        Redis.from_url(url).set("k", "v")

    with embedded.start(folder) as server:
        assert client_of(server).get("k") == b"v"


def test_a_folder_in_use_without_a_server_is_given_up_in_time(folder: Path) -> None:
    folder.mkdir()
    with (folder / "lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        with (
            pytest.raises(EmbeddedError, match="Another roundtable"),
            embedded.borrow(folder, timeout_s=0.1),
        ):
            pass


def test_a_folder_that_is_a_file_is_refused(folder: Path) -> None:
    folder.touch()

    with pytest.raises(EmbeddedError, match="cannot be used"):
        embedded.start(folder)


def test_a_server_that_cannot_read_its_file_says_why(folder: Path) -> None:
    with embedded.start(folder) as server, client_of(server) as redis:
        redis.set("debate", "kept")
    for file in folder.rglob("*.manifest"):
        file.write_text("no manifest")

    with pytest.raises(EmbeddedError, match="did not start") as refusal:
        embedded.start(folder)

    assert "valkey.log" in str(refusal.value)


def test_a_server_that_says_nothing_in_time_is_given_up(folder: Path) -> None:
    with pytest.raises(EmbeddedError, match="no answer for 0 s"):
        embedded.start(folder, timeout_s=0)


def test_a_folder_is_free_again_after_a_start_that_failed(folder: Path) -> None:
    folder.mkdir()
    obstacle = folder / "appendonlydir"
    obstacle.touch()
    with pytest.raises(EmbeddedError):
        embedded.start(folder)
    obstacle.unlink()

    with embedded.start(folder) as server:
        assert server.alive()


def test_a_left_over_server_is_shut_down_and_its_data_kept(folder: Path) -> None:
    stray = launch_by_hand(folder)
    with Redis(unix_socket_path=str(folder / "valkey.sock")) as redis:
        redis.set("debate", "kept")

    with embedded.start(folder) as server, client_of(server) as redis:
        assert stray.wait(PATIENCE_S) == 0
        assert server.pid != stray.pid
        assert redis.get("debate") == b"kept"


def test_a_left_over_listener_that_does_not_go_is_named(folder: Path) -> None:
    folder.mkdir()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(folder / "valkey.sock"))
        listener.listen()

        with pytest.raises(EmbeddedError, match="does not stop"):
            embedded.start(folder, timeout_s=0.1)


def test_the_socket_of_a_killed_server_is_no_obstacle(folder: Path) -> None:
    stray = launch_by_hand(folder)
    stray.kill()
    stray.wait()

    with embedded.start(folder) as server:
        assert server.alive()


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_parent_leaves_no_server_behind(folder: Path, sign: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, str(STARTER), str(folder)], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        server_pid = int(parent.stdout.readline().split()[0])
        assert not is_gone(server_pid)

        parent.send_signal(sign)

    assert comes_true(lambda: is_gone(server_pid))
    with embedded.start(folder) as server:
        assert server.alive()


@pytest.mark.skipif(sys.platform != "linux", reason="the parent-death signal is Linux's")
def test_a_server_whose_parent_is_already_gone_does_not_start() -> None:
    not_our_pid = os.getppid()

    run = subprocess.run(
        [sys.executable, leash.__file__, "exec", str(not_our_pid), "/bin/echo", "started"],
        capture_output=True,
        check=False,
        timeout=PATIENCE_S,
    )

    assert run.returncode == 1
    assert run.stdout == b""


def test_the_watcher_ends_its_server_when_its_own_parent_lets_go(folder: Path) -> None:
    stray = launch_by_hand(folder)

    subprocess.run(
        [sys.executable, leash.__file__, "watch", str(stray.pid)],
        stdin=subprocess.DEVNULL,
        check=True,
        timeout=PATIENCE_S,
    )

    assert stray.wait(PATIENCE_S) == 0


async def test_waiting_ends_when_the_server_dies(folder: Path) -> None:
    with embedded.start(folder) as server:
        waiting = asyncio.create_task(server.wait())
        await asyncio.sleep(0)  # it has begun to wait
        os.kill(server.pid, signal.SIGKILL)

        async with asyncio.timeout(PATIENCE_S):
            assert await waiting == -signal.SIGKILL


def test_a_server_that_ignores_the_request_to_stop_is_killed(folder: Path) -> None:
    server = embedded.start(folder, stop_s=0.1)
    os.kill(server.pid, signal.SIGSTOP)

    server.stop()

    assert server.returncode == -signal.SIGKILL


def test_a_start_from_another_thread_is_refused(folder: Path) -> None:
    errors: list[RuntimeError] = []

    def start() -> None:
        try:
            embedded.start(folder)
        except RuntimeError as error:
            errors.append(error)

    thread = threading.Thread(target=start)
    thread.start()
    thread.join(PATIENCE_S)

    assert "main thread" in str(errors[0])
    assert not folder.exists()


def test_a_machine_without_a_server_is_told_what_to_set() -> None:
    with pytest.raises(EmbeddedError, match="ROUNDTABLE_REDIS_URL"):
        server_program(wheel="no_such_wheel", on_path=("no-such-server",))


def test_a_server_on_the_path_will_do_where_the_wheel_has_none() -> None:
    assert server_program(wheel="json", on_path=("no-such-server", "sh")).endswith("/sh")


@pytest.mark.parametrize(("system", "machine"), embedded.SERVERS)
def test_every_platform_names_its_folder_of_the_wheel(system: str, machine: str) -> None:
    folder = embedded.SERVERS[system, machine]

    assert folder == f"{system}-{machine}"
    if (system, machine) == (sys.platform, platform.machine()):
        assert folder in server_program()
