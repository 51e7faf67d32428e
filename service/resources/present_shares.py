"""From what is known of share links to what the API returns of them."""

from msgspec.structs import asdict

from service.domain.sharing import Share
from service.resources import schemas


def present_share(share: Share) -> schemas.Share:
    """Return a share; never with its link."""
    return schemas.Share(
        id=share.id,
        debate_id=share.debate_id,
        expires_at=share.expires_at,
        created_at=share.created_at,
    )


def present_new_share(share: Share, token: str, base: str) -> schemas.NewShare:
    """Return a share that is new with its link; `base` is what URLs begin with."""
    return schemas.NewShare(**asdict(present_share(share)), url=f"{base}/s/{token}")
