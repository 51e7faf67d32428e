"""What somebody wrote in a debate, as HTML: with the names of those it speaks of."""

from collections.abc import Sequence

from markupsafe import Markup

from service.domain.debate import DebateSpec
from service.domain.excerpts import names_of
from service.domain.references import render
from service.pages.prose import Mark, prose


def written(spec: DebateSpec, text: str | None, marks: Sequence[Mark] = ()) -> Markup:
    """Return stored prose as people read it; nothing for None."""
    return Markup() if text is None else prose(render(text, names_of(spec)), marks)
