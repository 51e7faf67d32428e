"""A call that may be made, and what its end tells."""

from service.domain.errors import Cause, ProviderError
from service.domain.limits import Allowance, Parting
from service.providers.base import ModelReply


class Passage:
    """What a call is made under; whoever makes it says how it was answered."""

    def __init__(self) -> None:
        self.ended: ModelReply | ProviderError | None = None
        """None: the call was canceled, or never made."""

    def answered(self, reply: ModelReply) -> None:
        """Take note of what the call brought."""
        self.ended = reply


def parting_of(ended: ModelReply | ProviderError | None) -> Parting:
    """Return what the other workers may want to know of the end of a call."""
    if ended is None:
        return Parting()
    allowance = ended.allowance or Allowance()
    if isinstance(ended, ProviderError):
        limited = ended.cause is Cause.LIMITED
        return Parting(
            tokens=0 if ended.unbilled else None,
            allowance=allowance,
            pause_s=ended.retry_after_s if limited else None,
        )
    used = ended.usage.input_tokens + ended.usage.output_tokens
    return Parting(tokens=used or None, allowance=allowance)
