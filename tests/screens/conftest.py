"""What holds for every test of a screen."""

from collections.abc import Iterator

import pytest
from textual.css.model import RuleSet
from textual.css.stylesheet import CSSLocation, Stylesheet


@pytest.fixture(autouse=True, scope="session")
def sheets() -> Iterator[None]:
    """Parse each style sheet once with each theme: every app, and every first visit of a screen,
    parses all of them anew, which is a third of the processor's time that these tests take.
    """
    known: dict[object, list[RuleSet]] = {}
    parse = Stylesheet._parse_rules

    def remembered(
        sheet: Stylesheet, css: str, read_from: CSSLocation, *rest: object, **more: object
    ) -> list[RuleSet]:
        theme = frozenset(sheet._variables.items())
        key = (css, read_from, rest, frozenset(more.items()), theme)
        if key not in known:
            known[key] = parse(sheet, css, read_from, *rest, **more)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", remembered)
        yield
