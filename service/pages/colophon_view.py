"""What a debate took, who wrote what of it, and what can be taken away."""

from collections.abc import Iterator
from datetime import timedelta

import msgspec

from service.domain.debate import Debate, Summary, SummarySource
from service.domain.tally import usage
from service.domain.transcript import dollars
from service.pages.result_view import Fact


class Download(msgspec.Struct, frozen=True, kw_only=True):
    """A form in which the whole debate can be kept."""

    name: str
    url: str


class ColophonView(msgspec.Struct, frozen=True, kw_only=True):
    """The end of the page."""

    facts: tuple[Fact, ...]
    downloads: tuple[Download, ...]


def colophon_view(debate: Debate, summary: Summary | None, page: str) -> ColophonView:
    """Return the end of the page that is served at the path `page`."""
    return ColophonView(
        facts=tuple(Fact(name=name, text=text) for name, text in _facts(debate, summary)),
        downloads=tuple(
            Download(name=name, url=f"{page}/transcript?format={form}")
            for name, form in DOWNLOADS.items()
        ),
    )


def _facts(debate: Debate, summary: Summary | None) -> Iterator[tuple[str, str]]:
    so_far = "" if debate.state.status.terminal else ", so far"
    spent = usage(debate)
    cost = "not known" if spent.cost_usd is None else dollars(spent.cost_usd)
    if spent.calls:
        yield "Cost", f"{cost}{so_far}"
        yield "Tokens", f"{spent.input_tokens:,} read, {spent.output_tokens:,} written{so_far}"
        yield "Calls to models", f"{spent.calls:,}{so_far}"
    if origin := debate.spec.forked_from:
        yield "Not counted here", f"What was held up to round {origin.round}, in another debate."
    if debate.state.started_at and debate.state.finished_at:
        yield "Time", _duration(debate.state.finished_at - debate.state.started_at)
    if summary is not None:
        yield "Summary", _writer(summary)


def _writer(summary: Summary) -> str:
    checked, dropped = summary.verification.checked, summary.verification.dropped
    if summary.source is SummarySource.MODEL:
        return (
            f"Written by {summary.model}. {checked} sentences were checked against what was voted"
            f" and said: {summary.verification.repaired} written again, {dropped} left out."
        )
    said = "Counted and quoted from the debate; no model wrote it."
    return f"{said} {dropped} of {checked} sentences of a draft did not hold." if checked else said


def _duration(taken: timedelta) -> str:
    seconds = round(taken.total_seconds())
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    parts = [(hours, "h"), (minutes, "min"), (rest, "s")]
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "less than a second"


DOWNLOADS = {"Markdown": "markdown", "JSON": "json"}
"""The forms, and what asks for them."""
