"""On what machine, and of what versions, something was measured."""

import os
import platform
import re
import subprocess
from importlib.metadata import version
from pathlib import Path

from service import embedded

LIBRARIES = ("uvloop", "uvicorn", "litestar", "aiohttp", "httpx", "redis", "openai")
UNKNOWN = "a processor that does not tell its name"


def told() -> str:
    """Return it as two sentences."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"{os.cpu_count()} cores of {_processor()}, {_memory_gb():.0f} GB, {platform.system()}"
        f" {platform.release().split('-')[0]}. Python {platform.python_version()}, {_server()},"
        f" {libraries}."
    )


def _processor() -> str:
    found = re.search(r"^model name\s*: (.*)$", _read("/proc/cpuinfo"), re.MULTILINE)
    return found[1].strip() if found else platform.processor() or UNKNOWN


def _memory_gb() -> float:
    found = re.search(r"^MemTotal: +(\d+) kB$", _read("/proc/meminfo"), re.MULTILINE)
    return int(found[1]) / 1024**2 if found else float("nan")


def _server() -> str:
    printed = subprocess.run(
        [embedded.server_program(), "--version"], stdout=subprocess.PIPE, text=True, check=True
    ).stdout
    name, found = printed.partition(" ")[0], re.search(r"v=([0-9.]+)", printed)
    return f"{name} {found[1]}" if found else name


def _read(path: str) -> str:
    file = Path(path)
    return file.read_text() if file.exists() else ""
