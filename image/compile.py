"""Compile what the commands load: the image is read-only, and would compile it at every start.

With hashes instead of times, so that two builds are the same. Run where the package is installed,
by the Python that will load it.
"""

import importlib
import py_compile
import sys

from cli.main import COMMANDS

LOADED = ("cli.main", *(place.partition(":")[0] for place in COMMANDS.values()))


def main() -> None:
    """Load the commands, and compile each module of ours and of the packages that came along."""
    for name in LOADED:
        importlib.import_module(name)
    places = {getattr(module, "__file__", None) for module in tuple(sys.modules.values())}
    for place in sorted(place for place in places if place is not None):
        if place.startswith(sys.prefix) and place.endswith(".py"):
            py_compile.compile(
                place,
                doraise=True,
                invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
            )


if __name__ == "__main__":
    main()
