"""What ARCHITECTURE.md draws is what the code does."""

from pathlib import Path

from service.domain.lifecycle import TRANSITIONS

PAGE = Path(__file__).parents[2] / "ARCHITECTURE.md"


def test_the_state_diagram_is_drawn_from_the_transitions() -> None:
    drawn = PAGE.read_text().partition("stateDiagram-v2\n")[2].partition("```")[0]

    assert drawn.splitlines() == [
        f"    {before} --> {after}: {trigger}" for (before, trigger), after in TRANSITIONS.items()
    ]


def test_the_page_stays_short() -> None:
    assert len(PAGE.read_text().splitlines()) <= 120
