"""Debates in Redis: creating, reading, listing, changing and removing them.

Nothing is decided here: `lifecycle` decides, and `decide` writes its decision if the debate is
still what it was when it was read, else asks again. Answers and calls are in `ledger`.
"""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import cast

import msgspec
from redis.asyncio import Redis

from service import ids
from service.domain.debate import (
    Call,
    Debate,
    DebateStatus,
    Response,
    ResponseRef,
    Summary,
)
from service.domain.delivery import KEPT_FOR
from service.domain.errors import (
    LeaseLostError,
    StoreUnavailableError,
    TooManyActiveDebatesError,
    UnknownResourceError,
)
from service.domain.events import DebateQueued
from service.domain.jobs import Claim, Job
from service.domain.lifecycle import Step, calls_at_the_end, kept_until
from service.domain.stages import stages_ended
from service.metrics.counting import Metrics
from service.metrics.table import RATE_LIMITED, STAGE_SECONDS
from service.store.deliveries import AT_ONCE
from service.store.encoding import (
    call_field,
    decode_debate,
    encode,
    in_ms,
    job_arguments,
    member,
    put_together,
    response_field,
    to_ms,
)
from service.store.handovers import Handovers
from service.store.idempotency import KEPT_S, StoredReply, matching
from service.store.keys import Keys
from service.store.recollection import Recollection
from service.store.scripting import MAX_CONFLICTS, Argument, Scripts, answered
from service.store.shares import ShareIndex
from service.store.subscriptions import Subscriptions

CHECK_EVERY = timedelta(seconds=10)
"""How often an active debate is looked at, in case its job was lost."""
ACTIVE = tuple(status for status in DebateStatus if not status.terminal)
READS_PER_DEBATE = 4

APPLIED = (b"applied", b"handed_over")

JobFor = Callable[[Debate], Job | None]
Decision = Callable[[Debate], Step | None]


class DebateStore:
    """All debates of one namespace.

    `job_for` names the job that a debate waits for, `subscriptions` who is told of what it does;
    `links` is where links are found that are not the registry's own.
    """

    def __init__(  # noqa: PLR0913 - what it is made of, each of another type
        self,
        redis: Redis,
        scripts: Scripts,
        keys: Keys,
        job_for: JobFor,
        subscriptions: Subscriptions,
        *,
        metrics: Metrics,
        handovers: Handovers | None = None,
        recollection: Recollection | None = None,
        links: ShareIndex | None = None,
    ) -> None:
        self._redis = redis
        self._scripts = scripts
        self._keys = keys
        self._job_for = job_for
        self._subscriptions = subscriptions
        self._metrics = metrics
        self._handovers = handovers or Handovers()
        self._recollection = recollection or Recollection()
        self._links = links

    async def create(
        self,
        debate: Debate,
        reply: StoredReply,
        *,
        fingerprint: str | None = None,
        most_active: int | None = None,
    ) -> StoredReply | None:
        """Store a new debate with its first event and job, what a fork has copied, and the reply.

        `most_active` is how many debates of the tenant may be at work, None any number.
        Returns None, or the stored reply when that fingerprint was used before with the same
        body; then nothing was stored. Raises `IdempotencyKeyReusedError` for another body, and
        `TooManyActiveDebatesError` when the tenant has to wait for the end of another debate.
        """
        spec, state = debate.spec, debate.state
        keys = self._keys.debate(spec.tenant, spec.id)
        idempotency = [self._keys.idempotency(spec.tenant, fingerprint)] if fingerprint else []
        answer = await self._scripts.call(
            "create",
            [
                keys.spec,
                keys.state,
                keys.responses,
                keys.events,
                self._keys.index(spec.tenant),
                self._keys.index(spec.tenant, state.status),
                self._keys.checks,
                *(self._keys.index(spec.tenant, status) for status in ACTIVE),
                *idempotency,
            ],
            [
                member(spec),
                spec.id,
                encode(spec),
                encode(state),
                state.status,
                len(state.rounds),
                to_ms(state.changed_at),
                encode(DebateQueued()),
                to_ms(next_check(debate, state.changed_at)),
                *job_arguments(self._job_for(debate)),
                encode(reply),
                KEPT_S * 1000,
                to_ms(spec.deadline_at),
                "" if most_active is None else most_active,
                *_written(debate.responses),
            ],
        )
        what, *rest = cast("list[bytes]", answer)
        if what == b"full":
            self._metrics.count(RATE_LIMITED, "active_debates")
            message = f"{most_active} debates of yours are at work, and no more may be at a time."
            raise TooManyActiveDebatesError(message)
        return None if what == b"created" else matching(rest[0], reply.body_digest)

    async def load(self, tenant: str, debate_id: str) -> Debate:
        """Return a debate as it is now; `UnknownResourceError` when this tenant has none such."""
        spec, *rest = await self._scripts.read(*self._reads(tenant, debate_id))
        if spec is None:
            raise UnknownResourceError(_unknown(debate_id))
        return decode_debate(spec, *rest)

    async def with_responses(self, known: Debate, refs: Iterable[ResponseRef]) -> Debate:
        """Return a debate as it was known, but with these responses, which are in by now.

        Raises `UnknownResourceError` once it is removed.
        """
        keys = self._keys.debate(known.spec.tenant, known.spec.id)
        reads = [("HGET", keys.responses, response_field(ref)) for ref in refs]
        there, *found = await self._scripts.read(("EXISTS", keys.spec), *reads)
        if not there:
            raise UnknownResourceError(_unknown(known.spec.id))
        new = (msgspec.msgpack.decode(blob, type=Response) for blob in found)
        responses = {response.ref: response for response in (*known.responses, *new)}
        return put_together(known.spec, known.state, known.rev, responses.values(), known.calls)

    async def is_over(self, tenant: str, debate_id: str) -> bool:
        """Return whether a debate has ended; `UnknownResourceError` when there is none such."""
        keys = self._keys.debate(tenant, debate_id)
        there, status = await self._scripts.read(
            ("EXISTS", keys.spec), ("HGET", keys.state, "status")
        )
        if not there:
            raise UnknownResourceError(_unknown(debate_id))
        return DebateStatus(status.decode()).terminal

    async def summary(self, tenant: str, debate_id: str) -> Summary | None:
        """Return the summary, if it is written."""
        blob = await answered(self._redis.get(self._keys.debate(tenant, debate_id).summary))
        return None if blob is None else msgspec.msgpack.decode(blob, type=Summary)

    async def page(
        self,
        tenant: str,
        *,
        limit: int,
        status: DebateStatus | None = None,
        starting_after: str | None = None,
        created_after: datetime | None = None,
    ) -> tuple[tuple[Debate, ...], bool]:
        """Return debates, newest first, and whether more follow.

        Raises `UnknownResourceError` when `starting_after` names no debate of this tenant.
        """
        if starting_after is not None:
            index = self._keys.index(tenant)
            if await answered(self._redis.zscore(index, starting_after)) is None:
                message = f"There is no debate {starting_after} to start after."
                raise UnknownResourceError(message)
        lowest = ids.first_after(ids.Prefix.DEBATE, created_after) if created_after else None
        found = await answered(
            self._redis.zrevrangebylex(
                self._keys.index(tenant, status or "all"),
                f"({starting_after}" if starting_after else "+",
                f"[{lowest}" if lowest else "-",
                start=0,
                num=limit + 1,
            )
        )
        debate_ids = [debate_id.decode() for debate_id in found]
        return tuple(await self._load(tenant, debate_ids[:limit])), len(debate_ids) > limit

    async def decide(
        self, tenant: str, debate_id: str, decision: Decision, *, claim: Claim | None = None
    ) -> Debate:
        """Decide on the debate as it is and apply that, again after every conflict.

        Returns the debate after the decision, or as it is when `decision` returned None. With a
        claim, raises `LeaseLostError` when another worker has taken over, and begins with what is
        remembered of the debate.
        """
        recalled = self._recollection.of(debate_id) if claim else None
        for _ in range(MAX_CONFLICTS):
            debate = recalled or await self.load(tenant, debate_id)
            step = decision(debate)
            if step is not None:
                after = await self._apply(debate, step, claim)
            else:
                # Only who writes is told that it has changed.
                after = None if recalled and await self._has_changed(recalled) else debate
            if after is not None:
                if claim:
                    self._recollection.keep(after)
                return after
            recalled = None
        message = f"Debate {debate_id} changes too fast to be written; try again."
        raise StoreUnavailableError(message)

    async def _has_changed(self, debate: Debate) -> bool:
        state = self._keys.debate(debate.spec.tenant, debate.spec.id).state
        (rev,) = await self._scripts.read(("HGET", state, "rev"))
        return rev is None or int(rev) != debate.rev

    async def remove(self, debate: Debate) -> bool:
        """Remove a finished debate entirely; False when it changed since it was read."""
        spec = debate.spec
        return await self._remove(spec.tenant, spec.id, debate.rev, debate.state.status)

    async def discard(self, tenant: str, debate_id: str) -> None:
        """Remove what is stored of a debate whose time is over, even if it cannot be read.

        One that changes meanwhile stays, to be removed at the next attempt.
        """
        state = self._keys.debate(tenant, debate_id).state
        found = self._redis.hmget(state, ["rev", "status"])
        rev, status = await answered(cast("Awaitable[list[bytes | None]]", found))
        await self._remove(tenant, debate_id, rev or b"", (status or b"all").decode())

    async def _remove(self, tenant: str, debate_id: str, rev: int | bytes, status: str) -> bool:
        keys = [
            *self._keys.debate(tenant, debate_id).all(),
            self._keys.index(tenant),
            self._keys.index(tenant, status),
            self._keys.checks,
            self._keys.expiring,
        ]
        found: list[Argument] = [tenant, debate_id, rev, in_ms(KEPT_FOR)]
        marks = await self._marks(tenant, debate_id) if self._links else ()
        what, last = b"more", b""
        while what == b"more":
            answer = await self._scripts.call("remove", keys, [*found, last, AT_ONCE])
            what, last = cast("tuple[bytes, bytes]", answer)
        if self._links and what == b"removed":
            await self._links.forget(marks)
        return what == b"removed"

    async def _marks(self, tenant: str, debate_id: str) -> tuple[str, ...]:
        """Return the digests of the links that open a debate."""
        found = self._redis.hkeys(self._keys.debate(tenant, debate_id).shares)
        return tuple(map(bytes.decode, await answered(cast("Awaitable[list[bytes]]", found))))

    async def _apply(self, debate: Debate, step: Step, claim: Claim | None) -> Debate | None:
        """Return the debate as the step has left it; None when it was not as it was thought to be."""
        spec, after = debate.spec, msgspec.structs.replace(debate, state=step.state)
        keys, status = self._keys.debate(spec.tenant, spec.id), step.state.status
        job_before, job = self._job_for(debate), self._job_for(after)
        check_at = to_ms(next_check(after, step.state.changed_at))
        calls = calls_at_the_end(debate) if status.terminal else ()
        ended = (
            claim if claim and job_before and (job is None or job.id != job_before.id) else None
        )
        successor, offered = self._handovers.offer(ended, job)
        written: list[Argument] = [
            *(len(step.absent), *_written(step.absent)),
            *(len(calls), *_settled(calls)),
            len(step.events),
        ]
        for event in step.events:
            written += [to_ms(step.state.changed_at), encode(event)]
        answer = await self._scripts.call(
            "apply",
            [
                keys.state,
                keys.responses,
                keys.events,
                keys.summary,
                self._keys.index(spec.tenant, debate.state.status),
                self._keys.index(spec.tenant, status),
                self._keys.checks,
                self._keys.expiring,
                self._subscriptions.key(spec),
                keys.calls,
            ],
            [
                member(spec),
                spec.id,
                debate.rev,
                f"{debate.rev}:{ids.nonce()}",
                claim.job_id if claim else "",
                claim.token if claim else "",
                encode(step.state),
                status,
                len(step.state.rounds),
                "" if status.terminal else check_at,
                to_ms(kept_until(after)) if status.terminal else "",
                job_before.id if job_before else "",
                *job_arguments(job),
                encode(step.summary) if step.summary else "",
                step.state.ended_by if status.terminal else "",
                *offered,
                *written,
                *self._subscriptions.owed(spec, step.events, step.state.changed_at),
            ],
        )
        if answer == b"lost":
            raise LeaseLostError
        if answer == b"outdated":
            await self._subscriptions.refresh(spec.tenant)
        if answer not in APPLIED:
            return None
        if ended:
            self._handovers.note(ended, successor if answer == b"handed_over" else None)
        for stage, seconds in stages_ended(debate.state, step.state, created_at=spec.created_at):
            self._metrics.observe(STAGE_SECONDS, seconds, stage)
        responses = (*debate.responses, *step.absent)
        settled = {call_field(call): call for call in (*debate.calls, *calls)}
        return put_together(spec, step.state, debate.rev + 1, responses, settled.values())

    def _reads(self, tenant: str, debate_id: str) -> list[tuple[str, ...]]:
        """Return the commands that read what `decode_debate` takes."""
        keys = self._keys.debate(tenant, debate_id)
        return [
            ("GET", keys.spec),
            ("HMGET", keys.state, "rev", "data"),
            ("HVALS", keys.responses),
            ("HVALS", keys.calls),
        ]

    async def _load(self, tenant: str, debate_ids: list[str]) -> list[Debate]:
        async with self._redis.pipeline(transaction=True) as pipe:
            for debate_id in debate_ids:
                for command in self._reads(tenant, debate_id):
                    pipe.execute_command(*command)
            replies = await answered(pipe.execute())
        starts = range(0, len(replies), READS_PER_DEBATE)
        rows = [replies[start : start + READS_PER_DEBATE] for start in starts]
        return [decode_debate(*row) for row in rows if row[0] is not None]


def _unknown(debate_id: str) -> str:
    return f"There is no debate {debate_id}."


def next_check(debate: Debate, now: datetime) -> datetime:
    """Return when to look at an active debate again: at its deadline, or sooner."""
    later = now + CHECK_EVERY
    deadline = debate.spec.deadline_at
    return min(deadline, later) if deadline > now else later


def _written(responses: Iterable[Response]) -> Iterator[Argument]:
    """Yield field and content of each."""
    for response in responses:
        yield from (response_field(response), encode(response))


def _settled(calls: Iterable[Call]) -> Iterator[Argument]:
    """Yield field and content of each."""
    for call in calls:
        yield from (call_field(call), encode(call))
