"""How bytes arrive: cut anywhere. The properties of every protocol are about these pieces."""

from collections.abc import Iterator

from hypothesis import strategies as st


@st.composite
def pieces(draw: st.DrawFn, data: st.SearchStrategy[bytes]) -> list[bytes]:
    """Draw bytes, and cut them into pieces of which none is empty."""
    whole = draw(data)
    places = draw(st.sets(st.integers(1, max(1, len(whole) - 1)), max_size=8))
    return list(cut(whole, *sorted(places)))


def cut(data: bytes, *places: int) -> Iterator[bytes]:
    """Cut `data` at these places, in order."""
    for begin, end in zip((0, *places), (*places, len(data)), strict=True):
        if piece := data[begin:end]:
            yield piece


def byte_by_byte(data: bytes) -> list[bytes]:
    """Cut everywhere."""
    return list(cut(data, *range(1, len(data))))
