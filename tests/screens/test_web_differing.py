"""Two exchanges compared: what differs has a sign and a colour, what is the same is folded."""

import pytest
from screens.pasts import HOSTILE, kept, opened, seen
from textual.pilot import Pilot
from waiting import until_async

from tui.bodies.rows import Row
from tui.dialogs import Ask
from tui.exchanges.difference import Kind, Line, Section
from tui.screens.web.differing import DifferenceSheet, Differing
from tui.screens.web.differing_rows import rows


def body(*odd: int) -> bytes:
    words = ("a much longer line than before " * (number in odd) for number in range(40))
    return "".join(f"line {number} {word}\n" for number, word in enumerate(words)).encode()


def texts(made: list[Row]) -> list[str]:
    return ["".join(part.text for part in row).rstrip() for row in made]


def section(signs: str) -> Section:
    kinds = {"=": Kind.SAME, "-": Kind.LEFT, "+": Kind.RIGHT}
    lines = [Line(kinds[sign], f"{place}") for place, sign in enumerate(signs)]
    return Section("Body", lines, ["a note"])


async def compared(pilot: Pilot[None]) -> None:
    await until_async(lambda: "Times" in seen(pilot) or "Body" in seen(pilot))


@pytest.mark.parametrize("width", [80, 140])
async def test_what_differs_is_signed_and_what_is_the_same_unfolds(width: int) -> None:
    one = kept("/photos?sort=name", body=body())
    other = kept("/photos?sort=newest", 404, body=body(20))
    async with opened(Differing(one, other), (width, 45)) as (pilot, _closed):
        await compared(pilot)
        said = seen(pilot)
        assert "− GET /photos?sort=name HTTP/1.1" in said
        assert "+ GET /photos?sort=newest HTTP/1.1" in said
        beside = [row for row in said.splitlines() if "sort=name H" in row]
        assert ("sort=newest H" in beside[0]) == (width == 140)
        assert "⋯ 18 lines the same" in said
        assert "line 3 " not in said
        sheet = pilot.app.screen.query_one(DifferenceSheet)
        before = sheet.rows.height
        await pilot.press("f")
        await until_async(lambda: sheet.rows.height > before)
        await pilot.press("enter")
        await until_async(lambda: sheet.rows.height == before)


async def test_words_are_found_and_nothing_reaches_the_terminal() -> None:
    head = f"HTTP/1.1 200 {HOSTILE}\r\nX: {HOSTILE} needle\r\n\r\n".encode()
    hostile = kept(body=f"{HOSTILE}\n".encode(), answered=head)
    async with opened(Differing(kept(), hostile)) as (pilot, closed):
        await compared(pilot)
        await pilot.press("slash")
        await until_async(lambda: isinstance(pilot.app.screen, Ask))
        await pilot.press(*"needle", "enter")
        await until_async(lambda: "needle" in seen(pilot))
        assert "␛" in seen(pilot)
        await pilot.press("escape")
        assert closed == [None]


def test_only_what_is_far_from_a_difference_is_folded() -> None:
    made = texts(rows([section("=====-+=======")], 80, folded=True))
    assert made == [
        "Body",
        "a note",
        *("  ⋯ 3 lines the same", "  3", "  4", "− 5", "+ 6", "  7", "  8"),
        "  ⋯ 5 lines the same",
    ]
    assert len(rows([section("=====-+=======")], 80, folded=False)) == 2 + 14
    assert "  ⋯ 1 line" not in " ".join(texts(rows([section("===-+")], 80, folded=True)))


def test_what_was_changed_stands_beside_what_it_became() -> None:
    made = texts(rows([section("=--+=")], 120, folded=True))
    halves = [tuple(half.rstrip() for half in row.split("│")) for row in made[2:]]
    assert halves == [("  0", "   0"), ("− 1", " + 3"), ("− 2", ""), ("  4", "   4")]


def test_long_lines_go_on_below_themselves_without_their_sign() -> None:
    long = Section("Body", [Line(Kind.LEFT, "x" * 30), Line(Kind.RIGHT, "y")])
    made = texts(rows([long], 22, folded=True))
    assert made[1:] == ["− " + "x" * 20, "  " + "x" * 10, "+ y"]
