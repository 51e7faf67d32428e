from service.pages.lettering import shortened


def test_a_long_text_is_cut_and_a_wide_one_sooner() -> None:
    assert shortened("Yes", 100) == "Yes"
    assert shortened("", 0) == ""
    assert shortened("so on " * 20, 100) == "so on so on…"
    assert shortened("公开权重有助于审计，因为", 100) == "公开权重有助于…"
    assert shortened("W" * 30, 100) == "WWWWWWW…"
    assert shortened("e\u0301" * 12, 100) == "e\u0301" * 12
