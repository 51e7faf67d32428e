"""The model provider of a scene, in a process of its own, and the log that it keeps.

    python -m tests.faults.provider LOG SEED PORT

It speaks OpenAI's chat completions at `/<worker>/v1`, so that it knows which worker asks. Which
call it is asked for it reads from the prompt: the question names the debate, the model is the
seat, and the arguments that it wrote itself name their round. Each line of the log is a `Noted`,
written before the answer begins and after it has been sent.
"""

import asyncio
import os
import random
import re
import sys
import time
from enum import StrEnum
from pathlib import Path

import msgspec
from aiohttp import web

from tests.support.dialects import ChatCompletions, Said
from tests.support.model_server import ballot

DEBATE = re.compile(r"\bmatter (\d+)\b")
ROUND = re.compile(r"\bround (\d+)\b")
CALL = re.compile(r"\bcall (\d+-\d+)\b")
OPTIONS = ("A", "B", "C")
SHORTEST_S, LONGEST_S = 0.1, 2.0
"""Of an answer: most come soon, some late."""


class What(StrEnum):
    """What the provider has to say of a call."""

    ASKED = "asked"
    ANSWERED = "answered"
    BROKEN = "broken"
    """Whoever asked did not wait for the answer."""


class Noted(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the log."""

    what: What
    at: float
    """Seconds since 1970, of this machine's clock."""
    worker: str
    debate: int
    round: int
    seat: str
    call: str
    """Names the call; what is answered carries it, so that a stored answer can be traced."""


class Asking(msgspec.Struct, frozen=True, kw_only=True):
    """What is wanted from the provider."""

    worker: str
    debate: int
    round: int
    seat: str


def question(number: int) -> str:
    """Return the question of a debate, by which the provider knows it."""
    return f"What is to be done in matter {number}?"


def read_log(log: Path) -> list[Noted]:
    """Return what the provider has noted so far, in order."""
    return [msgspec.json.decode(line, type=Noted) for line in log.read_bytes().splitlines()]


def read_request(worker: str, body: dict[str, object]) -> Asking:
    """Return who asks for which answer; `ValueError` for a prompt that is not of a scene."""
    text = msgspec.json.encode(body["messages"]).decode()
    debate = DEBATE.search(text)
    if debate is None:
        message = f"This prompt names no debate: {text}"
        raise ValueError(message)
    return Asking(
        worker=worker,
        debate=int(debate[1]),
        round=1 + max((int(number) for number in ROUND.findall(text)), default=0),
        seat=str(body["model"]),
    )


def said(asking: Asking, call: str) -> Said:
    """Return the answer: the same vote whenever that is asked."""
    draw = random.Random(f"{asking.debate}:{asking.round}:{asking.seat}")
    vote = draw.choice(OPTIONS)
    argument = f"In round {asking.round} and by call {call} I hold that {vote} is right."
    written = ballot(vote, argument, confidence=draw.randrange(40, 90))
    return Said(pieces=(written[:20], written[20:]), model=asking.seat)


class Provider:
    """Answers, and keeps the log."""

    def __init__(self, log: Path, seed: str) -> None:
        # Unbuffered: what was noted is there even when this process is killed.
        self._log = log.open("ab", buffering=0)
        self._seed = seed
        self._count = 0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        asking = read_request(request.match_info["worker"], await request.json())
        self._count += 1
        call = f"{os.getpid()}-{self._count}"
        self._note(What.ASKED, asking, call)
        first, *rest = ChatCompletions().events(said(asking, call))
        pause_s = self._pause_s(asking)
        response = web.StreamResponse(headers={"content-type": "text/event-stream"})
        try:
            await response.prepare(request)
            await response.write(first)
            await asyncio.sleep(pause_s)
            await response.write(b"".join(rest))
            await response.write_eof()
        except ConnectionError:
            self._note(What.BROKEN, asking, call)
        else:
            self._note(What.ANSWERED, asking, call)
        return response

    def _pause_s(self, asking: Asking) -> float:
        name = f"{self._seed}:{asking.debate}:{asking.round}:{asking.seat}"
        return SHORTEST_S + (LONGEST_S - SHORTEST_S) * random.Random(name).random() ** 2

    def _note(self, what: What, asking: Asking, call: str) -> None:
        noted = Noted(what=what, at=time.time(), call=call, **msgspec.structs.asdict(asking))
        self._log.write(msgspec.json.encode(noted) + b"\n")


async def main(log: str, seed: str, port: str) -> None:
    app = web.Application()
    app.router.add_post("/{worker}/v1/chat/completions", Provider(Path(log), seed).answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", int(port), reuse_address=True)
    await site.start()
    print(f"answering on 127.0.0.1:{runner.addresses[0][1]}.", flush=True)  # noqa: T201 - waited for
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
