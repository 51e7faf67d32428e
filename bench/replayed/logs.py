"""Logged debates as anyone can bring them: one JSON object a line; `docs/replay.md` says which.

Reading is strict: a file with a line that is not understood is not replayed in part. A new field
is an attribute of `Logged`, and what must hold for it a row in `CHECKS`.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from service.domain.debate import FEWEST_SEATS, MOST_ROUNDS, MOST_SEATS

MOST_FAULTS = 20
"""How many bad lines are told at once."""


class Logged(msgspec.Struct, frozen=True, kw_only=True):
    """One line: what each agent answered in each round, and the right answer.

    `votes`, `confidence` and `correct` are indexed by round, then agent; the first round is the
    one before any exchange.
    """

    qid: str
    agents: tuple[str, ...]
    dataset: str = ""
    """The name of its file where a line does not say."""
    condition: str = ""
    config: str = ""
    metric: str = ""
    gold: str = ""
    votes: tuple[tuple[str | None, ...], ...] = ()
    """None is no vote."""
    confidence: tuple[tuple[float | None, ...], ...] = ()
    correct: tuple[tuple[bool | None, ...], ...] = ()
    """Whether each answer was right, in logs that do not tell what it was."""

    @property
    def rounds(self) -> int:
        """Return how many rounds were logged."""
        return len(self.votes or self.correct)


def stripped(logged: Logged) -> Logged:
    """Return a debate with votes without what has no part in how it ends.

    Its options and agents have names in the order of their appearance, so that two debates in
    which the votes fell alike are equal, and need to be held only once.
    """
    names: dict[str | None, str | None] = {None: None}
    votes = tuple(
        tuple(names.setdefault(vote, str(len(names))) for vote in row) for row in logged.votes
    )
    return Logged(
        qid="",
        agents=tuple(str(n) for n in range(len(logged.agents))),
        gold=names.get(logged.gold) or "never voted for",
        votes=votes,
        confidence=logged.confidence,
    )


class UnreadableLogsError(Exception):
    """There is nothing that could be replayed; the message says why and what to do."""


def read_logs(folder: Path) -> tuple[Logged, ...]:
    """Return all debates of the `*.jsonl` files of a folder, by file, then line.

    Raises `UnreadableLogsError` with all that is wrong with the files, line by line.
    """
    if not folder.is_dir():
        raise UnreadableLogsError(f"There is no folder {folder}, so nothing was replayed; {HOW}")
    files = sorted(folder.glob("*.jsonl"))
    found: list[Logged] = []
    faults: list[str] = []
    for path in files:
        for number, line in enumerate(path.read_bytes().split(b"\n"), start=1):
            if line.strip():
                try:
                    found.append(read_line(line, path.stem))
                except msgspec.DecodeError as error:
                    faults.append(f"{path}:{number}: {error}")
    if faults:
        raise UnreadableLogsError("\n".join(_told(faults)))
    if not found:
        raise UnreadableLogsError(f"{folder} has no line in any *.jsonl file; {HOW}")
    return tuple(found)


def read_line(line: bytes, dataset: str) -> Logged:
    """Return the debate of one line; `dataset` is what it belongs to unless it says otherwise.

    Raises `msgspec.DecodeError`, which says what is wrong and where in the line.
    """
    try:
        logged = msgspec.json.decode(line.decode(), type=Logged)
    except UnicodeDecodeError as error:
        raise msgspec.DecodeError(f"not UTF-8: {error.reason} at byte {error.start}") from error
    for check in CHECKS:
        for fault in check(logged):
            raise msgspec.ValidationError(fault)
    return logged if logged.dataset else replace(logged, dataset=dataset)


def _told(faults: Sequence[str]) -> Iterator[str]:
    yield f"{len(faults)} lines cannot be read, so nothing was replayed; {HOW}"
    yield from faults[:MOST_FAULTS]
    if len(faults) > MOST_FAULTS:
        yield f"... and {len(faults) - MOST_FAULTS} more"


def _answers(logged: Logged) -> Iterator[str]:
    if not logged.votes and not logged.correct:
        yield "no rounds: give `votes` and `gold`, or `correct`"
    if logged.votes and logged.correct:
        yield "both `votes` and `correct`: give `votes` and `gold` alone, as they tell more"
    if logged.votes and not logged.gold:
        yield "`votes` without `gold`, the right answer - at `$.gold`"


def _sizes(logged: Logged) -> Iterator[str]:
    seats, rounds = len(logged.agents), logged.rounds
    if not FEWEST_SEATS <= seats <= MOST_SEATS:
        yield f"{seats} agents; a panel has {FEWEST_SEATS} to {MOST_SEATS} - at `$.agents`"
    if rounds > MOST_ROUNDS:
        yield f"{rounds} rounds; a debate has at most {MOST_ROUNDS}"


def _shapes(logged: Logged) -> Iterator[str]:
    grids = {"votes": logged.votes, "confidence": logged.confidence, "correct": logged.correct}
    for name, grid in grids.items():
        if grid and len(grid) != logged.rounds:
            yield f"{len(grid)} rounds of {logged.rounds} - at `$.{name}`"
        for n, row in enumerate(grid):
            if len(row) != len(logged.agents):
                yield f"{len(row)} entries for {len(logged.agents)} agents - at `$.{name}[{n}]`"


def _values(logged: Logged) -> Iterator[str]:
    for n, row in enumerate(logged.votes):
        if "" in row:
            yield f"an empty vote; null is no vote - at `$.votes[{n}][{row.index('')}]`"
    for n, given in enumerate(logged.confidence):
        if any(value is not None and value < 0 for value in given):
            yield f"a confidence below 0 - at `$.confidence[{n}]`"


CHECKS: tuple[Callable[[Logged], Iterator[str]], ...] = (_answers, _sizes, _shapes, _values)

HOW = "bring logs with --data FOLDER, written as docs/replay.md says."
