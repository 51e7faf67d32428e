"""Settings: their defaults, what they accept, and the sentence when they do not."""

from pathlib import Path

import pytest

from service.domain.access import ANONYMOUS, NOBODY, Allotment, Caller, RateLimit
from service.domain.errors import SettingsError
from service.domain.jobs import Terms
from service.domain.webhook_urls import Place
from service.settings import (
    DiskWait,
    LogFormat,
    Preset,
    SecretKeys,
    Settings,
    Variables,
    is_loopback,
    read_settings,
)

NEW_KEY, OLD_KEY = "the key since today", "the key before it"


def reading(**values: str) -> Settings:
    """Read settings from these variables, named without their prefix."""
    return read_settings({f"ROUNDTABLE_{name}": value for name, value in values.items()})


def test_nothing_has_to_be_set() -> None:
    settings = read_settings({})

    assert settings.redis_url is None
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.public_url is None
    assert settings.default_panel == ()
    assert settings.retention_days == 30
    assert settings.drain_s == 20
    assert settings.terms == Terms(lease_s=4, beat_s=1, tenant_concurrency=1_000)
    assert settings.worker_concurrency > 1
    assert settings.log_format is LogFormat.CONSOLE
    assert settings.sim
    assert settings.start_page is None
    assert not settings.allow_anonymous
    assert settings.providers_file is None
    assert settings.secret_keys == ()
    assert settings.webhook_allow == frozenset()
    assert settings.with_key == Allotment(
        rate=RateLimit(quota=600, window_s=60), active_debates=100
    )
    assert settings.without_key == Allotment(rate=None, active_debates=None)
    assert settings.metrics_port is None


def test_everything_can_be_set(tmp_path: Path) -> None:
    file = tmp_path / "providers.toml"
    file.write_text("")

    settings = reading(
        REDIS_URL="redis://127.0.0.1:6379/1",
        HOST="0.0.0.0",  # noqa: S104 - that it is read, nothing is bound
        PORT="9000",
        METRICS_PORT="9464",
        DATA_DIR=str(tmp_path),
        PUBLIC_URL="https://debates.example.com/base/",
        DEFAULT_PANEL="openai/gpt-5.4, sim/A ,",
        SUMMARIZERS="openai/gpt-5.4, sim/summary,",
        ALLOW_ANONYMOUS="on",
        RATE_LIMIT="20/5",
        MAX_ACTIVE_DEBATES="7",
        RETENTION_DAYS="7",
        WORKER_CONCURRENCY="5",
        WORKER_SHARDS="1",
        DRAIN_SECONDS="0",
        LEASE_SECONDS="2.5",
        BEAT_SECONDS="0.5",
        TENANT_CONCURRENCY="3",
        HEDGE_PERCENT="0",
        WEBHOOK_ALLOW="localhost:9000, [::1]:80",
        SECRET_KEY=f"{NEW_KEY}, {OLD_KEY} ,",
        LOG_FORMAT="json",
        SIM="off",
        START_PAGE="on",
        PROVIDERS_FILE=str(file),
    )

    assert settings == Settings(
        redis_url="redis://127.0.0.1:6379/1",
        wait_aof=None,
        further_redis_urls=(),
        worker_shards=(1,),
        host="0.0.0.0",  # noqa: S104 - as above
        port=9000,
        metrics_port=9464,
        data_dir=tmp_path,
        public_url="https://debates.example.com/base",
        default_panel=("openai/gpt-5.4", "sim/A"),
        summarizers=("openai/gpt-5.4", "sim/summary"),
        allow_anonymous=True,
        with_key=Allotment(rate=RateLimit(quota=20, window_s=5), active_debates=7),
        without_key=Allotment(rate=RateLimit(quota=20, window_s=5), active_debates=7),
        retention_days=7,
        worker_concurrency=5,
        drain_s=0,
        terms=Terms(lease_s=2.5, beat_s=0.5, tenant_concurrency=3),
        hedge_percent=0,
        webhook_allow=frozenset({Place("localhost", 9000), Place("::1", 80)}),
        secret_keys=SecretKeys((NEW_KEY, OLD_KEY)),
        log_format=LogFormat.JSON,
        sim=False,
        start_page=True,
        providers_file=file,
        variables=settings.variables,
    )


@pytest.mark.parametrize("preset", Preset)
def test_a_panel_can_be_set_by_its_name(preset: Preset) -> None:
    assert reading(DEFAULT_PANEL=f" {preset} ").default_panel is preset


def test_the_environment_of_the_process_is_read_by_default() -> None:
    assert "PATH" in read_settings().variables


@pytest.mark.parametrize(
    ("name", "value", "needed"),
    [
        ("PORT", "http", "whole number"),
        ("PORT", "65536", "0 to 65535"),
        ("METRICS_PORT", "65536", "0 to 65535"),
        ("METRICS_PORT", "off", "whole number"),
        ("PORT", "-1", "whole number"),
        ("PORT", "8_000", "whole number"),
        ("PORT", "٨٠", "whole number"),
        ("PORT", "9" * 5_000, "PORT"),
        ("RETENTION_DAYS", "0", "1 to 3650"),
        ("DRAIN_SECONDS", "1.5", "whole number"),
        ("WORKER_CONCURRENCY", "0", "1 to 10000"),
        ("TENANT_CONCURRENCY", "0", "1 to 1000000"),
        ("LEASE_SECONDS", "0", "0.2 to 3600"),
        ("WEBHOOK_ALLOW", "localhost", "host:port is needed"),
        ("LEASE_SECONDS", "nan", "number of seconds"),
        ("LEASE_SECONDS", "1e3", "number of seconds"),
        ("LEASE_SECONDS", "٤", "number of seconds"),
        ("BEAT_SECONDS", "-1", "0.05 to 1200"),
        ("BEAT_SECONDS", "1.4", "third of ROUNDTABLE_LEASE_SECONDS (4)"),
        ("SIM", "maybe", "on or off"),
        ("ALLOW_ANONYMOUS", "2", "on or off"),
        ("REDIS_URL", "127.0.0.1:6379", "redis://"),
        ("REDIS_URL", "redis://127.0.0.1:abc/0", "a port"),
        ("REDIS_URL", "redis://127.0.0.1:99999/0", "a port"),
        ("REDIS_URL", "redis://127.0.0.1/0?socket_timeout=soon", "an option"),
        ("REDIS_URL", "redis://127.0.0.1/0?foo=bar", "an option"),
        ("REDIS_URL", "redis://127.0.0.1/zz", "database"),
        ("REDIS_URL", "redis+sentinel://one:26379", "a name"),
        ("REDIS_URL", "redis+sentinel://one:99999/mymaster", "host:port"),
        ("REDIS_URL", "redis+sentinel://one,,two/mymaster", "host:port"),
        ("REDIS_URL", "redis+sentinel://one/mymaster/zz", "database"),
        ("REDIS_URL", "redis+sentinel://one/mymaster?foo=bar", "an option"),
        ("WAIT_AOF", "yes", "off, local or replicas:1"),
        ("WAIT_AOF", "replicas:0", "from 1 to 16"),
        ("REDIS_URLS", "redis://127.0.0.1:1,127.0.0.1:6379", "a port"),
        ("REDIS_URLS", "redis://127.0.0.1:1, redis://127.0.0.1:99999/0", "a port"),
        ("REDIS_URLS", "redis://127.0.0.1:1,", "redis://"),
        ("REDIS_URLS", "redis://127.0.0.1:1, redis://127.0.0.1:1", "twice"),
        ("WORKER_SHARDS", "2", "1 to 1 is needed, for each shard"),
        ("WORKER_SHARDS", "all", "whole number"),
        ("RATE_LIMIT", "0", "600/60"),
        ("RATE_LIMIT", "600/0", "600/60"),
        ("RATE_LIMIT", "600/", "600/60"),
        ("RATE_LIMIT", "10/60/2", "600/60"),
        ("RATE_LIMIT", "no", "or off"),
        ("MAX_ACTIVE_DEBATES", "0", "1 to 1000000"),
        ("MAX_ACTIVE_DEBATES", "none", "or off"),
        ("PUBLIC_URL", "debates.example.com", "https://"),
        ("PUBLIC_URL", "https://example.com/?a=b", "without query"),
        ("LOG_FORMAT", "xml", "xml"),
        ("DEFAULT_PANEL", "refrence", "reference, current or 2 to 12 models"),
        ("DEFAULT_PANEL", "openai/gpt-5.4, gpt 5", "'gpt 5' is none of these"),
        ("DEFAULT_PANEL", "openai/gpt-5.4", "2 to 12 models"),
        ("DEFAULT_PANEL", ",".join(["sim/A"] * 13), "2 to 12 models"),
        ("DEFAULT_PANEL", ",", "2 to 12 models"),
        ("SUMMARIZERS", ",", "1 to 5 models are needed, each as provider/model"),
        ("SUMMARIZERS", "sim/summary,gpt 5", "'gpt 5' is none of these"),
        ("SUMMARIZERS", "lab/a,lab/b,lab/c,lab/d,lab/e,lab/f", "1 to 5 models"),
        ("SUMMARIZERS", "lab/a,lab/b,lab/a", "one of the models stands there twice"),
        ("PROVIDERS_FILE", "/nowhere/providers.toml", "no file"),
    ],
    ids=lambda text: text[:24],
)
def test_a_bad_value_stops_the_start_with_one_sentence_that_names_it(
    name: str, value: str, needed: str
) -> None:
    with pytest.raises(SettingsError) as stopped:
        reading(**{name: value})

    message = str(stopped.value)
    assert message.startswith(f"ROUNDTABLE_{name} ")
    assert needed in message
    assert message.endswith(".")
    assert "\n" not in message


@pytest.mark.parametrize("value", ["", "   "])
def test_an_empty_variable_is_as_good_as_none(value: str) -> None:
    assert reading(PORT=value, SIM=value).port == 8000


@pytest.mark.parametrize(
    ("value", "on"),
    [("1", True), ("TRUE", True), ("yes", True), ("0", False), ("Off", False), ("no", False)],
)
def test_a_switch_is_read_in_the_usual_words(
    value: str,
    on: bool,  # noqa: FBT001 - a column of the table
) -> None:
    assert reading(SIM=value).sim is on


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "example.com", "127.0.0.1.x"])  # noqa: S104
def test_what_others_can_reach_is_exposed_unless_the_operator_takes_everyone(host: str) -> None:
    assert reading(HOST=host).exposed
    assert not reading(HOST=host, ALLOW_ANONYMOUS="1").exposed


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_loopback_is_not_exposed(host: str) -> None:
    assert is_loopback(host)
    assert not reading(HOST=host).exposed


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("600/60", RateLimit(quota=600, window_s=60)),
        ("5", RateLimit(quota=5, window_s=60)),
        ("1/86400", RateLimit(quota=1, window_s=86_400)),
        ("OFF", None),
    ],
)
def test_a_rate_is_requests_in_seconds_or_off(text: str, rate: RateLimit | None) -> None:
    assert reading(RATE_LIMIT=text).with_key.rate == rate


def test_callers_without_a_key_are_limited_only_where_that_is_set() -> None:
    silent, said = reading(), reading(MAX_ACTIVE_DEBATES="3")

    owner = Caller(tenant=ANONYMOUS, key_id="key_1", scopes=())
    assert [silent.allotment(caller).active_debates for caller in (NOBODY, owner)] == [None, 100]
    assert [said.allotment(caller).active_debates for caller in (NOBODY, owner)] == [3, 3]
    assert reading(MAX_ACTIVE_DEBATES="off").allotment(owner).active_debates is None


def test_a_shorter_lease_is_renewed_more_often() -> None:
    terms = reading(LEASE_SECONDS="2").terms

    assert (terms.lease_s, terms.beat_s) == (2, 0.5)


@pytest.mark.parametrize(
    "url",
    [
        *("redis://localhost", "rediss://u:p@h:1/2", "unix:///tmp/valkey.sock"),
        "redis+sentinel://u:p@one:26379,[::1]/mymaster/1?sentinel_password=s&socket_timeout=2",
        "rediss+sentinel://one/mymaster",
    ],
)
def test_every_usual_address_of_redis_is_taken(url: str) -> None:
    assert reading(REDIS_URL=url).redis_url == url


@pytest.mark.parametrize(
    ("text", "wait"),
    [
        ("off", None),
        ("local", DiskWait(local=True)),
        ("replicas:2", DiskWait(replicas=2)),
    ],
)
def test_creates_wait_for_the_disks_that_are_named(text: str, wait: DiskWait | None) -> None:
    assert reading(WAIT_AOF=text).wait_aof == wait


def test_the_data_folder_follows_the_users_conventions() -> None:
    plain = read_settings({})
    moved = read_settings({"XDG_DATA_HOME": "/elsewhere"})
    chosen = reading(DATA_DIR="~/debates")

    assert plain.data_dir == Path.home() / ".local/share/roundtable"
    assert moved.data_dir == Path("/elsewhere/roundtable")
    assert chosen.data_dir == Path.home() / "debates"


def test_secrets_of_the_environment_are_handed_over_and_never_shown() -> None:
    settings = read_settings({"OPENAI_API_KEY": "sk-very-secret"})

    assert settings.variables["OPENAI_API_KEY"] == "sk-very-secret"
    assert dict(settings.variables) == {"OPENAI_API_KEY": "sk-very-secret"}
    assert len(settings.variables) == 1
    assert "very-secret" not in repr(settings)
    assert "very-secret" not in repr(Variables({"OPENAI_API_KEY": "sk-very-secret"}))


@pytest.mark.parametrize("value", ["0123456789abcde", f"{NEW_KEY},short", ",", " , "])
def test_a_secret_key_that_is_too_short_is_refused_without_being_told(value: str) -> None:
    with pytest.raises(SettingsError, match="at least 16 characters") as refused:
        reading(SECRET_KEY=value)

    assert "ROUNDTABLE_SECRET_KEY" in str(refused.value)
    assert not any(
        part and part in str(refused.value) for part in value.split(",") if part.strip()
    )


def test_secret_keys_are_not_shown_with_the_settings() -> None:
    settings = reading(SECRET_KEY=f"{NEW_KEY},{OLD_KEY}")

    assert NEW_KEY not in repr(settings)
    assert OLD_KEY not in f"{settings} {settings.secret_keys}"
    assert "<2 keys>" in repr(settings)


def test_each_shard_has_an_address_and_all_else_in_common() -> None:
    urls = ("redis://127.0.0.1:1", "rediss://user:a,b@127.0.0.1:2/3", "unix:///run/store")

    settings = reading(REDIS_URLS=", ".join(urls), WORKER_SHARDS="3, 2,3", PORT="9000")

    assert [shard.redis_url for shard in settings.shards] == list(urls)
    assert settings.redis_url == urls[0]
    assert settings.worker_shards == (2, 3)
    assert {shard.port for shard in settings.shards} == {9000}
    assert all(shard.further_redis_urls == () for shard in settings.shards)


@pytest.mark.parametrize("name", ["REDIS_URL", "REDIS_URLS"])
def test_one_address_is_one_shard(name: str) -> None:
    settings = reading(**{name: "redis://127.0.0.1:1"})

    assert [shard.redis_url for shard in settings.shards] == ["redis://127.0.0.1:1"]
    assert settings.worker_shards == (1,)


def test_both_ways_to_say_where_the_store_is_have_to_say_the_same() -> None:
    same = reading(REDIS_URL="redis://127.0.0.1:1", REDIS_URLS="redis://127.0.0.1:1")

    with pytest.raises(SettingsError, match="both set") as raised:
        reading(REDIS_URL="redis://a:hunter2@h", REDIS_URLS="redis://a:hunter2@h,redis://b")

    assert same.redis_url == "redis://127.0.0.1:1"
    assert "hunter2" not in str(raised.value)


def test_a_faulty_address_is_not_quoted() -> None:
    with pytest.raises(SettingsError) as raised:
        reading(REDIS_URLS="redis://127.0.0.1:1,redis://user:hunter2@host:abc/0")

    assert "hunter2" not in str(raised.value)
