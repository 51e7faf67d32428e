"""The names of all Redis keys.

Every key carries one hash tag, so that a script's keys share a slot. The keys of a debate contain
its tenant: another tenant's id misses by construction.
"""

from service.domain.jobs import Lane

NAMESPACE = "roundtable"
DELIVERIES = "deliveries"
"""Name of the schedule whose members are deliveries, and no debates."""


class Keys:
    """Builds key names within one namespace (random in tests)."""

    def __init__(self, namespace: str = NAMESPACE) -> None:
        self.namespace = namespace
        self.prefix = f"rt:{{{namespace}}}:"
        self.checks = f"{self.prefix}checks"
        """Sorted set of `tenant|debate`: the next time to look at an active debate, in ms."""
        self.expiring = f"{self.prefix}expiring"
        """Sorted set of `tenant|debate`: when a finished debate is removed, in ms."""
        self.schedules = {
            "checks": self.checks,
            "expiring": self.expiring,
            DELIVERIES: f"{self.prefix}{DELIVERIES}",
        }
        """The sets of all tenants that say when to look at what, by their names."""
        self.pokes = f"{self.prefix}pokes"
        """Channel on which every change of a debate is announced by its id."""
        self.moves = f"{self.prefix}moves"
        """Hash of `before|after|reason`: how many debates went from one status to another."""
        self.probe = f"{self.prefix}probe"
        """Written to see whether the server can be written."""
        self.scarce = f"{self.prefix}scarce"
        """Sorted set of `account|model`: until when calls to the model are counted, in ms."""
        self.circuits = f"{self.prefix}circuits"
        """Hash of `account|worker`: the circuits that a worker finds not closed."""
        self.api_keys = f"{self.prefix}keys"
        """Hash of digests: what is known of each API key. There as soon as a key was ever made."""
        self.tenants = f"{self.prefix}tenants"
        """Hash of tenants: where each is that was ever placed."""
        self.moving = f"{self.prefix}moving"
        """Who moves a tenant now."""
        self.shard = f"{self.prefix}shard"
        """Which of several shards this server is."""
        self.format = f"{self.prefix}format"
        """In which format all of this is written."""

    def of_lane(self, lane: Lane) -> str:
        """Return what the keys of a lane of the queue begin with."""
        return f"{self.prefix}{lane}"

    def wake(self, lane: Lane = Lane.DEBATES) -> str:
        """Return the channel on which a newly queued job of the lane is announced."""
        return f"{self.of_lane(lane)}wake"

    def lost(self, lane: Lane = Lane.DEBATES) -> str:
        """Return the channel on which a job is announced that was taken from its owner."""
        return f"{self.of_lane(lane)}lost"

    def discovered(self, provider: str) -> str:
        """Return the key of the models that workers have found at a provider at hand."""
        return f"{self.prefix}models:{provider}"

    def bucket(self, name: str) -> str:
        """Return the key of how many requests a caller may still send."""
        return f"{self.prefix}rate:{name}"

    def account(self, account: str, model: str = "") -> "AccountKeys":
        """Return the keys of what one provider is sent under one key, and of one of its models."""
        return AccountKeys(f"{self.prefix}sent:{account}:", model)

    def debate(self, tenant: str, debate_id: str) -> "DebateKeys":
        """Return the keys of one debate."""
        return DebateKeys(f"{self.prefix}t:{tenant}:d:{debate_id}:")

    def index(self, tenant: str, status: str = "all") -> str:
        """Return the index of a tenant's debates: all of them, or those of one status."""
        return f"{self.prefix}t:{tenant}:idx:{status}"

    def endpoints(self, tenant: str) -> str:
        """Return the hash of a tenant's endpoints, and of `rev`, which every change raises."""
        return f"{self.prefix}t:{tenant}:endpoints"

    def delivery(self, tenant: str, delivery_id: str) -> str:
        """Return the key of one delivery."""
        return f"{self.prefix}t:{tenant}:dlv:{delivery_id}"

    def deliveries(
        self, tenant: str, *, endpoint: str | None = None, status: str | None = None
    ) -> str:
        """Return the index of deliveries: a tenant's or an endpoint's, all or those of a status."""
        of = f"whe:{endpoint}:dlv" if endpoint else "idx:deliveries"
        return f"{self.prefix}t:{tenant}:{of}{f':{status}' if status else ''}"

    def deliveries_of(self, tenant: str, debate_id: str) -> str:
        """Return the index of what is owed of one debate."""
        return f"{self.prefix}t:{tenant}:d:{debate_id}:dlv"

    def idempotency(self, tenant: str, fingerprint: str) -> str:
        """Return the key of the stored reply to a POST."""
        return f"{self.prefix}t:{tenant}:idem:{fingerprint}"

    def share(self, digest: str) -> str:
        """Return the key of what the link with that digest opens; it ends with the link."""
        return f"{self.prefix}share:{digest}"

    def of_tenant(self, tenant: str) -> str:
        """Return what the keys of a tenant begin with."""
        return f"{self.prefix}t:{tenant}:"

    def parked(self, tenant: str, schedule: str) -> str:
        """Return the key of what of a schedule is a tenant's, while that is moved."""
        return f"{self.of_tenant(tenant)}parked:{schedule}"

    def failing(self, line: str) -> str:
        """Return the key that says since when those who wait in this line only fail."""
        return f"{self.prefix}failing:{line}"

    def webhook_secret(self, tenant: str) -> str:
        """Return the key of what signs for the addresses that a tenant's debates bring along."""
        return f"{self.prefix}t:{tenant}:webhook-secret"


class AccountKeys:
    """The keys of a provider and key that are shared by all workers that have that key."""

    def __init__(self, prefix: str, model: str) -> None:
        self.slots = f"{prefix}slots"
        """Sorted set of the calls under way: until when each holds its slot, in ms."""
        self.times = f"{prefix}times"
        """Sorted set of the calls of the last minute: when each was admitted, in ms."""
        self.calls = f"{prefix}calls"
        """Hash of these calls: tokens and place in the row of their model; `tokens`: the sum."""
        self.told = f"{prefix}told:{model}"
        """Hash: what one model has been sent, and what is left by the provider's own account."""

    def all(self) -> list[str]:
        """Return the keys in the order in which scripts take them."""
        return [self.slots, self.times, self.calls, self.told]


class DebateKeys:
    """The keys of one debate."""

    def __init__(self, prefix: str) -> None:
        self.spec = f"{prefix}spec"
        self.state = f"{prefix}state"
        self.responses = f"{prefix}resp"
        self.calls = f"{prefix}calls"
        self.events = f"{prefix}events"
        self.summary = f"{prefix}summary"
        self.shares = f"{prefix}shares"
        """Hash of digests: what is known of the links that open it."""
        self.live = f"{prefix}live"
        """Channel on which arguments are told as they are written; no key."""

    def all(self) -> list[str]:
        """Return every key of the debate."""
        return [
            *(self.spec, self.state, self.responses, self.calls, self.events, self.summary),
            self.shares,
        ]
