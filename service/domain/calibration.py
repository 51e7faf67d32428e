"""How often something was right, and whether its confidence says so.

Pure arithmetic, for whatever forecasts: `rate` for the one, `calibration` for the other.
"""

import math
from collections.abc import Sequence
from fractions import Fraction

import msgspec

Z_95 = 1.959964
"""Standard deviations on either side that hold 95 % of a normal distribution."""
BINS = 5
"""Of equal width, from 0 to 1."""


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """How many of how many, and the 95 % interval of the share (Wilson's)."""

    count: float
    """Whole but where ties are told by their expected value."""
    of: int
    share: float | None
    """None of nothing, as the ends of the interval are."""
    low: float | None
    high: float | None


class Forecast(msgspec.Struct, frozen=True):
    """How sure something was, and how far it was right, each from 0 to 1."""

    confidence: float
    right: Fraction


class Bin(msgspec.Struct, frozen=True, kw_only=True):
    """The forecasts whose confidence lies in one interval, its lower end included."""

    low: float
    high: float
    """Only the last interval includes it."""
    confidence: float
    """Mean of the forecasts."""
    right: Rate


class Calibration(msgspec.Struct, frozen=True, kw_only=True):
    """How well confidences say how often something is right."""

    forecasts: int
    brier: float
    """Mean squared error: 0 is best, 0.25 what always saying one half gets."""
    bins: tuple[Bin, ...]
    """Those that hold a forecast, ascending."""


def rate(rights: Sequence[Fraction | bool | int]) -> Rate:
    """Return how much of a sequence of values from 0 to 1 is right."""
    total, of = sum(map(Fraction, rights), Fraction()), len(rights)
    if not of:
        return Rate(count=0.0, of=0, share=None, low=None, high=None)
    share = float(total / of)
    spread = Z_95**2 / of
    middle = (share + spread / 2) / (1 + spread)
    half = math.sqrt(share * (1 - share) * spread + spread**2 / 4) / (1 + spread)
    return Rate(
        count=float(total),
        of=of,
        share=share,
        low=max(0.0, middle - half),
        high=min(1.0, middle + half),
    )


def calibration(forecasts: Sequence[Forecast]) -> Calibration | None:
    """Compare forecasts with what was right; None without any."""
    if not forecasts:
        return None
    held: dict[int, list[Forecast]] = {}
    for one in forecasts:
        held.setdefault(min(int(one.confidence * BINS), BINS - 1), []).append(one)
    return Calibration(
        forecasts=len(forecasts),
        brier=math.fsum(map(_squared_error, forecasts)) / len(forecasts),
        bins=tuple(_bin(place, held[place]) for place in sorted(held)),
    )


def _squared_error(one: Forecast) -> float:
    """Return the squared error that is expected where ties are drawn."""
    right = float(one.right)
    return right * (1 - one.confidence) ** 2 + (1 - right) * one.confidence**2


def _bin(place: int, forecasts: Sequence[Forecast]) -> Bin:
    return Bin(
        low=place / BINS,
        high=(place + 1) / BINS,
        confidence=math.fsum(one.confidence for one in forecasts) / len(forecasts),
        right=rate([one.right for one in forecasts]),
    )
