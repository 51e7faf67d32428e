"""The admission of calls to all providers: every call passes at once."""

import contextlib
from contextlib import AbstractAsyncContextManager

from service.admission.passage import Passage


class Admission:
    """Lets the calls of one process through."""

    def admitted(
        self,
        model: str,  # noqa: ARG002 - what a limit would go by
        *,
        tokens: int,  # noqa: ARG002 - as above
        within_s: float,  # noqa: ARG002 - as above
        patience_s: float,  # noqa: ARG002 - as above
    ) -> AbstractAsyncContextManager[Passage]:
        """Let a call through; in the block it is made, and how it ended is told."""
        return contextlib.nullcontext(Passage())
