"""Share links of debates, for tests."""

import httpx
from msgspec.structs import replace

from service import ids
from service.domain.debate import Debate
from service.domain.sharing import Share


def a_share(debate: Debate, **changes: object) -> Share:
    """Return a share of a debate without an end, with these fields changed; each has its own id."""
    share = Share(
        id=ids.share_id(debate.spec.id, ids.nonce()),
        tenant=debate.spec.tenant,
        debate_id=debate.spec.id,
        created_at=debate.state.changed_at,
        expires_at=None,
    )
    return replace(share, **changes)


async def a_link(client: httpx.AsyncClient, debate_id: str, **body: object) -> str:
    """Share a debate and return the path of the link."""
    reply = await client.post(f"/v1/debates/{debate_id}/share", json=body)
    assert reply.status_code == 201, reply.text
    return str(reply.json()["url"])
