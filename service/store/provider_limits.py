"""What providers have been sent by all workers together, and what they have said of their limits.

Calls are counted for each provider and key under a digest of them (an account), over a sliding
minute by the server's clock; what a provider says holds for one model of it. Which models are
counted only because their provider said that little is left is listed as `scarce`. Slots belong
to whoever renews them: those of a worker that died come back by themselves.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import cast

import msgspec

from service.domain.limits import (
    LONGEST_WAIT_S,
    Admitted,
    Limits,
    Obstacle,
    Parting,
    Refused,
    Room,
    Verdict,
)
from service.store.encoding import from_ms, to_ms
from service.store.keys import Keys
from service.store.scripting import Argument, Scripts

SLOT_S = 5.0
"""How long a call keeps its slot unless that is renewed."""
MINUTE_S = 60.0
ON_THE_WAY_S = 0.25
"""By how much one call may take longer to its provider than another: no minute is to look full
there that was not full here."""

TOLD_MS = round(LONGEST_WAIT_S * 1000)


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """One call that wants to be sent."""

    account: str
    """Provider and digest of its key."""
    limits: Limits
    """Of the account."""
    model: str
    """The model's own id."""
    nonce: str
    """Tells this call from all others."""
    tokens: int
    """What it will take, prompt and reply, as far as that can be foreseen."""

    @property
    def place(self) -> str:
        """Return what is scarce where it is: a model of an account."""
        return f"{self.account}|{self.model}"


class ProviderLimits:
    """What is sent to providers within one namespace."""

    def __init__(self, scripts: Scripts, keys: Keys, *, minute_s: float = MINUTE_S) -> None:
        """Count over a minute, or over what a test takes for one."""
        self._scripts = scripts
        self._keys = keys
        self._window_ms = round((minute_s + ON_THE_WAY_S) * 1000)

    async def admit(self, call: Candidate) -> Verdict:
        """Admit a call if there is room for it; the same call again gets the same verdict."""
        limits = call.limits
        most = (limits.concurrency, limits.requests_per_minute, limits.tokens_per_minute)
        answer = await self._scripts.call(
            "admit",
            self._keys_of(call),
            [
                call.nonce,
                call.tokens,
                round(SLOT_S * 1000),
                self._window_ms,
                TOLD_MS,
                *("" if limit is None else limit for limit in most),
            ],
        )
        word, *numbers = cast("tuple[bytes, *tuple[int, ...]]", answer)
        if word == b"admitted":
            return Admitted(calls=numbers[0], tokens=numbers[1])
        until = from_ms(numbers[0]) if numbers[0] else None
        return Refused(obstacle=Obstacle(word.decode()), until=until)

    async def scarce(self, *, now: datetime) -> frozenset[str]:
        """Return the places whose calls are counted though the operator limits none."""
        still = f"({to_ms(now)}"
        (found,) = await self._scripts.read(("ZRANGEBYSCORE", self._keys.scarce, still, "+inf"))
        return frozenset(place.decode() for place in found)

    async def leave(
        self,
        call: Candidate,
        admitted: Admitted,
        parting: Parting,
        *,
        now: datetime,
        scarce_s: float = 0.0,
    ) -> None:
        """Note the end of a call, what it has told, and how long its place is scarce."""
        pause_s, said = parting.pause_s, parting.allowance
        await self._scripts.call(
            "leave",
            [*self._keys_of(call), self._keys.scarce],
            [
                call.nonce,
                TOLD_MS,
                "" if parting.tokens is None else parting.tokens,
                int(parting.unsent),
                admitted.calls,
                admitted.tokens,
                "" if pause_s is None else _ms_in(min(pause_s, LONGEST_WAIT_S), now),
                *_room(said.requests, now),
                *_room(said.tokens, now),
                call.place,
                _ms_in(scarce_s, now) if scarce_s else "",
            ],
        )

    async def renew(self, held: Mapping[str, Collection[str]]) -> None:
        """Renew slots, given the nonces of their calls by account."""
        keys = [self._keys.account(account).slots for account in held]
        arguments: list[Argument] = []
        for number, nonces in enumerate(held.values(), start=1):
            for nonce in nonces:
                arguments += [number, nonce]
        await self._scripts.call("renew", keys, [round(SLOT_S * 1000), *arguments])

    def _keys_of(self, call: Candidate) -> list[str]:
        return self._keys.account(call.account, call.model).all()


def _room(room: Room | None, now: datetime) -> tuple[Argument, Argument]:
    return ("", "") if room is None else (room.left, _ms_in(room.resets_in_s, now))


def _ms_in(seconds: float, now: datetime) -> int:
    return to_ms(now) + round(seconds * 1000)
