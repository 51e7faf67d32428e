"""What holds for which paths, and how they are told."""

import pytest

from service.api.areas import API, OPEN, PAGES, PUBLISHED, SHARED, Area, area_of, shown

TOKEN = "4Zk0v9Q2mXr7TbLc8HdNwE"


@pytest.mark.parametrize(
    ("path", "area"),
    [
        ("/v1", API),
        ("/v1/", API),
        ("/v1/debates", API),
        ("/v1x", PUBLISHED),
        ("/", PAGES),
        ("/debates", PAGES),
        ("/debates/dbt_x/events", PAGES),
        ("/s/token", SHARED),
        ("/s/token/transcript", SHARED),
        ("/s", SHARED),
        ("/static/page.css", OPEN),
        ("/health/live", OPEN),
        ("/docs", PUBLISHED),
        ("/openapi.json", PUBLISHED),
        ("//", PUBLISHED),
        ("", PUBLISHED),
    ],
)
def test_a_path_lies_in_one_area(path: str, area: Area) -> None:
    assert area_of(path) is area


@pytest.mark.parametrize(
    ("path", "told"),
    [
        (f"/s/{TOKEN}", "/s/***"),
        (f"/s/{TOKEN}/events", "/s/***/events"),
        (f"/s/{TOKEN}/transcript", "/s/***/transcript"),
        (f"/s/{TOKEN}/other/{TOKEN}", "/s/***"),
        (f"/s/../{TOKEN}", "/s/***"),
        (f"/s/a\n{TOKEN}", "/s/***"),
        (f"//s//{TOKEN}/", "//s//***"),
        (f"/S/{TOKEN}", "/S/***"),
        ("/s/", "/s/"),
        ("/v1/debates/dbt_x/share/shr_x", "/v1/debates/dbt_x/share/shr_x"),
        ("/static/page.css", "/static/page.css"),
    ],
)
def test_a_path_is_told_without_the_secret_in_it(path: str, told: str) -> None:
    assert shown(path) == told
