"""Who calls: by API key, or anybody where no key was ever made and the loopback rules hold.

Who is asked for a key is in `areas`.
"""

from service.api.areas import Admission, area_of
from service.api.errors import ExpiredKeyError, InvalidKeyError, MissingKeyError
from service.api.loopback import Headers, LoopbackRules
from service.domain.access import NOBODY, Caller, KeyStatus
from service.domain.errors import StoreUnavailableError
from service.domain.key_text import PREFIX
from service.settings import Settings, is_loopback
from service.store.clock import Clock
from service.store.key_ring import KeyRing

BEARER = "bearer"


class Doorkeeper:
    """Lets requests to one server in."""

    def __init__(self, settings: Settings, key_ring: KeyRing, clock: Clock) -> None:
        self._rules = LoopbackRules(settings)
        self._keys_only = settings.exposed
        self._on_loopback = is_loopback(settings.host)
        self._key_ring = key_ring
        self._clock = clock

    async def admit(self, path: str, headers: Headers) -> Caller:
        """Return on whose behalf a request is served.

        Raises what is said of the key that it has or lacks, `ForbiddenOriginError`, or
        `StoreUnavailableError` when that cannot be known now.
        """
        area = area_of(path)
        match area.admission:
            case Admission.ANYONE:
                return NOBODY
            case Admission.OPERATOR:
                if self._on_loopback:
                    self._rules.check_operator(headers)
                return NOBODY
            case Admission.READER:
                if not await self._may_be_public():
                    self._rules.check(headers)
                return NOBODY
            case Admission.CALLER:
                return await self._caller(headers, area.key_needed)

    async def _caller(self, headers: Headers, key_needed: str) -> Caller:
        token = _token(headers)
        if token.startswith(PREFIX):
            return await self._owner(token)
        if await self._needs_key():
            raise InvalidKeyError(UNKNOWN) if token else MissingKeyError(key_needed)
        # Clients that were generated insist on sending something.
        self._rules.check(headers)
        return NOBODY

    async def _owner(self, token: str) -> Caller:
        key = await self._key_ring.find(token)
        if key is None:
            raise InvalidKeyError(UNKNOWN)
        match key.status(self._clock.now()):
            case KeyStatus.ACTIVE:
                return Caller(tenant=key.tenant, key_id=key.id, scopes=key.scopes)
            case KeyStatus.EXPIRED:
                raise ExpiredKeyError(EXPIRED)
            case KeyStatus.REVOKED:
                raise InvalidKeyError(UNKNOWN)

    async def _needs_key(self) -> bool:
        return self._keys_only or await self._key_ring.any()

    async def _may_be_public(self) -> bool:
        """Return whether what needs no key may be given to pages from elsewhere."""
        try:
            return await self._needs_key()
        except StoreUnavailableError:
            return False


def _token(headers: Headers) -> str:
    """Return the bearer token of a request; empty when it has none."""
    given = [text for name, text in headers if name == "authorization"]
    if len(given) > 1:
        raise InvalidKeyError(SEVERAL)
    scheme, _, token = given[0].strip(" \t").partition(" ") if given else ("", "", "")
    return token.strip(" \t") if scheme.lower() == BEARER else ""


UNKNOWN = "This API key is not known here, or was revoked; check it, or ask for a new one."
EXPIRED = "This API key has expired; ask for a new one."
SEVERAL = "Send one Authorization header, not several."
