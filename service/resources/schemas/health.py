"""How the server is."""

from typing import Literal

import msgspec


class Health(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="health"):
    """The server is there."""

    status: Literal["ok"]
