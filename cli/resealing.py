"""What an operator is told of secrets that were sealed anew; pure."""

from collections.abc import Mapping

from service.store.resealing import Found

NONE = "No secret is stored."
TOLD = "Secrets stored: {all}; sealed with the first key now: {resealed}, before: {current}."
MAY_GO = (
    "Once every process has that key in the first place, the others may go from"
    " ROUNDTABLE_SECRET_KEY."
)
MUST_STAY = (
    "No key of ROUNDTABLE_SECRET_KEY opens {lost} of them: put back the key that they were sealed"
    " with and run this again, or rotate these secrets."
)


def told(found: Mapping[Found, int], keys: int) -> str:
    """Return how many secrets were found how, and whether keys after the first may go."""
    counts = {each: found.get(each, 0) for each in Found}
    whole = sum(counts.values())
    lines = [TOLD.format(all=whole, **counts) if whole else NONE]
    if counts[Found.LOST]:
        lines.append(MUST_STAY.format(**counts))
    elif keys > 1:
        lines.append(MAY_GO)
    return "\n".join(lines)
