"""The cost of checking a draft can still be taken; what it is is for `make bench-grounding` to say."""

from bench.grounding import a_full_draft, a_large_debate, measure
from service.domain.desk import desk_of
from tests.support.drafts import checked


def test_a_full_draft_that_holds_is_measured() -> None:
    debate = a_large_debate()
    desk = desk_of(debate)
    draft = a_full_draft(desk)

    assert checked(debate, desk, draft).faulty == {}
    assert min(measure(debate, desk, draft, repetitions=2)) > 0
    assert len(draft) > 100
