"""What a simulated model reads off its prompt, as a real one would.

The options come from the list in the order in which this seat sees them; the arguments of the
others from the lines that introduce them, under the codes that hold for this prompt. To let a
simulated model notice something new, add a field to `View` and fill it in `look`.
"""

import re
from collections.abc import Iterator, Mapping
from hashlib import sha256

import msgspec

from service.domain.debate import OptionId
from service.domain.prompts import ARGUES_FOR
from service.providers.base import ModelRequest, Turn
from service.providers.sim_themes import THEMES, UNFAMILIAR, Theme

END_OF_QUOTATION = ">>>"
LISTED = re.compile(r"^- \[([A-Za-z0-9_]{1,32})\] ", re.MULTILINE)
"""The line that lists an option."""


class Peer(msgspec.Struct, frozen=True, kw_only=True):
    """One argument shown in the prompt."""

    code: str
    option: OptionId
    theme: Theme


class View(msgspec.Struct, frozen=True, kw_only=True):
    """What one seat was shown."""

    turn: Turn
    options: tuple[OptionId, ...]
    """In the order shown to this seat."""
    peers: tuple[Peer, ...]
    """Every argument for an option in the order shown, one's own earlier one among them."""
    keys: tuple[str, ...]
    """What the reply should hold, in order."""

    @property
    def theme(self) -> Theme:
        """Return the theme of this seat in this round."""
        return self._theme_in(self.turn.round)

    @property
    def others(self) -> tuple[Peer, ...]:
        """Return the arguments of the others: all but the one built on one's own last theme."""
        shown = {peer.theme for peer in self.peers}
        earlier = (self._theme_in(number) for number in range(self.turn.round - 1, 0, -1))
        own = next((theme for theme in earlier if theme in shown), None)
        return tuple(peer for peer in self.peers if peer.theme != own)

    def pick(self, purpose: str, count: int) -> int:
        """Return a number below `count`, always the same for one seat, round and purpose."""
        turn = self.turn
        return draw(turn.debate.question, turn.seat, str(turn.round), purpose) % count

    def _theme_in(self, round_number: int) -> Theme:
        # Side by side on the list, so that no two seats of a round argue alike.
        panel = self.turn.debate.panel
        seat = next((n for n, p in enumerate(panel) if p.id == self.turn.seat), 0)
        start = draw(self.turn.debate.question)
        return THEMES[(start + seat + round_number * len(panel)) % len(THEMES)]


class _ReplySchema(msgspec.Struct, frozen=True):
    properties: Mapping[str, object] = {}


def look(request: ModelRequest) -> View:
    """Read what a request shows to its seat."""
    return View(
        turn=request.turn,
        options=_options(request),
        peers=tuple(_peers(request)),
        keys=tuple(msgspec.convert(request.schema, _ReplySchema).properties),
    )


def draw(*parts: str) -> int:
    """Return a large number that depends on the parts alone."""
    return int.from_bytes(sha256("\0".join(parts).encode()).digest()[:6])


def _options(request: ModelRequest) -> tuple[OptionId, ...]:
    """Return the options in the order in which the question lists them."""
    known = [option.id for option in request.turn.debate.options]
    listed = dict.fromkeys(o for o in LISTED.findall(_question(request)) if o in known)
    return tuple(listed) or tuple(known)


def _peers(request: ModelRequest) -> Iterator[Peer]:
    """Yield the shown arguments."""
    text = _question(request)
    for line in ARGUES_FOR.finditer(text):
        argument = text[line.end() :].partition(END_OF_QUOTATION)[0]
        yield Peer(code=line["code"], option=line["option"], theme=_recognized(argument))


def _question(request: ModelRequest) -> str:
    """Return the first question, which shows everything; a repair adds nothing."""
    return next((m.content for m in request.messages if m.role == "user"), "")


def _recognized(argument: str) -> Theme:
    return next((theme for theme in THEMES if theme.ground in argument), UNFAMILIAR)
