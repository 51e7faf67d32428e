"""The way to one provider: past its circuit, then in line for its limits.

A call is first asked for at once. If it is refused, or others stand in line already, it takes its
place: behind those for the same model, and while it is the operator's limits that are in the way,
before those for all other models as well. Only whoever is first asks the store again. Where the
operator limits nothing and the provider has room, asking costs nothing (`watch.py`).
"""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from weakref import WeakValueDictionary

from service import ids
from service.admission.breaker import Breaker
from service.admission.passage import NEVER_SENT, Passage
from service.admission.turnstile import Turnstile
from service.domain.circuit import Entry
from service.domain.errors import ProviderError, StoreUnavailableError
from service.domain.limits import Admitted, Obstacle, Parting, Refused, Verdict
from service.providers.accounts import Account
from service.store.clock import Clock
from service.store.provider_limits import Candidate

AT_ONCE_S = 1.0
"""How long the store may take to answer for a call that does not wait for room."""
LOOK_AGAIN_S = 0.1
"""How often to look for a free slot: whoever looks first gets it, in this process or another."""
LONGEST_NAP_S = 2.0
"""However long a wait is foreseen: a later reply of the provider may cut it short."""
SHORTEST_NAP_S = 0.005
STORE_AWAY_S = 0.2
LAST_WORDS_S = 0.25
"""How long an answer may be kept waiting until all workers know what came with it."""

OBSTACLES = {
    Obstacle.CONCURRENCY: "as many calls as the operator allows are under way",
    Obstacle.REQUESTS: "the operator's limit of calls in a minute is reached",
    Obstacle.TOKENS: "the operator's limit of tokens in a minute is reached",
    Obstacle.PAUSED: "it asked to be left alone for a while",
    Obstacle.TOLD_REQUESTS: "it said that it takes no more calls for now",
    Obstacle.TOLD_TOKENS: "it said that it takes no more tokens for now",
}


class _Wish:
    """A call on its way in."""

    def __init__(
        self, call: Candidate, *, within_s: float, patience_s: float, longest_pause_s: float
    ) -> None:
        self.call = call
        self.patience_s = patience_s
        """What is left of it."""
        self.longest_pause_s = longest_pause_s
        self.at_once = within_s <= 0
        self._ends = asyncio.get_running_loop().time() + within_s
        self.entry = Entry.PLAIN
        self.hindrance = "the store could not be reached"

    @property
    def left_s(self) -> float:
        return self._ends - asyncio.get_running_loop().time()


class Gate:
    """One provider under one key, as far as this process asks it."""

    def __init__(
        self, account: Account, turnstile: Turnstile, breaker: Breaker, clock: Clock
    ) -> None:
        self.account = account
        self.breaker = breaker
        self._turnstile = turnstile
        self._clock = clock
        self.standing = 0
        """How many calls stand in line."""
        self._under_way = 0
        self._line = asyncio.Lock()
        self._lines = WeakValueDictionary[str, asyncio.Lock]()
        """By model, as long as somebody stands there."""

    @contextlib.asynccontextmanager
    async def admitted(
        self,
        model: str,
        *,
        tokens: int,
        within_s: float,
        patience_s: float,
        longest_pause_s: float,
    ) -> AsyncIterator[Passage]:
        """Wait until a call may be made, and take note of its end; see `Admission`."""
        call = Candidate(
            account=self.account.id,
            limits=self.account.limits,
            model=model,
            nonce=ids.nonce(),
            tokens=tokens,
        )
        wish = _Wish(
            call, within_s=within_s, patience_s=patience_s, longest_pause_s=longest_pause_s
        )
        admitted = await self._entered_in_time(wish, AT_ONCE_S if wish.at_once else within_s)
        passage, canceled = Passage(), True
        self._under_way += 1
        try:
            yield passage
            canceled = False
        except ProviderError as error:
            passage.ended, canceled = error, False
            raise
        finally:
            self._under_way -= 1
            self.breaker.ended(wish.entry, passage.ended)
            parting = passage.parting(canceled=canceled)
            scarce_s = parting.scarce_s(tokens, self._under_way)
            if scarce_s or (admitted.counted and self._matters(parting)):
                leaving = self._turnstile.leave(call, admitted, parting, scarce_s)
                # Whoever is canceled has to stop at once.
                if not canceled:
                    await asyncio.wait({leaving}, timeout=LAST_WORDS_S)

    async def _entered_in_time(self, wish: _Wish, within_s: float) -> Admitted:
        try:
            async with asyncio.timeout(within_s):
                return await self._entered(wish)
        except TimeoutError:
            raise self.breaker.refusal or self._no_room(wish) from None

    async def _entered(self, wish: _Wish) -> Admitted:
        """Pass the circuit, then the limits; a circuit that opened meanwhile is to be passed again."""
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            wish.entry = await self.breaker.entered(wish.patience_s)
            wish.patience_s -= loop.time() - began
            with contextlib.ExitStack() as unless_admitted:
                unless_admitted.callback(lambda: self.breaker.ended(wish.entry, None))
                admitted = await self._in_turn(wish)
                unless_admitted.pop_all()
            if self.breaker.admits(wish.entry):
                return admitted
            if admitted.counted:
                await asyncio.wait({self._turnstile.leave(wish.call, admitted, NEVER_SENT)})

    async def _in_turn(self, wish: _Wish) -> Admitted:
        """Be admitted: at once when nobody stands in line, else after them."""
        if not self.standing:
            verdict = await self._asked(wish)
            if isinstance(verdict, Admitted):
                return verdict
            self._heed(wish, verdict)
        elif wish.at_once:
            wish.hindrance = "others are waiting"
            raise self._no_room(wish)
        line = self._lines.setdefault(wish.call.model, asyncio.Lock())
        self.standing += 1
        try:
            async with line:
                return await self._first_in_line(wish)
        finally:
            self.standing -= 1

    async def _first_in_line(self, wish: _Wish) -> Admitted:
        while True:
            async with self._line:
                verdict = await self._asked(wish)
                while isinstance(verdict, Refused) and not verdict.obstacle.of_one_model:
                    await self._nap(wish, verdict)
                    verdict = await self._asked(wish)
            if isinstance(verdict, Admitted):
                return verdict
            await self._nap(wish, verdict)

    async def _asked(self, wish: _Wish) -> Verdict:
        """Ask the store, through its outages."""
        while True:
            try:
                return await self._turnstile.ask(wish.call)
            except StoreUnavailableError:
                if wish.at_once:
                    raise self._no_room(wish) from None
            await asyncio.sleep(STORE_AWAY_S)

    async def _nap(self, wish: _Wish, refused: Refused) -> None:
        self._heed(wish, refused)
        # Another call may find out meanwhile whether the provider is back.
        self.breaker.ended(wish.entry, None)
        wish.entry = Entry.PLAIN
        if refused.until is None:
            nap_s = LOOK_AGAIN_S * random.uniform(0.75, 1.25)  # noqa: S311 - chance is fair here
        else:
            nap_s = min(max(self._lasts_s(refused), SHORTEST_NAP_S), LONGEST_NAP_S)
        await asyncio.sleep(nap_s)

    def _heed(self, wish: _Wish, refused: Refused) -> None:
        """Take note of a refusal; raises `ProviderError` when waiting will not help."""
        wish.hindrance = OBSTACLES[refused.obstacle]
        if wish.at_once or self._lasts_s(refused) > min(wish.left_s, wish.longest_pause_s):
            raise self._no_room(wish)

    def _lasts_s(self, refused: Refused) -> float:
        """Return how long an obstacle is known to last."""
        if refused.until is None:
            return 0.0
        return (refused.until - self._clock.now()).total_seconds()

    def _matters(self, parting: Parting) -> bool:
        """Return whether the other workers have to know of the end of a call that was counted."""
        limits = self.account.limits
        corrects = limits.tokens_per_minute is not None and parting.tokens is not None
        return limits.concurrency is not None or corrects or parting.tells or parting.unsent

    def _no_room(self, wish: _Wish) -> ProviderError:
        return ProviderError(
            f"{self.account.display_name} could not be asked in time: {wish.hindrance}.",
            code="timed_out",
            unbilled=True,
        )
