"""What a goal asks, what was measured, and how a table says of it whether it is met."""

from collections.abc import Mapping

import msgspec
from msgspec.structs import replace

MET: Mapping[bool, str] = {True: "met", False: "missed"}


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One figure that a goal asks for."""

    asks: str
    measured: str
    ceiling: str = ""
    """The ratio to what could be had at best, and what that is, measured in the same run."""
    met: bool | None = None
    """None where nothing is asked, or nothing could be measured."""

    @property
    def verdict(self) -> str:
        """Return the last column."""
        return "" if self.met is None else MET[self.met]

    def more(self, told: str) -> "Figure":
        """Return it with more about what was measured."""
        return replace(self, measured=f"{self.measured} ({told})")

    def beside(self, ceiling: str) -> "Figure":
        """Return it with its ratio to what could be had."""
        return replace(self, ceiling=ceiling)


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one goal."""

    figures: tuple[Figure, ...]
    notes: tuple[str, ...] = ()
    """Sentences that tell how to take the figures."""


def at_most(what: str, most: float, got: float, unit: str = "") -> Figure:
    """Return the figure of something that is the better the less it is."""
    return Figure(
        asks=f"{what} at most {_number(most)}{unit}",
        measured=f"{_number(got)}{unit}",
        met=got <= most,
    )


def at_least(what: str, least: float, got: float, unit: str = "") -> Figure:
    """Return the figure of something that is the better the more it is."""
    return Figure(
        asks=f"{what} at least {_number(least)}{unit}",
        measured=f"{_number(got)}{unit}",
        met=got >= least,
    )


def noted(what: str, got: str) -> Figure:
    """Return a figure of which no goal asks anything."""
    return Figure(asks=what, measured=got)


def percentile(values: list[float], share: float) -> float:
    """Return the value that this share of them does not exceed; infinity when there is none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("inf")


def _number(value: float) -> str:
    """Write three digits that say something, and no more."""
    size = abs(value)
    digits = 0 if size >= 100 else 1 if size >= 10 else 2  # noqa: PLR2004 - where a digit is noise
    text = f"{value:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
