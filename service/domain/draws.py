"""What a debate draws by lot: orders and delimiters, all from its secret seed.

Nothing here is random: the same seed, purpose, round and seat give the same draw for ever, so a
repeated job asks the same question and a finished debate can be audited. Whoever does not know
the seed cannot foresee a draw. A new kind of draw is a new `purpose`.
"""

from collections.abc import Sequence
from hashlib import sha256

from service.domain.debate import SeatId

TOKEN_DIGITS = 12


def draw_order(
    seed: bytes, purpose: str, items: Sequence[str], *, round_number: int = 0, seat: SeatId = ""
) -> tuple[str, ...]:
    """Return the items in the order drawn for that purpose, round and seat.

    The order in which they are given does not matter.
    """
    return tuple(sorted(items, key=lambda item: _digest(seed, purpose, round_number, seat, item)))


def draw_token(seed: bytes, purpose: str, *, round_number: int, seat: SeatId) -> str:
    """Return a short hexadecimal word that nobody can guess beforehand."""
    return _digest(seed, purpose, round_number, seat, "")[:TOKEN_DIGITS]


def _digest(seed: bytes, purpose: str, round_number: int, seat: SeatId, item: str) -> str:
    parts = "\0".join((purpose, str(round_number), seat, item))
    return sha256(seed + parts.encode()).hexdigest()
