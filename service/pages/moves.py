"""The drawing of votes that move between options from round to round, in numbers.

A column is a round and a lane an option, in which as many seats stand as voted for it; bands lead
from where seats stood to where they stand next. Everything is in units of the drawing, from its
upper left corner; the drawing is `WIDTH` wide.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import accumulate, pairwise

import msgspec

from service.domain.debate import Debate, OptionId, Response
from service.domain.tally import handovers, position_change

WIDTH = 360
HEAD = 22
"""Height of the row that names the rounds."""
NAME = 19
"""Height of the line over a lane that names its option."""
SEAT = 12
"""Height of one seat in a lane."""
GAP = 11
"""Between lanes."""
NODE = 20
"""Width of what stands for the seats of an option in a round."""
MANY = 4
"""Steps from round to round with which there is no room for the word."""

Lane = OptionId | None
"""An option; None for those that did not vote."""


class Kind(StrEnum):
    """What a band shows: seats that stay, that change their minds, or that come or go."""

    STAYED = "stayed"
    MOVED = "moved"
    SILENT = "silent"


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """Some words, and where they stand."""

    x: int
    y: int
    text: str
    anchor: str = "start"


class LaneLabel(msgspec.Struct, frozen=True, kw_only=True):
    """The option that a lane belongs to, and where its name stands."""

    y: int
    option: Lane


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """The seats of one option in one round."""

    x: int
    y: int
    height: int
    count: Label
    silent: bool


class Band(msgspec.Struct, frozen=True, kw_only=True):
    """Seats that go from one option to the next, or stay."""

    kind: Kind
    path: str


class Drawing(msgspec.Struct, frozen=True, kw_only=True):
    """The whole drawing."""

    width: int
    height: int
    node: int
    rounds: tuple[Label, ...]
    lanes: tuple[LaneLabel, ...]
    nodes: tuple[Node, ...]
    bands: tuple[Band, ...]


class _Flow(msgspec.Struct, frozen=True):
    """Some seats between two rounds."""

    start: Lane
    end: Lane
    kind: Kind


def drawing(debate: Debate) -> Drawing | None:
    """Draw how the votes moved; None while there is one round only, with nothing to move to."""
    columns = [_votes(debate, one.number) for one in debate.state.rounds]
    numbers = [
        one.number for one, votes in zip(debate.state.rounds, columns, strict=True) if votes
    ]
    if len(numbers) == 1 or not numbers:
        return None
    counts = [Counter(columns[number - 1].values()) for number in numbers]
    lanes = [lane for lane in _lanes(debate) if any(lane in count for count in counts)]
    tops, height = _tops(lanes, counts)
    xs = _columns(len(numbers))
    return Drawing(
        width=WIDTH,
        height=height,
        node=NODE,
        rounds=tuple(_round_labels(numbers, xs)),
        lanes=tuple(LaneLabel(y=tops[lane] - NAME // 3, option=lane) for lane in lanes),
        nodes=tuple(
            _node(x, tops[lane], lane, count[lane])
            for x, count in zip(xs, counts, strict=True)
            for lane in lanes
            if count[lane]
        ),
        bands=tuple(
            band
            for (x, _), (next_x, number) in pairwise(zip(xs, numbers, strict=True))
            for band in _bands(debate, number, tops, (x + NODE, next_x))
        ),
    )


def _votes(debate: Debate, number: int) -> Mapping[str, Lane]:
    """Return the lane of everybody whose response of that round is in."""
    return {response.participant: response.vote for response in debate.round_responses(number)}


def _lanes(debate: Debate) -> tuple[Lane, ...]:
    return (*(option.id for option in debate.spec.options), None)


def _tops(lanes: Sequence[Lane], counts: Sequence[Counter[Lane]]) -> tuple[dict[Lane, int], int]:
    """Return where each lane begins, and where the last one ends."""
    heights = [NAME + SEAT * max(count[lane] for count in counts) + GAP for lane in lanes]
    starts = list(accumulate(heights, initial=HEAD))
    tops = {lane: start + NAME for lane, start in zip(lanes, starts[:-1], strict=True)}
    return tops, starts[-1]


def _columns(count: int) -> list[int]:
    return [(WIDTH - NODE) * n // (count - 1) for n in range(count)]


def _round_labels(numbers: Sequence[int], xs: Sequence[int]) -> Iterator[Label]:
    """Name the rounds, many of them by their number; the outermost end where the drawing does."""
    last = len(numbers) - 1
    for n, (number, x) in enumerate(zip(numbers, xs, strict=True)):
        if n == 0:
            at, anchor = x, "start"
        elif n == last:
            at, anchor = x + NODE, "end"
        else:
            at, anchor = x + NODE // 2, "middle"
        text = str(number) if n and last >= MANY else f"Round {number}"
        yield Label(x=at, y=HEAD - NODE // 2, text=text, anchor=anchor)


def _node(x: int, top: int, lane: Lane, count: int) -> Node:
    height = SEAT * count
    label = Label(x=x + NODE // 2, y=top + height // 2, text=str(count), anchor="middle")
    return Node(x=x, y=top, height=height, count=label, silent=lane is None)


def _bands(
    debate: Debate, number: int, tops: Mapping[Lane, int], xs: tuple[int, int]
) -> Iterator[Band]:
    """Lead from one round to round `number`; at each end the bands lie in the order of the lanes."""
    flows = _flows(debate, number)
    rank = {lane: n for n, lane in enumerate(_lanes(debate))}
    starts = _stacked(sorted(flows, key=lambda f: (rank[f.start], rank[f.end])), flows, "start")
    ends = _stacked(sorted(flows, key=lambda f: (rank[f.end], rank[f.start])), flows, "end")
    for flow in sorted(flows, key=lambda f: ORDER.index(f.kind)):
        y, next_y = tops[flow.start] + starts[flow], tops[flow.end] + ends[flow]
        yield Band(kind=flow.kind, path=_path(xs, (y, next_y), SEAT * flows[flow]))


def _flows(debate: Debate, number: int) -> Counter[_Flow]:
    """Count the seats by where they come from and go; who took a seat over comes from nowhere."""
    before = _votes(debate, number - 1)
    fresh = {new.id for _, new in handovers(debate, number)}
    return Counter(
        _Flow(before[one.participant], one.vote, _kind(debate, one))
        for one in debate.round_responses(number)
        if one.participant in before and one.participant not in fresh
    )


def _kind(debate: Debate, response: Response) -> Kind:
    if position_change(debate, response):
        return Kind.MOVED
    previous = debate.response(response.round - 1, response.participant)
    silent = response.vote is None or previous is None or previous.vote is None
    return Kind.SILENT if silent else Kind.STAYED


def _stacked(ordered: Sequence[_Flow], counts: Counter[_Flow], end: str) -> Mapping[_Flow, int]:
    """Return how far below the top of its lane each band begins."""
    filled: Counter[Lane] = Counter()
    offsets = {}
    for flow in ordered:
        lane = flow.start if end == "start" else flow.end
        offsets[flow] = SEAT * filled[lane]
        filled[lane] += counts[flow]
    return offsets


def _path(xs: tuple[int, int], ys: tuple[int, int], height: int) -> str:
    (x, next_x), (y, next_y) = xs, ys
    middle = (x + next_x) // 2
    return (
        f"M{x} {y}C{middle} {y} {middle} {next_y} {next_x} {next_y}"
        f"v{height}C{middle} {next_y + height} {middle} {y + height} {x} {y + height}z"
    )


ORDER = (Kind.SILENT, Kind.STAYED, Kind.MOVED)
"""Of painting: what moved lies on top."""
