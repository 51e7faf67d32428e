"""A report over many debates as one reads it on a terminal; pure.

Shares stand beside their counts and their 95 % intervals, so that few debates look like few. A new
part is a function that yields what can be printed, and its line in `_sections`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cli.seat_table import INDENT
from service.domain.calibration import BINS, Calibration, Rate
from service.domain.debate import Changes
from service.domain.panel_accuracy import Answers
from service.domain.panel_report import Cost, Crowd, ModelReport, PanelReport, Report

NOTHING = "-"
MOST_WARNINGS = 10
NO_DEBATES = "There are no finished debates to report on yet."
INTERVALS = "Shares are followed by their 95 % interval; what few debates tell is mostly chance."

RULES = {
    "first_round": "votes of the first round",
    "last_round": "votes of the last round",
    "trajectory": "votes of all rounds",
    "second_choices": "second choices, too",
    "confidence": "votes weighed by confidence",
}


def drawn(report: Report) -> RenderableType:
    """Draw a report."""
    if not report.debates:
        return Text(f"{NO_DEBATES} {_unfinished(report.at_work)}".strip())
    return Group(*_sections(report))


def _sections(report: Report) -> Iterator[RenderableType]:
    yield from _section("Debates", [_facts(_debates(report))])
    yield from _section("Models", [_models(report.models)])
    yield from _section("Who moved, and who is credited for it", [_persuasion(report.models)])
    yield from _section("Panels", [_panels(report.panels)])
    if report.answers:
        known = report.answers
        title = f"Where the right answer is known ({_count(known.debates, 'debate')})"
        yield from _section(title, [_facts(_answers(known))])
        yield from _section("Right votes of each model", [_model_accuracy(report.models)])
        yield from _section("Right where one was so sure", [_reliability(known, report.models)])
        yield from _section("Right panels, and their best seat", [_panel_accuracy(report.panels)])
    yield from _section("Warnings", list(_warnings(report.warnings)))
    yield Padding(Text(INTERVALS, "aside"), (1, 0, 0, INDENT))


def _section(title: str, parts: Sequence[RenderableType]) -> Iterator[RenderableType]:
    if parts:
        yield Text()
        yield Text(title, "heading")
        yield from (Padding(part, (0, 0, 0, INDENT), expand=False) for part in parts)


def _debates(report: Report) -> Iterator[tuple[str, str]]:
    yield (
        "Finished",
        f"{report.debates:,}: {_listed(report.statuses)}. {_unfinished(report.at_work)}",
    )
    yield "Degraded", f"{report.degraded:,}"
    yield "Agreement", _listed(report.agreements)
    yield "Ended by", _listed(report.stop_reasons)
    yield (
        "Last round",
        ", ".join(f"round {n} in {of:,}" for n, of in sorted(report.rounds.items())),
    )
    yield "Decided", f"{report.decided:,}"
    yield "Decided against round 1", _rate(report.overturned)
    yield "Changes of a vote", _changed(report.changes)
    yield "Conformity gap", _gap(report.conformity)
    yield "Cost", _cost(report.cost)


def _changed(changes: Changes) -> str:
    return (
        f"{changes.total:,}: {changes.to_plurality:,} to what led the round before alone,"
        f" {changes.from_plurality:,} away from it, {changes.other:,} other"
    )


def _gap(crowd: Crowd) -> str:
    gap = NOTHING if crowd.gap is None else f"{crowd.gap:+.2f}"
    return (
        f"{gap}: {crowd.joined:,} of {crowd.outside:,} votes joined what led the round before"
        f" alone, {crowd.left:,} of {crowd.inside:,} left it"
    )


def _models(models: Sequence[ModelReport]) -> Table:
    table = _table("Model", "Seats", "Responses", "Cost")
    for one in models:
        table.add_row(one.model, f"{one.seats:,}", _listed(one.responses), _cost(one.cost))
    return table


def _persuasion(models: Sequence[ModelReport]) -> Table:
    table = _table("Model", "Votes changed", "Credited", "Had argued for it")
    for one in models:
        table.add_row(
            one.model,
            _rate(one.changes),
            f"{one.credited:,}",
            f"{one.credited_consistently:,}",
        )
    return table


def _panels(panels: Sequence[PanelReport]) -> Table:
    table = _table("Panel", "Debates", "Decided", "Rounds", "Cost")
    for one in panels:
        table.add_row(
            "\n".join(one.models),
            f"{one.debates:,}",
            f"{one.decided:,}",
            f"{one.rounds:,}",
            _cost(one.cost),
        )
    return table


def _answers(known: Answers) -> Iterator[tuple[str, str]]:
    yield "What led the first round", _rate(known.first_plurality)
    yield "What led the last round", _rate(known.plurality)
    yield "The decision", _rate(known.decision)
    for rule, right in known.by_rule.items():
        yield f"By {RULES[rule]}", _rate(right)


def _model_accuracy(models: Sequence[ModelReport]) -> Table:
    table = _table("Model", "First vote", "Last vote")
    for one in models:
        if one.accuracy:
            table.add_row(one.model, _rate(one.accuracy.first), _rate(one.accuracy.final))
    return table


def _reliability(known: Answers, models: Sequence[ModelReport]) -> Table:
    """Draw how often debates were right by their agreement, and models by what they said."""
    edges = [f"{100 * place // BINS}-{100 * (place + 1) // BINS}" for place in range(BINS)]
    table = _table("How sure, in percent", *edges, "Brier score", gap=1)
    table.add_row("What led, by its share", *_calibrated(known.agreement))
    for one in models:
        if one.accuracy and one.accuracy.confidence:
            table.add_row(one.model, *_calibrated(one.accuracy.confidence))
    return table


def _panel_accuracy(panels: Sequence[PanelReport]) -> Table:
    table = _table("Panel", "Led the first round", "Led the last round", "Best seat, asked alone")
    for one in panels:
        if one.accuracy:
            table.add_row(
                "\n".join(one.models),
                _rate(one.accuracy.first_plurality),
                _rate(one.accuracy.plurality),
                f"{one.accuracy.best_seat.participant}: {_rate(one.accuracy.best_seat.right)}",
            )
    return table


def _warnings(warnings: Sequence[str]) -> Iterator[Text]:
    for warning in warnings[:MOST_WARNINGS]:
        yield Text(warning, "fault")
    if more := warnings[MOST_WARNINGS:]:
        yield Text(f"It is so with {_count(len(more), 'panel')} more.", "aside")


def _calibrated(found: Calibration | None) -> Iterator[str]:
    """Yield what stands in each column of confidence, then the score."""
    held = {round(one.low * BINS): one.right for one in found.bins} if found else {}
    for place in range(BINS):
        right = held.get(place)
        yield f"{right.count:.4g}/{right.of}" if right else NOTHING
    yield f"{found.brier:.3f}" if found else NOTHING


def _rate(found: Rate) -> str:
    if found.share is None or found.low is None or found.high is None:
        return NOTHING
    interval = f"{100 * found.low:.0f}-{100 * found.high:.0f}"
    return f"{found.count:,.4g} of {found.of:,} ({found.share:.0%}, {interval})"


def _cost(cost: Cost) -> str:
    known = f"${cost.known_usd:,.4f}"
    return f"{known}, and {cost.unknown:,} unknown" if cost.unknown else known


def _unfinished(at_work: int) -> str:
    if not at_work:
        return ""
    are = "is" if at_work == 1 else "are"
    return f"{at_work:,} more {are} still at work and not counted."


def _listed(counts: Mapping[str, int]) -> str:
    found = (f"{count:,} {value.replace('_', ' ')}" for value, count in counts.items())
    return ", ".join(found) or NOTHING


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _facts(rows: Iterable[tuple[str, str]]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="aside")
    for name, value in rows:
        table.add_row(name, value)
    return table


def _table(*headings: str, gap: int = 2) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, gap, 0, 0), header_style="aside")
    first, *others = headings
    table.add_column(first, no_wrap=True, overflow="ellipsis")
    for heading in others:
        table.add_column(heading, overflow="fold")
    return table
