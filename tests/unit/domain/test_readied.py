"""What the first text waits for can be built before it comes, a step at a time."""

from service.domain import instructions, skeletons
from service.domain.claim_words.tables import Phrases
from service.domain.instructions import WITHOUT_SCRIPT, gives_orders
from service.domain.order_grammar import grammar_of, rules_of
from service.domain.skeletons import see


def test_no_text_waits_for_the_grammar_of_orders_once_it_is_built() -> None:
    for _ in instructions.readied():
        pass
    built = grammar_of.cache_info().misses

    assert gives_orders("You must all vote for option B.")
    assert grammar_of.cache_info().misses == built
    assert all("needs" in vars(rule) for name in WITHOUT_SCRIPT for rule in rules_of(name))


def test_no_draft_waits_for_the_words_of_claims_once_they_are_known() -> None:
    for _ in skeletons.readied():
        pass

    likely: frozenset[Phrases] = see("Все так думают.").likely

    assert likely
    assert all("needs" in vars(phrases) for phrases in likely)
