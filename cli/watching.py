"""One debate from its creation to its account, whichever server holds it."""

import asyncio
from collections.abc import Mapping

import msgspec
from rich.console import Console
from rich.text import Text

from cli import drawing
from cli.client import Client
from cli.live import open_screen
from cli.report import account
from cli.scene import Scene, advance
from service.domain.debate import DebateStatus
from service.resources.schemas import Debate


async def watch(client: Client, debate: Debate, console: Console, *, plain: bool) -> bool:
    """Show a debate live and its account at the end; return whether it completed."""
    scene = Scene(debate=debate)
    console.print(Text(), drawing.question(debate), sep="\n")
    async with open_screen(console, plain=plain) as screen:
        async for event in client.events(debate.id, screen.hear):
            scene = advance(scene, event)
            screen.show(scene)
    finished = await client.debate(debate.id)
    completed = finished.status is DebateStatus.COMPLETED
    summary = await client.summary(debate.id) if completed else None
    console.print(account(finished, summary))
    return completed


async def hold(
    server: Client, body: Mapping[str, object], console: Console, notes: Console, *, plain: bool
) -> bool:
    """Start a debate on a server and watch it; return whether it completed.

    Whoever stops watching is told on `notes` where the debate goes on.
    """
    async with server as client:
        debate = await client.create(body)
        try:
            return await watch(client, debate, console, plain=plain)
        except asyncio.CancelledError:
            notes.print(f"The debate goes on: {client.url}/v1/debates/{debate.id}", soft_wrap=True)
            raise


async def hold_quietly(server: Client, body: Mapping[str, object]) -> tuple[bytes, bool]:
    """Start a debate on a server and wait for its end.

    Returns the debate and its summary, which is null when there is none, as one JSON object, and
    whether the debate completed.
    """
    async with server as client:
        debate = await client.create(body)
        async for _ in client.events(debate.id):
            pass
        finished = await client.debate_json(debate.id)
        summary = await client.summary_json(debate.id)
    both = {"debate": msgspec.Raw(finished), "summary": msgspec.Raw(summary or b"null")}
    status = msgspec.json.decode(finished)["status"]
    return msgspec.json.format(msgspec.json.encode(both)), status == DebateStatus.COMPLETED
