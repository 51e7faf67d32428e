"""How often a caller may ask, and what replies say of it.

Names and forms of the headers are those of draft-ietf-httpapi-ratelimit-headers.
"""

from service.api.errors import RateLimitedError
from service.context import Context
from service.domain.access import Caller
from service.domain.rates import policy, retry_after_s, standing
from service.metrics.table import RATE_LIMITED


async def counted(caller: Caller, context: Context) -> dict[str, str]:
    """Count a request at the caller's shard; return the headers that its reply carries.

    Raises `RateLimitedError`, or `StoreUnavailableError` when nobody can tell.
    """
    limit = context.settings.allotment(caller).rate
    if limit is None:
        return {}
    taken = await context.rate_limits.take(caller.key_id or caller.tenant, limit)
    headers = {
        "RateLimit-Policy": policy(limit),
        "RateLimit": standing(limit, taken.level),
    }
    if not taken.allowed:
        context.metrics.count(RATE_LIMITED, "requests")
        raise RateLimitedError(retry_after_s(limit, taken.level), headers)
    return headers
