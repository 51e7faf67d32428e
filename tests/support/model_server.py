"""A model server on loopback that speaks the three protocols and does what a test says.

    async with ModelServer(replies={"alpha": Said(pieces=(ballot("B"),))}) as server:
        ...                       # ask server.url
        server.asked[0].body      # what it was sent

What was `Said` goes out in the protocol it was asked for in, as events where events were asked
for; a `Reply` goes out as it stands. A model without a reply of its own answers with a vote for
the first option it was offered. A script can be one of these, several (one a request, the last
one for ever), or a function of what was asked. To let it misbehave in a new way, add a field to
`Reply` and honour it in `_send`.
"""

import asyncio
import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias
from urllib.parse import unquote

import msgspec
from typing_extensions import override

from service.providers.specs import ProtocolName
from tests.support.dialects import DIALECTS, Said
from tests.support.loopback import LoopbackServer

JSON = "application/json"
HTML = "text/html; charset=utf-8"
EVENTS = "text/event-stream; charset=utf-8"
PIECE = 64
"""Bytes that a dripping reply sends at once."""

PATHS = {
    "/chat/completions": ProtocolName.OPENAI_CHAT,
    "/v1/messages": ProtocolName.ANTHROPIC,
}
GEMINI_PATH = re.compile(
    r"/v1beta/models/(?P<model>[^/:]+):(generateContent|streamGenerateContent\?alt=sse)$"
)

Body: TypeAlias = Mapping[str, Any] | Sequence[Any] | str | bytes


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    """Names in lower case."""
    body: Any

    @property
    def model(self) -> str:
        """Return the model that was asked."""
        if named := GEMINI_PATH.search(self.path):
            return unquote(named["model"])
        return str(self.body.get("model", "")) if isinstance(self.body, dict) else ""

    @property
    def protocol(self) -> ProtocolName | None:
        """Return the protocol whose address was asked."""
        if GEMINI_PATH.search(self.path):
            return ProtocolName.GEMINI
        return next((name for end, name in PATHS.items() if self.path.endswith(end)), None)

    @property
    def streams(self) -> bool:
        """Return whether events were asked for."""
        return self.path.endswith(":streamGenerateContent?alt=sse") or (
            isinstance(self.body, dict) and self.body.get("stream") is True
        )


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """What to send, and how badly."""

    status: int = 200
    headers: Mapping[str, str] = {}
    body: Body = b""
    """Text and bytes are sent as they are, everything else as JSON."""
    delay_s: float = 0
    """Silence before the first byte."""
    after: asyncio.Event | None = None
    """What has to happen before the first byte, if anything."""
    drip_s: float | None = None
    """Pause after each small piece of the body."""
    piece: int = PIECE
    """Bytes in such a piece."""
    hangs: bool = False
    """Whether the connection stays open, silent, after the body."""
    endless: bytes = b""
    """What follows the body, for as long as the other side takes it."""
    close_after: int | None = None
    """Bytes of the body after which the connection is cut, although more were announced."""


Answer: TypeAlias = Reply | Said
Script: TypeAlias = Answer | Sequence[Answer] | Callable[[Asked], Answer]


def completion(content: object, *, finish_reason: str = "stop", **fields: object) -> Reply:
    """Return the usual reply around some content; `fields` are put into its message."""
    message = {"role": "assistant", "content": content, **fields}
    return Reply(
        body={
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1_790_000_000,
            "choices": [{"index": 0, "message": message, "finish_reason": finish_reason}],
            "usage": {"prompt_tokens": 120, "completion_tokens": 30, "total_tokens": 150},
        },
    )


def ballot(vote: str | None, argument: str | None = None, **fields: object) -> str:
    """Return a vote and its argument as a model writes them."""
    reason = argument or f"The case for {vote} rests on what can be checked by anyone who looks."
    return json.dumps({"argument": reason, "vote": vote, **fields}, ensure_ascii=False)


def rejection(status: int, message: str = "", *, code: str | None = None, **headers: str) -> Reply:
    """Return an error in the usual form; `retry_after="3"` is sent as `retry-after: 3`."""
    detail = {"message": message, "type": "error", "param": None, "code": code}
    return Reply(
        status=status,
        headers={name.replace("_", "-"): value for name, value in headers.items()},
        body={"error": detail},
    )


def streamed(*events: bytes, **fields: Any) -> Reply:  # noqa: ANN401 - the fields of a reply
    """Return a stream of these events; the other fields are those of a `Reply`."""
    return Reply(headers={"content-type": EVENTS}, body=b"".join(events), **fields)


def told(asked: Asked, said: Said) -> Reply:
    """Return what was said, in the protocol and the form that were asked for."""
    dialect = DIALECTS[asked.protocol or ProtocolName.OPENAI_CHAT]
    return streamed(*dialect.events(said)) if asked.streams else Reply(body=dialect.whole(said))


def page(status: int = 200) -> Reply:
    """Return a page for browsers, as a gateway or a wrong address answers."""
    return Reply(
        status=status,
        headers={"content-type": HTML},
        body="<!DOCTYPE html><html><body><h1>Bad gateway</h1></body></html>",
    )


class ModelServer(LoopbackServer):
    """The server; it remembers everything that it was asked."""

    def __init__(self, replies: Mapping[str, Script] | None = None) -> None:
        """Script the replies by model id."""
        super().__init__()
        self.replies: dict[str, Script] = dict(replies or {})
        self.listing: Reply | None = None
        """What to answer when asked for the models; None lists those that have a reply."""
        self.asked: list[Asked] = []
        self._counts: dict[str, int] = {}

    @property
    def url(self) -> str:
        """Return the base address for clients, without a slash at the end."""
        return f"http://{self.address}/v1"

    def asked_of(self, model: str) -> list[Asked]:
        """Return the requests for one model, in order."""
        return [asked for asked in self.asked if asked.model == model]

    @override
    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await self._exchange(reader, writer):
            pass

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; return whether the connection can carry another."""
        asked = await _read(reader)
        self.asked.append(asked)
        return await _send(writer, self._reply(asked))

    def _reply(self, asked: Asked) -> Reply:
        if asked.method == "GET" and asked.path.endswith("/models"):
            if self.listing is not None:
                return self.listing
            models = [{"id": model, "object": "model"} for model in self.replies]
            return Reply(body={"object": "list", "data": models})
        if asked.method != "POST" or asked.protocol is None:
            return rejection(404, f"No such route: {asked.method} {asked.path}")
        if fault := FAULTS[asked.protocol](asked.body):
            return rejection(400, fault, code="invalid_request")
        answer = self._scripted(asked)
        return told(asked, answer) if isinstance(answer, Said) else answer

    def _scripted(self, asked: Asked) -> Answer:
        script = self.replies.get(asked.model, _agreeable)
        if isinstance(script, Reply | Said):
            return script
        if callable(script):
            return script(asked)
        count = self._counts.get(asked.model, 0)
        self._counts[asked.model] = count + 1
        return script[min(count, len(script) - 1)]


def offered(asked: Asked) -> list[str]:
    """Return the ids of the options that a request allows as a vote, in its order."""
    vote = wanted(asked.body).get("properties", {}).get("vote", {})
    for schema in (vote, *vote.get("anyOf", ())):
        if "enum" in schema:
            return list(schema["enum"])
    listed = re.search(
        r'"vote" must be one of these ids: ((?:"\w+"(?:, )?)+)', "\n".join(words(asked.body))
    )
    return re.findall(r"\w+", listed[1]) if listed else ["A"]


def wanted(body: Any) -> Mapping[str, Any]:  # noqa: ANN401 - a body in any of the protocols
    """Return the schema that a request asks its answer to follow; empty when it names none."""
    formats = (
        body.get("response_format", {}).get("json_schema", {}).get("schema"),
        body.get("output_config", {}).get("format", {}).get("schema"),
        body.get("generationConfig", {}).get("responseJsonSchema"),
    )
    return next((schema for schema in formats if schema), {})


def words(body: Any) -> list[str]:  # noqa: ANN401 - as above
    """Return every text of a request's messages, in order."""
    turns = [*body.get("messages", ()), *body.get("contents", ())]
    contents = (turn.get("content") or turn.get("parts") for turn in turns)
    parts = (part for content in contents for part in _in_parts(content))
    return [str(part.get("text", "")) for part in parts]


def _in_parts(content: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - as above
    return content if isinstance(content, list) else [{"text": content}]


def _agreeable(asked: Asked) -> Answer:
    """Vote for the first option offered, and say that this very model has answered."""
    written = ballot(
        offered(asked)[0],
        confidence=70,
        second_choice=None,
        strongest_objection="It asks for patience that not everyone has.",
        would_change_mind="A case in which it plainly did harm.",
    )
    return Said(pieces=(written[:20], written[20:]), model=asked.model)


def _chat_fault(body: object) -> str | None:
    """Say what a strict server would hold against the body of a request."""
    if not isinstance(body, dict) or not isinstance(body.get("model"), str):
        return "Missing required parameter: 'model'."
    if "max_tokens" in body and "max_completion_tokens" in body:
        return "'max_tokens' and 'max_completion_tokens' exclude each other."
    return _turns_fault(body, "messages", {"system", "developer", "user", "assistant"})


def _messages_fault(body: object) -> str | None:
    if not isinstance(body, dict) or not isinstance(body.get("max_tokens"), int):
        return "max_tokens: Field required"
    return _turns_fault(body, "messages", {"user", "assistant"})


def _gemini_fault(body: object) -> str | None:
    if not isinstance(body, dict) or "model" in body or "messages" in body:
        return "Invalid JSON payload received."
    return _turns_fault(body, "contents", {"user", "model"})


def _turns_fault(body: Mapping[str, Any], name: str, roles: set[str]) -> str | None:
    turns = body.get(name)
    if not isinstance(turns, list) or not turns:
        return f"Missing required parameter: '{name}'."
    if any(turn.get("role") not in roles for turn in turns):
        return f"Invalid value: '{name}[].role'."
    return None


FAULTS: Mapping[ProtocolName, Callable[[object], str | None]] = {
    ProtocolName.OPENAI_CHAT: _chat_fault,
    ProtocolName.ANTHROPIC: _messages_fault,
    ProtocolName.GEMINI: _gemini_fault,
}


async def _read(reader: asyncio.StreamReader) -> Asked:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, path, _ = head[0].split(" ", 2)
    headers = {
        name.lower(): value.strip()
        for name, _, value in (line.partition(":") for line in head[1:] if line)
    }
    raw = await reader.readexactly(int(headers.get("content-length", 0)))
    try:
        body = json.loads(raw) if raw else None
    except ValueError:
        body = None
    return Asked(method=method, path=path, headers=headers, body=body)


async def _send(writer: asyncio.StreamWriter, reply: Reply) -> bool:
    """Send a reply; return whether the connection can carry another."""
    body = reply.body if isinstance(reply.body, bytes | str) else json.dumps(reply.body)
    data = body.encode() if isinstance(body, str) else body
    open_ended = reply.hangs or bool(reply.endless)
    length = {"connection": "close"} if open_ended else {"content-length": str(len(data))}
    headers = {"content-type": JSON, **length, **reply.headers}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    await asyncio.sleep(reply.delay_s)
    if reply.after is not None:
        await reply.after.wait()
    writer.write(f"HTTP/1.1 {reply.status} Scripted\r\n{head}\r\n".encode("latin-1"))
    await _send_body(writer, data[: reply.close_after], reply)
    while reply.endless:
        writer.write(reply.endless)
        await writer.drain()
    if reply.hangs:
        await asyncio.Event().wait()
    return reply.close_after is None


async def _send_body(writer: asyncio.StreamWriter, data: bytes, reply: Reply) -> None:
    if reply.drip_s is None:
        writer.write(data)
        await writer.drain()
        return
    for start in range(0, len(data), reply.piece):
        writer.write(data[start : start + reply.piece])
        await writer.drain()
        await asyncio.sleep(reply.drip_s)
