"""Another client meanwhile: asks for one resource over and over, in a process of its own.

Says when it begins, and prints how long each reply took, in seconds, once its standard input closes.
"""

import http.client
import json
import selectors
import sys
import time
from urllib.parse import urlsplit

EVERY_S = 0.05


def main() -> None:
    """Ask until told to stop."""
    url = urlsplit(sys.argv[1])
    connection = http.client.HTTPConnection(url.netloc)
    stop = selectors.DefaultSelector()
    stop.register(sys.stdin, selectors.EVENT_READ)
    took_s: list[float] = []
    print("begins", flush=True)
    while not (took_s and stop.select(EVERY_S)):
        began_s = time.monotonic()
        connection.request("GET", url.path)
        reply = connection.getresponse()
        reply.read()
        took_s.append(time.monotonic() - began_s)
        if reply.status != http.client.OK:
            sys.exit(f"{sys.argv[1]} answered {reply.status}.")
    print(json.dumps(took_s))


if __name__ == "__main__":
    main()
