"""What a transcript is called when somebody saves it: by its question, so that it is found again."""

import re
from urllib.parse import quote

from service.domain.debate import Debate

LONGEST_NAME = 60
GAPS = re.compile(r"[\W_]+")


def disposition(debate: Debate, suffix: str) -> str:
    """Return the `Content-Disposition` by which a transcript is saved as a file (RFC 6266).

    What programs do not understand that read ASCII alone is left out for them.
    """
    name = _words(debate.spec.question)
    plain = _words(name.encode("ascii", "ignore").decode())
    header = f'attachment; filename="debate-{plain or debate.spec.id}.{suffix}"'
    if plain == name:
        return header
    return f"{header}; filename*=UTF-8''{quote(f'debate-{name}.{suffix}')}"


def _words(text: str) -> str:
    """Return the words of a text, joined by hyphens; as many as a name may have."""
    joined = GAPS.sub("-", text.casefold()).strip("-")
    if len(joined) <= LONGEST_NAME:
        return joined
    return joined[:LONGEST_NAME].rpartition("-")[0] or joined[:LONGEST_NAME]
