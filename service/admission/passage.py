"""A call that may be made, and what its end tells."""

from service.domain.errors import Cause, ProviderError
from service.domain.limits import Allowance, Parting
from service.providers.base import ModelReply

NEVER_SENT = Parting(tokens=0, unsent=True)


class Passage:
    """What a call is made under; whoever makes it says how it was answered."""

    def __init__(self) -> None:
        self.ended: ModelReply | ProviderError | None = None
        """None: the call was canceled, or never made."""

    def answered(self, reply: ModelReply) -> None:
        """Take note of what the call brought."""
        self.ended = reply

    def parting(self, *, canceled: bool) -> Parting:
        """Return what the other workers may want to know of the end of the call."""
        match self.ended:
            case None:
                # Whoever is canceled may have sent it, and nobody knows what it used.
                return Parting() if canceled else NEVER_SENT
            case ProviderError():
                return _after_failure(self.ended)
            case ModelReply():
                used = self.ended.usage.input_tokens + self.ended.usage.output_tokens
                return Parting(tokens=used or None, allowance=self.ended.allowance or Allowance())


def _after_failure(error: ProviderError) -> Parting:
    limited = error.cause is Cause.LIMITED
    return Parting(
        tokens=0 if error.unbilled else None,
        allowance=error.allowance or Allowance(),
        pause_s=error.retry_after_s if limited else None,
    )
