"""The store of who runs a command: the one that is set, else what `roundtable dev` keeps."""

import contextlib
from collections.abc import Iterator

from msgspec.structs import replace

from service.embedded import borrow
from service.settings import Settings


@contextlib.contextmanager
def own_store(settings: Settings) -> Iterator[Settings]:
    """Give settings whose store answers for as long as the block runs, as far as it is ours.

    Raises `EmbeddedError` where the store of `dev` cannot be started.
    """
    if settings.redis_url is not None:
        yield settings
        return
    with borrow(settings.data_dir) as url:
        yield replace(settings, redis_url=url)
