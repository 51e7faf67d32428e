"""The leave to make one call."""

from service.providers.base import ModelReply


class Passage:
    """Whoever makes the call says what became of it."""

    def answered(self, reply: ModelReply) -> None:
        """Tell that the provider has answered."""
