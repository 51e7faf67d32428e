"""What the rate-limit headers of replies say, however they say it."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, strategies as st

from service.domain.limits import LONGEST_WAIT_S, Allowance, Room
from service.providers.rate_headers import OUTPUT_TOKENS, REQUESTS, TOKENS, Names, read_allowance

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
OPENAI = {
    "x-ratelimit-limit-requests": "60",
    "x-ratelimit-limit-tokens": "150000",
    "x-ratelimit-remaining-requests": "59",
    "x-ratelimit-remaining-tokens": "149984",
    "x-ratelimit-reset-requests": "1s",
    "x-ratelimit-reset-tokens": "6m0s",
}
ANTHROPIC = {
    "anthropic-ratelimit-requests-limit": "50",
    "anthropic-ratelimit-requests-remaining": "49",
    "anthropic-ratelimit-requests-reset": "2026-11-02T09:00:01Z",
    "anthropic-ratelimit-input-tokens-limit": "50000",
    "anthropic-ratelimit-input-tokens-remaining": "20000",
    "anthropic-ratelimit-input-tokens-reset": "2026-11-02T09:00:30Z",
    "anthropic-ratelimit-output-tokens-limit": "10000",
    "anthropic-ratelimit-output-tokens-remaining": "7000",
    "anthropic-ratelimit-output-tokens-reset": "2026-11-02T09:00:20Z",
    "anthropic-ratelimit-tokens-limit": "60000",
    "anthropic-ratelimit-tokens-remaining": "27000",
    "anthropic-ratelimit-tokens-reset": "2026-11-02T09:00:30Z",
}


def room(left: int, resets_in_s: float) -> Room:
    return Room(left=left, resets_in_s=resets_in_s)


@pytest.mark.parametrize(
    ("headers", "allowance"),
    [
        (OPENAI, Allowance(requests=room(59, 1), tokens=room(149_984, 360))),
        (ANTHROPIC, Allowance(requests=room(49, 1), tokens=room(20_000, 30))),
        (
            {**ANTHROPIC, "anthropic-ratelimit-output-tokens-remaining": "0"},
            Allowance(requests=room(49, 1), tokens=room(0, 20)),
        ),
        (
            {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "30"},
            Allowance(requests=room(0, 30)),
        ),
        (
            {"ratelimit-remaining": "3", "ratelimit-reset": "12"},
            Allowance(requests=room(3, 12)),
        ),
        ({"ratelimit": '"default";r=50;t=30'}, Allowance(requests=room(50, 30))),
        ({"ratelimit": "r=0; t=1"}, Allowance(requests=room(0, 1))),
        (
            {"X-RateLimit-Remaining-Requests": "7", "X-RateLimit-Reset-Requests": "2s"},
            Allowance(requests=room(7, 2)),
        ),
    ],
)
def test_what_is_left_is_read_in_every_form(headers: dict[str, str], allowance: Allowance) -> None:
    assert read_allowance(headers, now=NOW) == allowance


@pytest.mark.parametrize(
    ("reset", "seconds"),
    [
        ("1s", 1),
        ("120ms", 0.12),
        ("6m0s", 360),
        ("2m59.56s", 179.56),
        ("1h2m3.5s", LONGEST_WAIT_S),
        ("7.66s", 7.66),
        ("500us", 0.0005),
        ("500µs", 0.0005),
        ("1d", LONGEST_WAIT_S),
        ("30", 30),
        ("0.5", 0.5),
        (" 5 ", 5),
        (str(int(NOW.timestamp()) + 42), 42),
        (str((int(NOW.timestamp()) + 42) * 1000), 42),
        ("2026-11-02T09:00:30Z", 30),
        ("2026-11-02T10:00:30+01:00", 30),
        ("2026-11-02T09:00:30.500000", 30.5),
        ("2027-11-02T09:00:30Z", LONGEST_WAIT_S),
        ("99999999999999999999", LONGEST_WAIT_S),
    ],
)
def test_the_time_of_a_reset_is_read_in_every_form(reset: str, seconds: float) -> None:
    headers = {"x-ratelimit-remaining-requests": "1", "x-ratelimit-reset-requests": reset}

    allowance = read_allowance(headers, now=NOW)

    assert allowance is not None
    assert allowance.requests is not None
    assert allowance.requests.resets_in_s == pytest.approx(seconds)


@pytest.mark.parametrize(
    "reset",
    [
        *("", "0", "0s", "-5", "-5s", "soon", "nan", "inf", "1e999", "5 s", "s", "1s1", "1.s"),
        *("50000000", "2026-11-02T08:59:00Z", "2026-13-02T08:59:00Z"),
        *("0001-01-01T00:00:00+23:59", "9" * 5_000 + "s"),
    ],
)
def test_a_reset_that_makes_no_sense_or_is_over_says_nothing(reset: str) -> None:
    headers = {"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": reset}

    assert read_allowance(headers, now=NOW) is None


@pytest.mark.parametrize("left", ["", "-1", "1.5", "many", "9" * 13, "0x10", "1_0"])
def test_an_odd_rest_says_nothing(left: str) -> None:
    headers = {"x-ratelimit-remaining-tokens": left, "x-ratelimit-reset-tokens": "1s"}

    assert read_allowance(headers, now=NOW) is None


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"content-type": "application/json", "retry-after": "3"},
        {"x-ratelimit-remaining-requests": "0"},
        {"x-ratelimit-reset-requests": "1s"},
        {"ratelimit": "default;r=5"},
        {"ratelimit": "r=5;t=0"},
    ],
)
def test_headers_that_say_only_half_say_nothing(headers: dict[str, str]) -> None:
    assert read_allowance(headers, now=NOW) is None


def test_of_several_the_one_with_the_least_left_counts_and_then_the_latest() -> None:
    headers = {
        "x-ratelimit-remaining": "5",
        "x-ratelimit-reset": "10",
        "ratelimit-remaining": "5",
        "ratelimit-reset": "20",
        "x-ratelimit-remaining-requests": "6",
        "x-ratelimit-reset-requests": "30",
    }

    assert read_allowance(headers, now=NOW) == Allowance(requests=room(5, 20))


NAMES = [name for names in (*REQUESTS, *TOKENS, OUTPUT_TOKENS) for name in names]
VALUES = st.one_of(
    st.text(max_size=40),
    st.integers().map(str),
    st.floats().map(str),
    st.datetimes().map(datetime.isoformat),
    st.from_regex(r"\A(-?\d{1,20}(\.\d{1,20})?(d|h|m|s|ms|us|ns)){1,4}\Z"),
    st.from_regex(r"\A\"?\w{0,5}\"?; ?r=\d{1,20}; ?t=\d{1,20}\Z"),
)


@given(st.dictionaries(st.sampled_from([*NAMES, "ratelimit", "x-ratelimit-odd"]), VALUES))
def test_no_headers_raise_and_none_ask_for_more_than_can_be_waited(
    headers: dict[str, str],
) -> None:
    allowance = read_allowance(headers, now=NOW)

    assert allowance != Allowance()
    if allowance is not None:
        for found in (allowance.requests, allowance.tokens):
            assert found is None or found.left >= 0
            assert found is None or 0 < found.resets_in_s <= LONGEST_WAIT_S


@pytest.mark.parametrize("names", [*REQUESTS, *TOKENS, OUTPUT_TOKENS], ids="/".join)
def test_every_pair_of_names_is_heeded_when_nothing_is_left(names: Names) -> None:
    left, reset = names

    allowance = read_allowance({left: "0", reset: "9"}, now=NOW)

    assert allowance is not None
    assert room(0, 9) in (allowance.requests, allowance.tokens)
