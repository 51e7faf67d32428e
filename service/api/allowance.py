"""How often a caller may ask, and what replies say of it.

Names and forms of the headers are those of draft-ietf-httpapi-ratelimit-headers.
"""

from service.api.errors import RateLimitedError
from service.domain.access import Caller
from service.domain.rates import policy, retry_after_s, standing
from service.metrics.counting import Metrics
from service.metrics.table import RATE_LIMITED
from service.settings import Settings
from service.store.rate_limits import RateLimits


class Allowance:
    """The rates of one server."""

    def __init__(self, settings: Settings, rate_limits: RateLimits, metrics: Metrics) -> None:
        self._settings = settings
        self._metrics = metrics
        self._rate_limits = rate_limits

    async def take(self, caller: Caller) -> dict[str, str]:
        """Count a request; return the headers that its reply carries.

        Raises `RateLimitedError`, or `StoreUnavailableError` when nobody can tell.
        """
        limit = self._settings.allotment(caller).rate
        if limit is None:
            return {}
        taken = await self._rate_limits.take(caller.key_id or caller.tenant, limit)
        headers = {
            "RateLimit-Policy": policy(limit),
            "RateLimit": standing(limit, taken.level),
        }
        if not taken.allowed:
            self._metrics.count(RATE_LIMITED, "requests")
            raise RateLimitedError(retry_after_s(limit, taken.level), headers)
        return headers
