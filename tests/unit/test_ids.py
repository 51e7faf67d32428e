"""Ids: their form, their order, and that what is derived stays the same."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from service import ids
from service.ids import Prefix
from tests.support.debates import NOW

TIMES = st.datetimes(timezones=st.just(UTC)).filter(lambda t: 1971 <= t.year < 9999)
DEBATE_ID = "dbt_01m6dqs9m0wnrrvwnxq8ebrydf"
"""Drawn once: it names tests, and they have the same names in every process."""


@given(moment=TIMES, prefix=st.sampled_from(Prefix))
def test_a_drawn_id_has_the_published_form(moment: datetime, prefix: Prefix) -> None:
    drawn = ids.draw(prefix, moment)

    assert re.fullmatch(ids.PATTERN, drawn)
    assert ids.is_id(drawn, prefix)


@given(earlier=TIMES, apart=st.integers(1, 10**9))
def test_ids_drawn_later_sort_later(earlier: datetime, apart: int) -> None:
    earlier = earlier.replace(microsecond=earlier.microsecond // 1000 * 1000)
    later = earlier + timedelta(milliseconds=apart)

    assert ids.draw(Prefix.DEBATE, earlier) < ids.draw(Prefix.DEBATE, later)


def test_ids_drawn_at_once_differ() -> None:
    assert len({ids.draw(Prefix.DEBATE, NOW) for _ in range(1_000)}) == 1_000


@given(moment=TIMES, microseconds=st.integers(0, 5_000))
def test_a_bound_lies_above_its_moment_and_below_all_later_milliseconds(
    moment: datetime, microseconds: int
) -> None:
    drawn_at = moment.replace(microsecond=0)
    asked = drawn_at + timedelta(microseconds=microseconds)

    for ms in range(7):
        when = drawn_at + timedelta(milliseconds=ms)
        above = ids.draw(Prefix.DEBATE, when) > ids.first_after(Prefix.DEBATE, asked)
        assert above == (when > asked)


def test_a_response_has_one_id_whoever_asks() -> None:
    one = ids.response_id(DEBATE_ID, 1, "seat_1")

    assert one == ids.response_id(DEBATE_ID, 1, "seat_1")
    assert ids.is_id(one, Prefix.RESPONSE)


def test_a_note_has_one_id_however_often_it_is_tried() -> None:
    one = ids.note_id(DEBATE_ID, "this request")

    assert one == ids.note_id(DEBATE_ID, "this request")
    assert ids.is_id(one, Prefix.NOTE)


def test_derived_ids_differ_where_their_parts_do() -> None:
    other = ids.draw(Prefix.DEBATE, NOW)

    derived = {
        ids.response_id(DEBATE_ID, 1, "seat_1"),
        ids.response_id(DEBATE_ID, 2, "seat_1"),
        ids.response_id(DEBATE_ID, 1, "seat_11"),
        ids.response_id(DEBATE_ID, 11, "seat_1"),
        ids.response_id(other, 1, "seat_1"),
        ids.note_id(DEBATE_ID, "1"),
        ids.note_id(DEBATE_ID, "2"),
        ids.note_id(other, "1"),
        ids.event_id(DEBATE_ID, 1, NOW),
        ids.event_id(DEBATE_ID, 2, NOW),
        ids.event_id(other, 1, NOW),
    }

    assert len(derived) == 11


def test_events_of_a_log_sort_by_their_time() -> None:
    first = ids.event_id(DEBATE_ID, 2, NOW)
    second = ids.event_id(DEBATE_ID, 1, NOW + timedelta(milliseconds=1))

    assert first < second
    assert ids.is_id(first, Prefix.EVENT)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "dbt_",
        DEBATE_ID[:-1],
        f"{DEBATE_ID}0",
        f"{DEBATE_ID}\n",
        f" {DEBATE_ID}",
        DEBATE_ID.upper(),
        DEBATE_ID.replace("dbt_", "rsp_"),
        DEBATE_ID.replace("dbt_", "xyz_"),
        f"dbt_8{DEBATE_ID[5:]}",
        f"{DEBATE_ID[:-1]}u",
        f"{DEBATE_ID[:-1]}٣",
    ],
)
def test_what_is_not_in_the_form_is_no_id(text: str) -> None:
    assert not ids.is_id(text, Prefix.DEBATE)


def test_a_nonce_is_never_the_same() -> None:
    assert ids.nonce() != ids.nonce()
