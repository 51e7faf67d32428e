"""List what an image holds: path, kind, mode, owner and digest of each file, a line each.

It is given to the Python of an image on its standard input, by a user who may read everything.
Times are left out: builders set those of folders as they like.
"""

import hashlib
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

OF_THE_ENGINE = {
    *("/dev", "/proc", "/sys", "/run", "/tmp"),  # noqa: S108 - they are named, not used
    *("/etc/hosts", "/etc/hostname", "/etc/resolv.conf"),
}
"""What an engine puts there."""


def main() -> None:
    """Print the list."""
    for folder, folders, files in os.walk("/"):
        folders[:] = sorted(name for name in folders if not _left_out(Path(folder, name)))
        for path in (Path(folder, name) for name in sorted([*folders, *files])):
            if not _left_out(path):
                sys.stdout.write(" ".join(_said_of(path)) + "\n")


def _said_of(path: Path) -> Iterator[str]:
    found = path.lstat()
    yield str(path)
    yield stat.filemode(found.st_mode)
    yield f"{found.st_uid}:{found.st_gid}"
    if stat.S_ISLNK(found.st_mode):
        yield str(path.readlink())
    elif stat.S_ISREG(found.st_mode):
        yield hashlib.sha256(path.read_bytes()).hexdigest()


def _left_out(path: Path) -> bool:
    return str(path) in OF_THE_ENGINE


if __name__ == "__main__":
    main()
