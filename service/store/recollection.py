"""What a worker remembers of debates, so that it need not read again what it wrote itself.

A debate is remembered as of a `rev`, and every change that this process makes counts one. So a
decision by what is remembered is written only if nobody else has changed anything meanwhile; else
the script refuses it, and the debate is read. What cannot be counted is forgotten.
"""

from collections import OrderedDict
from collections.abc import Iterable

import msgspec

from service.domain.debate import Call, Debate, DebateSpec, DebateState, Response
from service.store.encoding import call_field, put_together, response_field

MOST_DEBATES = 1_000
"""Those that were changed last."""


class _Remembered(msgspec.Struct):
    spec: DebateSpec
    state: DebateState
    rev: int
    responses: dict[str, Response]
    """By their fields in Redis, as are calls."""
    calls: dict[str, Call]


class Recollection:
    """The debates that this process has at work."""

    def __init__(self, most: int = MOST_DEBATES) -> None:
        self._most = most
        self._debates: OrderedDict[str, _Remembered] = OrderedDict()

    def of(self, debate_id: str) -> Debate | None:
        """Return a debate as it should be by now."""
        found = self._debates.get(debate_id)
        if found is None:
            return None
        responses, calls = found.responses.values(), found.calls.values()
        return put_together(found.spec, found.state, found.rev, responses, calls)

    def keep(self, debate: Debate) -> None:
        """Remember a debate that was read or written just now; one that is over is forgotten."""
        self.forget(debate.spec.id)
        if debate.state.status.terminal:
            return
        self._debates[debate.spec.id] = _Remembered(
            spec=debate.spec,
            state=debate.state,
            rev=debate.rev,
            responses={response_field(response): response for response in debate.responses},
            calls={call_field(call): call for call in debate.calls},
        )
        if len(self._debates) > self._most:
            self._debates.popitem(last=False)

    def forget(self, debate_id: str) -> None:
        """Forget what can no longer be told for sure."""
        self._debates.pop(debate_id, None)

    def reserved(self, debate_id: str, calls: Iterable[Call]) -> None:
        """Take note of calls that were written down together; without any nothing has changed."""
        new = {call_field(call): call for call in calls}
        found = self._debates.get(debate_id)
        if found is None or not new:
            return
        if new.keys() & found.calls.keys():
            self.forget(debate_id)
            return
        found.calls.update(new)
        found.rev += 1

    def settled(self, debate_id: str, call: Call) -> None:
        """Take note of what a call came to."""
        found = self._debates.get(debate_id)
        if found is None:
            return
        if found.calls.get(call_field(call)) == call:
            self.forget(debate_id)
            return
        found.calls[call_field(call)] = call
        found.rev += 1

    def stored(self, debate_id: str, response: Response, call: Call) -> None:
        """Take note of a response that was first, and of the call that brought it."""
        found = self._debates.get(debate_id)
        if found is None:
            return
        if response_field(response) in found.responses:
            self.forget(debate_id)
            return
        found.responses[response_field(response)] = response
        found.calls[call_field(call)] = call
        found.rev += 1
