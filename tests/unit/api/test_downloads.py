"""A saved transcript is called by its question."""

from urllib.parse import unquote

import pytest

from service.api.downloads import disposition
from tests.support.debates import a_debate, a_spec

LONGEST_OF_FILE_SYSTEMS = 255


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
        ("Café?", "debate-cafe.md", "debate-caf%C3%A9.md"),
        ("Cafe\u0301?", "debate-cafe.md", "debate-caf%C3%A9.md"),
        ("a℀b \u0301c ❤️d", "debate-a-b-c-d.md", None),
        ("茶か?", "debate-dbt_0000000000000000000000000a.md", "debate-%E8%8C%B6%E3%81%8B.md"),
        ("words " * 100, f"debate{'-words' * 10}.md", None),
        ("x" * 100, f"debate-{'x' * 60}.md", None),
        (f"a {'x' * 58} y", f"debate-a-{'x' * 58}.md", None),
    ],
)
def test_a_file_is_called_by_the_words_of_the_question(
    question: str, plain: str, exact: str | None
) -> None:
    header = disposition(a_debate(spec=a_spec(question=question)), "md")

    own = f"; filename*=UTF-8''{exact}" if exact else ""
    assert header == f'attachment; filename="{plain}"{own}'


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("क्या हमें जाना चाहिए?", "debate-क्या-हमें-जाना-चाहिए.md"),
        ("ควรไปหรือไม่", "debate-ควรไปหรือไม่.md"),
        ("هل يجبُ أن نذهب؟", "debate-هل-يجبُ-أن-نذهب.md"),
        ("𝒳" * 70, f"debate-{'𝒳' * 60}.md"),
    ],
)
def test_words_of_any_script_stay_whole(question: str, name: str) -> None:
    header = disposition(a_debate(spec=a_spec(question=question)), "md")

    assert unquote(header.partition("UTF-8''")[2]) == name
    assert len(name.encode()) <= LONGEST_OF_FILE_SYSTEMS
