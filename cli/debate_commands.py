"""`roundtable debate` and `roundtable watch`: one debate of any server, for people and scripts.

What can be asked for at the start is an option of `debate_command` and its place in its body; how
a debate is watched and ended is an option in `WAYS` and a field of `Way`, for both.
"""

import asyncio
import functools
import sys
from collections.abc import Awaitable, Callable, Mapping

import click
import msgspec

from cli.client import Client
from cli.console import open_console
from cli.endings import EXIT_STATUSES, Demand, status_of
from cli.options import (
    checked,
    key_option,
    plain_option,
    read_debate_id,
    read_file,
    url_option,
)
from cli.report import read_on
from cli.running import run
from cli.watching import Form, saying_where_it_goes_on, take, watch
from service.domain.debate import ConsensusRule
from service.resources.schemas import Debate

OK = 0
NOTHING: tuple[object, ...] = (None, "", (), [], {})
"""What an option is that was not given; a number that is 0 was."""
RULES = (ConsensusRule.UNANIMOUS, ConsensusRule.SUPERMAJORITY, ConsensusRule.MAJORITY)
UNANSWERED = "Stopped before the server had answered; it may hold the debate all the same."

WAYS = (
    click.option("--json", "as_json", is_flag=True, help="Print debate and summary as JSON."),
    click.option(
        "--markdown", "as_markdown", is_flag=True, help="Print the whole debate as Markdown."
    ),
    plain_option,
    click.option(
        "--require",
        "demand",
        type=click.Choice(tuple(map(str, Demand))),
        help="End with status 3 unless there is a decision, which a tie-break may have named, or"
        " consensus, which is that the rule of the debate was met.",
    ),
    url_option,
    key_option,
)

Begin = Callable[[Client], Awaitable[Debate]]


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """Where a debate is held, how it is shown, and what is required of it."""

    url: str
    key: str | None
    form: Form | None
    """What to print at the end; None for people."""
    plain: bool
    demand: Demand | None


def with_way(command: Callable[..., int]) -> Callable[..., int]:
    """Add the options of a `Way` to a command, which is given it as `way`."""

    @functools.wraps(command)
    def told(  # noqa: PLR0913 - one parameter an option
        *,
        as_json: bool,
        as_markdown: bool,
        plain: bool,
        demand: str | None,
        url: str,
        key: str | None,
        **others: object,
    ) -> int:
        if as_json and as_markdown:
            raise click.UsageError("Print JSON or Markdown, not both.")
        markdown = Form.MARKDOWN if as_markdown else None
        form = Form.JSON if as_json else markdown
        required = Demand(demand) if demand else None
        way = Way(url=url, key=key, form=form, plain=plain, demand=required)
        return command(way=way, **others)

    for option in reversed(WAYS):
        told = option(told)
    return told


@click.command("debate", epilog=f"\b\n{EXIT_STATUSES}")
@click.argument("question")
@click.option(
    "-o",
    "--option",
    "options",
    metavar="LABEL",
    multiple=True,
    required=True,
    help="An answer to vote for; repeat. The first is called A, the next B, and so on.",
)
@click.option(
    "-m",
    "--model",
    "models",
    metavar="MODEL",
    multiple=True,
    help="Who sits at the table, such as openai/gpt-5.4 or sim/A; give at least two. Default: the"
    " server's panel.",
)
@click.option("--context", metavar="TEXT", help="Background that every model is given.")
@click.option(
    "--context-file",
    "read_context",
    callback=checked(read_file),
    metavar="FILE",
    help="The same from a file; - reads standard input.",
)
@click.option("--rounds", type=int, metavar="NUMBER", help="Most rounds to hold, 3 by default.")
@click.option(
    "--consensus",
    type=click.Choice(tuple(map(str, RULES))),
    help="What counts as agreement; supermajority, which is two thirds, by default.",
)
@click.option(
    "--votes-needed", type=int, metavar="NUMBER", help="As many votes, in place of --consensus."
)
@click.option(
    "--summarizer",
    "summarizers",
    metavar="MODEL",
    multiple=True,
    help="Who writes the summary; repeat for some to be asked in turn. Default: the server's.",
)
@click.option(
    "--detach", is_flag=True, help="Print the id, and leave; `roundtable watch` comes back to it."
)
@with_way
def debate_command(  # noqa: PLR0913 - one parameter an option
    question: str,
    options: tuple[str, ...],
    models: tuple[str, ...],
    summarizers: tuple[str, ...],
    *,
    context: str | None,
    read_context: str | None,
    rounds: int | None,
    consensus: str | None,
    votes_needed: int | None,
    detach: bool,
    way: Way,
) -> int:
    """Put QUESTION to a running server and watch the debate.

    \b
    Examples:
      roundtable debate "Is a hot dog a sandwich?" -o Yes -o No
      roundtable debate "Ship it on Friday?" -o Yes -o No -o "On Monday" \\
        -m openai/gpt-5.4 -m anthropic/claude-opus-4-6 --rounds 2 \\
        --require decision --json > decision.json
    """  # noqa: D301 - the backslashes are click's and the shell's
    if context and read_context:
        raise click.UsageError("Give --context or --context-file, not both.")
    if detach and (way.form or way.demand):
        raise click.UsageError("Whoever leaves with --detach is given no more than the id.")
    protocol = {"max_rounds": rounds, "consensus": consensus, "votes_needed": votes_needed}
    body = {
        "question": question,
        "context": context or read_context,
        "options": [{"label": label} for label in options],
        "panel": [{"model": model} for model in models],
        "protocol": _given(protocol),
        "summarizer": _given({"models": summarizers}),
    }

    async def begin(client: Client) -> Debate:
        try:
            return await client.create(_given(body))
        except UnicodeEncodeError as error:
            raise click.UsageError("What is asked is no text in UTF-8.") from error
        except asyncio.CancelledError:
            click.echo(UNANSWERED, err=True)
            raise

    return _leave(begin, way) if detach else _accompany(begin, way)


@click.command("watch", epilog=f"\b\n{EXIT_STATUSES}")
@click.argument("debate", metavar="DEBATE", callback=checked(read_debate_id))
@with_way
def watch_command(debate: str, *, way: Way) -> int:
    """Watch a debate by its id, be it under way or over.

    \b
    Examples:
      roundtable watch dbt_01m8agk8w3yza5k543jg1m8ttc
      roundtable watch dbt_01m8agk8w3yza5k543jg1m8ttc --markdown > debate.md
    """  # noqa: D301 - the backslash is click's
    return _accompany(lambda client: client.whole_debate(debate), way)


def _accompany(begin: Begin, way: Way) -> int:
    """Watch a debate to its end and print it as is wanted; return the status of its ending."""

    async def keep(_: asyncio.Event) -> int:
        notes = open_console(sys.stderr)
        async with Client(way.url, way.key) as client:
            debate = await begin(client)
            with saying_where_it_goes_on(client, debate, notes):
                if way.form:
                    text, ended = await take(client, debate, way.form, notes, plain=way.plain)
                    # Whatever the terminal's encoding is: both forms are UTF-8.
                    click.echo(text.encode())
                else:
                    console = open_console()
                    ended = await watch(client, debate, console, plain=way.plain)
                    console.print(read_on(ended, client.url), soft_wrap=True)
            return status_of(ended, way.demand)

    return run(keep, patient=False)


def _leave(begin: Begin, way: Way) -> int:
    """Begin a debate and print its id."""

    async def keep(_: asyncio.Event) -> int:
        async with Client(way.url, way.key) as client:
            click.echo((await begin(client)).id)
        return OK

    return run(keep, patient=False)


def _given(values: Mapping[str, object]) -> dict[str, object]:
    """Return what was given of some values; the server has a default for the rest."""
    return {name: value for name, value in values.items() if value not in NOTHING}
