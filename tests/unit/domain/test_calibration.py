"""Shares with their intervals, and what confidences are worth."""

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from service.domain.calibration import Forecast, calibration, rate

RIGHT, WRONG, HALF = Fraction(1), Fraction(0), Fraction(1, 2)


def test_a_share_stands_with_its_interval() -> None:
    found = rate([True] * 8 + [False] * 2)

    # Wilson's interval of 8 of 10, as every table has it.
    assert (found.count, found.of, found.share) == (8, 10, 0.8)
    assert found.low == pytest.approx(0.4902, abs=1e-4)
    assert found.high == pytest.approx(0.9433, abs=1e-4)


def test_a_share_of_nothing_is_none() -> None:
    found = rate([])

    assert (found.count, found.of, found.share, found.low, found.high) == (0, 0, None, None, None)


def test_all_of_few_is_not_taken_for_always_nor_none_for_never() -> None:
    always, never = rate([True] * 3), rate([False] * 3)

    assert always.low == pytest.approx(0.4385, abs=1e-4)
    assert never.high == pytest.approx(0.5615, abs=1e-4)
    assert (always.high, never.low) == (1, 0)


def test_thirds_add_up_to_a_whole() -> None:
    assert rate([Fraction(1, 3)] * 3).count == 1


@given(st.lists(st.fractions(0, 1, max_denominator=12), min_size=1, max_size=50))
def test_an_interval_holds_its_share(rights: list[Fraction]) -> None:
    found = rate(rights)

    assert found.share is not None
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low <= found.share + 1e-9
    assert found.share - 1e-9 <= found.high <= 1


def test_the_brier_score_is_the_mean_squared_error() -> None:
    found = calibration([Forecast(0.9, RIGHT), Forecast(0.7, WRONG), Forecast(0.5, RIGHT)])

    assert found is not None
    assert found.brier == pytest.approx((0.01 + 0.49 + 0.25) / 3)


def test_a_tie_is_scored_as_if_it_were_drawn() -> None:
    found = calibration([Forecast(0.5, HALF), Forecast(0.25, HALF)])

    assert found is not None
    assert found.brier == pytest.approx((0.25 + (0.5 * 0.5625 + 0.5 * 0.0625)) / 2)


def test_forecasts_are_compared_where_they_are_about_as_sure() -> None:
    found = calibration(
        [
            Forecast(0.0, WRONG),
            Forecast(0.8, RIGHT),
            Forecast(0.9, RIGHT),
            Forecast(1.0, WRONG),
            Forecast(0.79, WRONG),
        ]
    )

    assert found is not None
    assert [(one.low, one.high, one.right.count, one.right.of) for one in found.bins] == [
        (0.0, 0.2, 0, 1),
        (0.6, 0.8, 0, 1),
        (0.8, 1.0, 2, 3),
    ]
    assert found.bins[-1].confidence == pytest.approx(0.9)
    assert found.forecasts == 5


def test_without_a_forecast_there_is_no_calibration() -> None:
    assert calibration([]) is None
