"""What a transcript is called when somebody saves it: by its question, so that it is found again."""

from unicodedata import category, normalize
from urllib.parse import quote

from service.domain.debate import Debate

LONGEST_NAME = 60


def disposition(debate: Debate, suffix: str) -> str:
    """Return the `Content-Disposition` by which a transcript is saved as a file (RFC 6266).

    For programs that read ASCII alone letters lose their accents, and what is left is left out.
    """
    name = _words(debate.spec.question)
    plain = _words(normalize("NFKD", name).encode("ascii", "ignore").decode())
    header = f'attachment; filename="debate-{plain or debate.spec.id}.{suffix}"'
    if plain == name:
        return header
    return f"{header}; filename*=UTF-8''{quote(f'debate-{name}.{suffix}')}"


def _words(text: str) -> str:
    """Return the words of a text, joined by hyphens; as many as a name may have."""
    joined = ""
    for character in normalize("NFC", text.casefold()):
        within = joined[-1:] not in {"", "-"}
        if character.isalnum() or (within and _belongs_to_a_letter(character)):
            joined += character
        elif within:
            joined += "-"
        if len(joined) > LONGEST_NAME:
            break
    joined = joined.rstrip("-")
    if len(joined) <= LONGEST_NAME:
        return joined
    return joined[:LONGEST_NAME].rpartition("-")[0] or joined[:LONGEST_NAME]


def _belongs_to_a_letter(character: str) -> bool:
    """Return whether it is a sign on or beside the letter before it, as most vowels of Hindi."""
    return category(character).startswith("M")
