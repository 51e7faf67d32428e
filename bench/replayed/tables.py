"""The report as it is read in a terminal. A further table is a function here and a line in `tables`."""

import math
from collections.abc import Iterator, Sequence

from bench.goals import MET
from bench.replayed.figures import Figure, Known, Pool
from bench.replayed.measured import Measured
from bench.replayed.protocols import (
    CONFIDENCE,
    FIRST_ROUND,
    LAST_ROUND,
    OUTCOME,
    SUPERMAJORITY,
    TRAJECTORY,
    UNANIMOUS,
    USUAL_PROTOCOL,
    Quorum,
)
from bench.replayed.report import Report
from bench.replayed.seats import Marked

QUORUMS = {Quorum.ANY: "any vote counts", Quorum.USUAL: "quorum: more than half of the seats"}
WAY_WIDTH, NAME_WIDTH = 42, 30


def tables(report: Report) -> Iterator[str]:
    """Yield all lines."""
    yield from _datasets(report.datasets)
    for one in report.pools or report.datasets:
        yield from ("", *_pool(one))
    if report.known:
        yield from ("", *_known(report.known))
    if report.measured:
        yield from ("", *_measured(report))
    for marks in report.marked:
        yield from ("", *_marked(marks))
    yield ""
    if report.left_out:
        yield f"Left out: {report.left_out} debates whose right answers do not match their votes."
    yield from NOTES


def _datasets(datasets: Sequence[Pool]) -> Iterator[str]:
    yield "Right answers in percent, and after `@` the rounds held on average; any vote counts."
    heads = "".join(f"{head:>{width}}" for head, width in COLUMNS.values())
    yield f"{'':{NAME_WIDTH}}{'debates':>8}{'seats':>6}{'no vote':>8}{heads}"
    for one in datasets:
        figures = one.by_quorum[Quorum.ANY]
        cells = "".join(f"{_cell(figures[way]):>{width}}" for way, (_, width) in COLUMNS.items())
        yield (
            f"{one.name:{NAME_WIDTH}}{one.debates:8}{one.seats:6.1f}{one.without_vote:7.1f}%{cells}"
        )


def _cell(figure: Figure) -> str:
    if figure.accuracy_with_outcome is None:
        return "-"
    return f"{figure.accuracy:.1f}@{figure.rounds:.1f}"


def _pool(one: Pool) -> Iterator[str]:
    yield f"{one.name}: {one.debates} debates, {one.without_vote:.1f} % of the answers without a vote"
    yield f"{'':{WAY_WIDTH}}" + "".join(f"  {text:^40}" for text in QUORUMS.values()).rstrip()
    heads = f"  {'right %':>8}{'rounds':>8}{'saved %':>8}{'none':>6}{'of others':>10}"
    yield f"{'':{WAY_WIDTH}}{heads * len(QUORUMS)}"
    for way, figure in one.by_quorum[Quorum.ANY].items():
        if figure.accuracy_with_outcome is not None:
            columns = (_columns(one.by_quorum[quorum], way) for quorum in QUORUMS)
            yield f"{way:{WAY_WIDTH}}{''.join(columns)}"


def _columns(figures: dict[str, Figure], way: str) -> str:
    figure, all_rounds = figures[way], figures[LAST_ROUND].rounds
    others = figure.accuracy_with_outcome or 0.0
    return (
        f"  {figure.accuracy:8.1f}{figure.rounds:8.2f}{100 * (1 - figure.rounds / all_rounds):8.1f}"
        f"{figure.without_outcome:6}{others:10.1f}"
    )


def _known(known: Sequence[Known]) -> Iterator[str]:
    heads = "".join(f"  {text:>36}" for text in QUORUMS.values())
    yield f"{'Reference figures':44}{'wanted':>22}{heads}"
    for each in known:
        cells = "".join(
            f"  {f'{each.found[quorum]}  {MET[each.met[quorum]]:>6}':>36}" for quorum in QUORUMS
        )
        yield f"{f'{each.pool}: {each.of}':44}{each.wanted:>22}{cells}"


def _measured(report: Report) -> Iterator[str]:
    yield "Measures, where every round is held and any vote counts"
    yield f"{'':{NAME_WIDTH}}{MEASURES}"
    firsts = {one.name: one.by_quorum[Quorum.ANY] for one in (*report.datasets, *report.pools)}
    for each in report.measured:
        yield f"{each.name:{NAME_WIDTH}}{_measures(each)}{_seats(each, firsts[each.name])}"
    yield ""
    yield "Agreement as confidence: share of the votes that a leader had, and how often it is right"
    yield f"{'':{NAME_WIDTH}}{'error':>6}  agreement: debates, share > right in percent"
    for each in report.measured:
        levels = "; ".join(
            f"{level.agreement} {level.debates}, {level.confidence:.0f} > {level.accuracy:.0f}"
            for level in each.levels
        )
        yield f"{each.name:{NAME_WIDTH}}{each.calibration_error:6.1f}  {levels}"


def _measures(each: Measured) -> str:
    moves, conforming = each.moves, each.conforming
    return (
        f"{moves.total:6}{moves.to_plurality:6}{moves.from_plurality:6}"
        f"{moves.wrong_to_right:7}{moves.right_to_wrong:7}"
        f"{_percent(conforming.joined):>8}{_percent(conforming.left):>6}"
        f"{each.entropy_first:7.2f}{each.entropy_last:6.2f}{_percent(each.stability):>8}"
    )


def _seats(each: Measured, figures: dict[str, Figure]) -> str:
    panel, alone = figures[OUTCOME].accuracy, each.best_seat.first_round
    alike = math.isclose(panel, alone)
    verdict = "alike" if alike else "panel" if panel > alone else "best seat"
    return f"{alone:10.1f}{panel:7.1f}  {verdict}"


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


def _marked(each: Marked) -> Iterator[str]:
    answers, most = (
        ", ".join(f"{value:.1f} % in round {n}" for n, value in enumerate(values, start=1))
        for values in (each.right_by_round, each.most_right_by_round)
    )
    yield (
        f"{each.name}: {each.debates} debates that say only which answers were right, not what they"
        " were: no tally, no rule and no stop can be replayed. What remains:"
    )
    yield f"  right answers: {answers}"
    yield f"  more than half of the seats right, so that the rest could not outvote them: {most}"
    yield f"  wrong to right {each.wrong_to_right}, right to wrong {each.right_to_wrong}"
    yield f"  the best seat of each of {each.best_seat.panels} panels: {each.best_seat.first_round:.1f} % in round 1"


COLUMNS = {
    FIRST_ROUND: ("round 1", 10),
    LAST_ROUND: ("every round", 13),
    OUTCOME: ("outcome", 10),
    TRAJECTORY: ("trajectory", 12),
    CONFIDENCE: ("confidence", 12),
    SUPERMAJORITY: ("supermajority", 15),
    UNANIMOUS: ("unanimous", 11),
    USUAL_PROTOCOL: ("usual", 10),
}
"""What is told of each data set, under which head, and how wide."""

MEASURES = (
    f"{'moves':>6}{'to':>6}{'from':>6}{'w>r':>7}{'r>w':>7}{'joined%':>8}{'left%':>6}"
    f"{'bits 1':>7}{'last':>6}{'stable%':>8}{'best seat':>10}{'panel':>7}  better"
)

NOTES = (
    "round 1, every round: the leaders of that round, whatever the quorum; one without a vote is not right.",
    "outcome, trajectory, confidence: every round held; of the last counted round, or over all counted ones.",
    "supermajority, majority, unanimous: stopped by that rule with min_rounds 1; the first two also when",
    "stable, unless said otherwise. usual: what a debate gets that asks for nothing, of at most three rounds.",
    "none: debates without an outcome, which count as not right; of others: right in percent of the rest.",
    "Several leaders count as their share of right ones. moves: position changes, to and from what alone led",
    "the round before, wrong to right (w>r), right to wrong (r>w). joined, left: votes beside and with what",
    "led that went to it and away; the difference is the conformity gap. best seat: alone in round 1, the",
    "best of each panel as is known afterwards; panel: its outcome. docs/replay.md tells more.",
)
