"""Everything that can go wrong by someone's doing, as one tree.

    RoundtableError
    ├── SettingsError                 the environment asks for something impossible
    ├── InvalidRequestError           the request's content is at fault (carries every fault)
    ├── UnknownResourceError          no such thing, or another tenant's
    ├── UnknownKeyError               there is no such API key
    ├── PlacedElsewhereError          the tenant is on another shard than it is to be
    ├── NotMovedError                 the tenant stays where it is, or the move has to be gone on with
    ├── TooManyActiveDebatesError     the tenant has as many at work as it may have
    ├── ConflictError                 right request, wrong moment
    │   ├── DebateFinishedError
    │   ├── DebateInProgressError
    │   ├── SummaryNotReadyError
    │   ├── NoSummaryError
    │   ├── NotCompletedError
    │   ├── TooManyNotesError
    │   ├── TooManySharesError
    │   ├── TooManyEndpointsError
    │   ├── EndpointDisabledError
    │   ├── DeliveryPendingError
    │   ├── DeliveryEmptiedError
    │   ├── IdempotencyKeyInUseError
    │   └── IdempotencyKeyReusedError
    ├── SecretKeyMissingError         the operator has not said what to encrypt secrets with
    ├── SecretLostError               a secret was encrypted with a key that nobody has any more
    ├── LeaseLostError                another worker has taken over this job
    ├── StoppingError                 this process is to end
    ├── StoreUnavailableError         Redis does not answer; the same request may work later
    │   └── DiskWaitError
    ├── TenantMovingError             its debates are being moved; the same request will work later
    └── ProviderError                 a model provider did not give an answer

The domain knows no status codes; the API maps these types to them in one place. To add one, draw
it here and give it a row there.
"""

from enum import StrEnum

import msgspec

from service.domain.limits import Allowance


class RoundtableError(Exception):
    """Base of all; the message says what is so and what to do next."""


class SettingsError(RoundtableError):
    """A setting is missing or wrong; stops the start with one sentence."""


class FaultIn(StrEnum):
    """The part of a request in which a fault lies."""

    BODY = "body"
    QUERY = "query"
    PATH = "path"
    HEADER = "header"


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is wrong with a request."""

    where: FaultIn
    code: str
    """For instance `validation_failed`, `unknown_model`, `not_available`."""
    detail: str
    pointer: str | None = None
    """JSON pointer into the body."""
    name: str | None = None
    """Name of the query or path parameter, or of the header."""
    surplus: bool = False
    """Whether it is of something that has no place there: told after all else."""


MOST_FAULTS = 100
"""Faults that are told of one request."""


class InvalidRequestError(RoundtableError):
    """The request is at fault; `faults` lists every violation, at least one.

    Its message, and `told`, are of the first `MOST_FAULTS`; the message counts the others.
    """

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.surplus))
        self.told = self.faults[:MOST_FAULTS]
        details = [fault.detail for fault in self.told]
        if untold := len(faults) - len(self.told):
            details.append(f"There are at least {untold} more faults.")
        super().__init__(" ".join(details))


class UnknownResourceError(RoundtableError):
    """There is no such thing for this caller."""


class UnknownKeyError(RoundtableError):
    """There is no such API key."""


class PlacedElsewhereError(RoundtableError):
    """The tenant is on another shard than it is to be."""


class NotMovedError(RoundtableError):
    """A tenant was not moved, or not to the end; the message says how to go on."""


class TooManyActiveDebatesError(RoundtableError):
    """As many debates of the tenant are at work as it may have."""


class ConflictError(RoundtableError):
    """The request is fine but does not fit the state it met."""


class DebateFinishedError(ConflictError):
    """The debate has already ended in another way."""


class DebateInProgressError(ConflictError):
    """The debate has to end first."""


class SummaryNotReadyError(ConflictError):
    """The debate is still at work; the summary will come."""


class NoSummaryError(ConflictError):
    """The debate ended without a summary and there will be none; `status` says how it ended."""

    def __init__(self, message: str, *, status: str) -> None:
        super().__init__(message)
        self.status = status


class NotCompletedError(ConflictError):
    """The debate ended, and did not complete; `status` says how."""

    def __init__(self, message: str, *, status: str) -> None:
        super().__init__(message)
        self.status = status


class TooManyNotesError(ConflictError):
    """The debate has as many notes as its prompts can take."""


class TooManySharesError(ConflictError):
    """The debate has as many links as it may have."""


class TooManyEndpointsError(ConflictError):
    """The tenant has as many endpoints as it may have."""


class EndpointDisabledError(ConflictError):
    """Nothing is sent to the endpoint until it is enabled again."""


class DeliveryPendingError(ConflictError):
    """Attempts of the delivery are still to come."""


class DeliveryEmptiedError(ConflictError):
    """What was sent is not kept any more."""


class IdempotencyKeyInUseError(ConflictError):
    """An earlier request with this Idempotency-Key is still being answered."""


class IdempotencyKeyReusedError(ConflictError):
    """This Idempotency-Key was used with another body."""


class SecretKeyMissingError(RoundtableError):
    """Secrets cannot be kept here, and so nothing that needs one."""


class SecretLostError(RoundtableError):
    """No key that is set opens what is kept of a secret."""


class LeaseLostError(RoundtableError):
    """This worker no longer owns the job: its run has to end without writing."""


class StoppingError(RoundtableError):
    """This process was told to end and takes nothing new."""


class StoreUnavailableError(RoundtableError):
    """Redis cannot be reached or refuses to write."""


class DiskWaitError(StoreUnavailableError):
    """The store cannot tell whether a write is on disk."""


class TenantMovingError(RoundtableError):
    """Nothing of the tenant is served until its debates are at their new place."""


class Cause(StrEnum):
    """What a failed call says of its provider."""

    DOWN = "down"
    """It cannot be reached, is at fault itself, or refuses our key: others will fare no better."""
    LIMITED = "limited"
    """It was asked too often."""
    REQUEST = "request"
    """It is there; something about this one request was wrong."""


class ProviderError(RoundtableError):
    """A provider gave no usable answer.

    `code` is `provider_auth` or `provider_unavailable` (or `timed_out` when it was too slow);
    `retryable` says whether the same call may work later, `retry_after_s` from when, if known;
    `request_id` is the provider's own name for the call; `unbilled` says that it costs nothing,
    since nothing was generated. `cause` says what that tells of the provider, None where it tells
    nothing; `allowance` what is left by its rate-limit headers.
    """

    def __init__(  # noqa: PLR0913 - facts of one failure, each by its name
        self,
        message: str,
        *,
        code: str = "provider_unavailable",
        retryable: bool = False,
        retry_after_s: float | None = None,
        request_id: str | None = None,
        unbilled: bool = False,
        cause: Cause | None = None,
        allowance: Allowance | None = None,
    ) -> None:
        named = f"{message.removesuffix('.')} (request {request_id})."
        super().__init__(named if request_id else message)
        self.code = code
        self.retryable = retryable
        self.retry_after_s = retry_after_s
        self.request_id = request_id
        self.unbilled = unbilled
        self.cause = cause
        self.allowance = allowance
