"""The pages that were made last, for all who fetch the same one: watchers do so at every event."""

from collections import OrderedDict
from collections.abc import Callable

from service.api.reply import Reply

MOST = 32
"""How many are kept; the largest has some 600 kB, most have 30."""


class KeptPages:
    """What one process has made."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._replies: OrderedDict[tuple[str, int], Reply] = OrderedDict()

    def get(self, path: str, rev: int, make: Callable[[], Reply]) -> Reply:
        """Return the page at a path as it is at that version of its debate; make it if need be."""
        name = (path, rev)
        if name not in self._replies:
            self._replies[name] = make()
            if len(self._replies) > self._most:
                self._replies.popitem(last=False)
        self._replies.move_to_end(name)
        return self._replies[name]
