"""What this service tells of itself in numbers: one table.

A new metric is a row of `TABLE`, and one in the manual (`docs/operations.md`). What belongs to a
process is counted there (`counting`); what belongs to a store is counted in it, by its scripts, and
only read when somebody asks.
"""

from typing import Literal, TypeAlias

import msgspec

Kind: TypeAlias = Literal["counter", "gauge", "histogram"]

OF_REQUESTS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
OF_CALLS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 45, 60, 90, 120, 180, 300, 600)
OF_STAGES = (*(0.05, 0.1, 0.25, 0.5), *OF_CALLS[3:], 1_800, 3_600, 7_200)


class Metric(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the table."""

    kind: Kind
    name: str
    """A counter's without `_total`."""
    help: str
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = ()
    """In seconds; of a histogram."""
    of_store: bool = False
    """Whether every process tells the same of it, for each shard."""


DEBATES_ACCEPTED = Metric(
    kind="counter",
    name="roundtable_debates_accepted",
    help="Debates that were accepted, forks among them.",
    labels=("shard",),
    of_store=True,
)
DEBATES_ENDED = Metric(
    kind="counter",
    name="roundtable_debates_ended",
    help="Debates that have ended: how, and the code of their error, else their stop reason.",
    labels=("shard", "status", "reason"),
    of_store=True,
)
DEBATES_ACTIVE = Metric(
    kind="gauge",
    name="roundtable_debates_active",
    help="Debates that have not ended.",
    labels=("shard", "status"),
    of_store=True,
)
QUEUE_DEPTH = Metric(
    kind="gauge",
    name="roundtable_queue_depth",
    help="Jobs that are due and that no worker has claimed.",
    labels=("shard", "lane"),
    of_store=True,
)
QUEUE_AGE = Metric(
    kind="gauge",
    name="roundtable_queue_age_seconds",
    help="How long the oldest of them has waited.",
    labels=("shard", "lane"),
    of_store=True,
)
JOBS_RUNNING = Metric(
    kind="gauge",
    name="roundtable_jobs_running",
    help="Jobs that workers have claimed.",
    labels=("shard", "lane"),
    of_store=True,
)
LEASES_REAPED = Metric(
    kind="counter",
    name="roundtable_leases_reaped",
    help="Jobs that were taken back since their worker did not renew its lease.",
    labels=("shard", "lane"),
    of_store=True,
)
STORE_UP = Metric(
    kind="gauge",
    name="roundtable_store_up",
    help="Whether the store has answered this look; what it tells is absent while it is 0.",
    labels=("shard",),
    of_store=True,
)
STAGE_SECONDS = Metric(
    kind="histogram",
    name="roundtable_stage_seconds",
    help="How long the stages of debates took that this process has ended.",
    labels=("stage",),
    buckets=OF_STAGES,
)
PROVIDER_CALLS = Metric(
    kind="counter",
    name="roundtable_provider_calls",
    help="Calls to providers that are over: what came of them, and the code of a failure.",
    labels=("model", "outcome", "status"),
)
PROVIDER_CALL_SECONDS = Metric(
    kind="histogram",
    name="roundtable_provider_call_seconds",
    help="How long calls to providers took.",
    labels=("model",),
    buckets=OF_CALLS,
)
TOKENS = Metric(
    kind="counter",
    name="roundtable_tokens",
    help="Tokens that providers have counted: input (of it cached) and output (of it reasoning).",
    labels=("model", "kind"),
)
COST_USD = Metric(
    kind="counter",
    name="roundtable_cost_usd",
    help="What calls have cost whose price is known, in US dollars.",
    labels=("model",),
)
CALLS_GATED = Metric(
    kind="counter",
    name="roundtable_calls_gated",
    help="Calls to providers that were not made, and why.",
    labels=("why",),
)
WRITES_FENCED = Metric(
    kind="counter",
    name="roundtable_writes_fenced",
    help="Writes that were refused to a worker that had lost its lease.",
)
DELIVERIES = Metric(
    kind="counter",
    name="roundtable_deliveries",
    help="Attempts at webhooks: delivered, or the code of the failure.",
    labels=("outcome",),
)
RATE_LIMITED = Metric(
    kind="counter",
    name="roundtable_rate_limited",
    help="Requests that were refused with 429, and by which limit.",
    labels=("by",),
)
SSE_CLIENTS = Metric(
    kind="gauge",
    name="roundtable_sse_clients",
    help="Readers of event streams that are connected.",
)
SUMMARIES = Metric(
    kind="counter",
    name="roundtable_summaries",
    help="Summaries that were written, and by whom: a model, or extracted without one.",
    labels=("by",),
)
SUMMARY_SENTENCES = Metric(
    kind="counter",
    name="roundtable_summary_sentences",
    help="What checking the sentences of drafted summaries against the ledger came to.",
    labels=("result",),
)
HTTP_REQUESTS = Metric(
    kind="counter",
    name="roundtable_http_requests",
    help="Requests that were answered.",
    labels=("operation", "status"),
)
HTTP_REQUEST_SECONDS = Metric(
    kind="histogram",
    name="roundtable_http_request_seconds",
    help="How long requests took until their answer began.",
    labels=("operation",),
    buckets=OF_REQUESTS,
)
BUILD_INFO = Metric(
    kind="gauge",
    name="roundtable_build_info",
    help="Always 1; the version that runs.",
    labels=("version",),
)

TABLE = (
    DEBATES_ACCEPTED,
    DEBATES_ENDED,
    DEBATES_ACTIVE,
    QUEUE_DEPTH,
    QUEUE_AGE,
    JOBS_RUNNING,
    LEASES_REAPED,
    STORE_UP,
    STAGE_SECONDS,
    PROVIDER_CALLS,
    PROVIDER_CALL_SECONDS,
    TOKENS,
    COST_USD,
    CALLS_GATED,
    WRITES_FENCED,
    DELIVERIES,
    RATE_LIMITED,
    SSE_CLIENTS,
    SUMMARIES,
    SUMMARY_SENTENCES,
    HTTP_REQUESTS,
    HTTP_REQUEST_SECONDS,
    BUILD_INFO,
)
"""Every metric."""
