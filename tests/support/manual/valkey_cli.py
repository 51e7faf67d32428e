"""As much of `valkey-cli` as the manual uses: one command for one server, its reply in lines.

valkey-cli -u redis://127.0.0.1:6379/0 CONFIG GET dir
"""

import sys
from typing import Any

from redis import ConnectionPool


def main(url: str, *command: str) -> None:
    connection: Any = ConnectionPool.from_url(url, decode_responses=True).make_connection()
    connection.connect()
    connection.send_command(*command)
    reply = connection.read_response()
    connection.disconnect()
    sys.stdout.write("\n".join(map(str, reply)) if isinstance(reply, list) else str(reply))
    sys.stdout.write("\n")


if __name__ == "__main__":
    main(*sys.argv[2:])
