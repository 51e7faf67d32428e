"""What the manual's commands need of `valkey-cli`, which the wheel with the server lacks.

`valkey_tools` makes a folder for the PATH with both. Replies are printed as the real one prints
them where nobody is watching: texts as they are, the elements of a list on lines of their own.
"""

import sys
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from service.embedded import server_program

ROOT = Path(__file__).parents[2]


def valkey_tools(folder: Path) -> Path:
    """Make `valkey-server` and `valkey-cli` in a folder, and return that."""
    (folder / "valkey-server").symlink_to(server_program())
    cli = folder / "valkey-cli"
    cli.write_text(
        f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m tests.support.valkey_cli "$@"\n'
    )
    cli.chmod(0o755)
    return folder


def main(arguments: list[str]) -> int:
    """Send one command to the server at the address after `-u`, and print what it replies."""
    option, url, *command = arguments
    assert option == "-u", "the manual names the server with -u"
    with Redis.from_url(url) as store:
        # Replies as they come, not as the client makes them handier.
        store.response_callbacks.clear()
        try:
            reply = store.execute_command(*command)
        except RedisError as error:
            sys.stderr.write(f"{error}\n")
            return 1
    for each in reply if isinstance(reply, list) else [reply]:
        sys.stdout.write(f"{each.decode() if isinstance(each, bytes) else each}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
