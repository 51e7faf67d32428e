"""One debate from its first event to its account, whichever server holds it.

A form in which a debate can be had at its end is a row in `FORMS`.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator
from enum import StrEnum
from functools import partial

import msgspec
from rich.console import Console
from rich.text import Text

from cli.client import Client
from cli.live import Screen, open_screen
from cli.reading import harmless
from cli.refusals import NoServerError
from cli.report import absolute, account, way_back
from cli.scene import Scene, advance, ledger_of
from service.domain.debate import DebateStatus
from service.domain.plain_text import printable
from service.resources.schemas import Debate, Summary

GOES_ON = """\
The debate goes on: {url}/v1/debates/{debate}
To come back to it: {way_back}"""


class Form(StrEnum):
    """What programs may be given at the end."""

    JSON = "json"
    MARKDOWN = "markdown"


async def watch(client: Client, debate: Debate, console: Console, *, plain: bool) -> Debate:
    """Show a debate live and its account at the end; return it as it has ended."""
    async with open_screen(console, plain=plain) as screen:
        await _follow(client, debate, screen)
    finished = await client.surely(partial(client.whole_debate, debate.id))
    console.print(account(finished, await client.surely(partial(_summary, client, finished))))
    return finished


async def take(
    client: Client, debate: Debate, form: Form, notes: Console, *, plain: bool
) -> tuple[str, Debate]:
    """Wait for the end of a debate; return it in that form, and as it has ended.

    How far it is shows on `notes` meanwhile, where that is a terminal.
    """
    async with open_screen(notes, plain=plain, brief=True) as screen:
        await _follow(client, debate, screen)
    text = await client.surely(partial(FORMS[form], client, debate.id))
    return text, await client.surely(partial(client.whole_debate, debate.id))


@contextlib.contextmanager
def saying_where_it_goes_on(client: Client, debate: Debate, notes: Console) -> Iterator[None]:
    """Tell whoever stops watching, or cannot go on, how to come back."""
    try:
        yield
    except (asyncio.CancelledError, NoServerError):
        back = way_back(debate, client.url)
        said = GOES_ON.format(url=client.url, debate=debate.id, way_back=back)
        page = debate.urls.page
        seen = f"\nIts page: {absolute(page, client.url)}" if page else ""
        notes.print(Text(said + seen), soft_wrap=True)
        raise


async def _follow(client: Client, debate: Debate, screen: Screen) -> None:
    # Rounds that a fork has taken over were events of another debate.
    copied = debate.forked_from.round if debate.forked_from else 0
    taken = (response for response in debate.responses or () if response.round <= copied)
    scene = Scene(debate=debate, ledger=ledger_of(taken))
    screen.show(scene)
    events = client.events(debate.id, screen.hear, lost=screen.lost, found=screen.found)
    # Whoever reads what is shown may leave.
    async with contextlib.aclosing(events) as told:
        async for event in told:
            scene = advance(scene, event)
            screen.show(scene)


async def _summary(client: Client, debate: Debate) -> Summary | None:
    completed = debate.status is DebateStatus.COMPLETED
    return await client.summary(debate.id) if completed else None


async def _json(client: Client, debate_id: str) -> str:
    """Return debate and summary as one object; the summary is null when there is none."""
    debate = await client.debate_json(debate_id)
    summary = await client.summary_json(debate_id) or b"null"
    both = {"debate": msgspec.Raw(debate), "summary": msgspec.Raw(summary)}
    return harmless(msgspec.json.encode(both))


async def _markdown(client: Client, debate_id: str) -> str:
    return printable(await client.transcript(debate_id)).removesuffix("\n")


FORMS: dict[Form, Callable[[Client, str], Awaitable[str]]] = {
    Form.JSON: _json,
    Form.MARKDOWN: _markdown,
}
