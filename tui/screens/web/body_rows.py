"""The rows of a body in one of its forms."""

from collections.abc import Callable
from functools import partial

from tui.bodies.events import EventRows
from tui.bodies.kinds import Kind
from tui.bodies.lines import TextRows
from tui.bodies.prepared import Prepared
from tui.bodies.rows import HexRows, ReadyRows, Rows
from tui.bodies.wrapped import wrap
from tui.screens.web.body_sight import Form, Sight


def maker(sight: Sight, form: Form) -> Callable[[int], Rows]:
    """Return what makes the rows of a form, for so many columns."""
    content, page, laid_out = sight.prepared.content, sight.page, sight.laid_out
    if form is Form.PAGE and page is not None:
        return lambda columns: ReadyRows(page.rows(columns))
    if form is Form.INDENTED and laid_out is not None:
        return lambda columns: ReadyRows(wrap(laid_out, columns))
    if form is Form.LINES:
        lines = EventRows if sight.prepared.nature.kind is Kind.EVENTS else TextRows
        return partial(lines, content)
    return lambda _columns: HexRows(content)


def are_same(one: tuple[Form, Prepared], other: tuple[Form, Prepared]) -> bool:
    """Tell whether the rows of one are those of the other."""
    form, before, after = one[0], one[1], other[1]
    same = before.content is after.content and before.nature.kind is after.nature.kind
    return form is other[0] and same and form in (Form.LINES, Form.HEX)
