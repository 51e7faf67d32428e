"""A saved transcript is called by its question."""

import pytest

from service.api.downloads import disposition
from tests.support.debates import a_debate, a_spec


@pytest.mark.parametrize(
    ("question", "plain", "exact"),
    [
        ("Tea or coffee?", "debate-tea-or-coffee.md", None),
        (
            '  "../../etc/passwd"; x=1\r\nSet-Cookie: a  ',
            "debate-etc-passwd-x-1-set-cookie-a.md",
            None,
        ),
        ("???", "debate-dbt_0000000000000000000000000a.md", None),
        ("Café?", "debate-caf.md", "debate-caf%C3%A9.md"),
        ("茶か?", "debate-dbt_0000000000000000000000000a.md", "debate-%E8%8C%B6%E3%81%8B.md"),
        ("words " * 100, f"debate{'-words' * 10}.md", None),
        ("x" * 100, f"debate-{'x' * 60}.md", None),
    ],
)
def test_a_file_is_called_by_the_words_of_the_question(
    question: str, plain: str, exact: str | None
) -> None:
    header = disposition(a_debate(spec=a_spec(question=question)), "md")

    own = f"; filename*=UTF-8''{exact}" if exact else ""
    assert header == f'attachment; filename="{plain}"{own}'
