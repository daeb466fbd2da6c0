"""The album: what is asked of an archive, in what order, and how little of it is remembered."""

from hypothesis import given
from hypothesis import strategies as st

from tui.clients.archive.photo import PAGE, Page, Photo
from tui.screens.photos.album import LARGE, Album, Wish


class Shelf:
    """Answers wishes from a list of names, and counts them."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        self.asked: list[Wish] = []

    def answer(self, wish: Wish, limit: int | None = None) -> Page:
        self.asked.append(wish)
        begin = self.names.index(wish.after) + 1 if wish.after is not None else 0
        part = self.names[begin : begin + (limit or wish.limit)]
        more = begin + len(part) < len(self.names)
        return Page(tuple(map(Photo, part)), part[-1] if more else None, len(self.names))

    def read(self, album: Album, first: int, last: int, limit: int | None = None) -> None:
        while wish := album.wanting(first, last):
            album.take(wish, self.answer(wish, limit))


def numbered(count: int) -> list[str]:
    return [f"{number:06}.jpg" for number in range(count)]


def shown(album: Album) -> list[str | None]:
    return [photo.name if (photo := album.at(index)) else None for index in range(len(album))]


def test_the_first_page_is_small_and_the_album_is_as_long_as_the_archive() -> None:
    album, shelf = Album(), Shelf(numbered(100_000))
    shelf.read(album, 0, 20)
    assert [Wish(None, 0, PAGE)] == shelf.asked
    assert 100_000 == len(album)
    assert PAGE == album.known
    assert album.at(PAGE) is None


def test_the_next_page_is_asked_for_when_it_is_looked_at_and_not_before() -> None:
    album, shelf = Album(), Shelf(numbered(1000))
    shelf.read(album, 0, PAGE - 1)
    assert 1 == len(shelf.asked)
    shelf.read(album, PAGE - 20, PAGE)
    assert [Wish("000099.jpg", PAGE, PAGE)] == shelf.asked[1:]


def test_the_way_to_a_far_end_goes_through_large_pages() -> None:
    album, shelf = Album(), Shelf(numbered(100_000))
    shelf.read(album, 0, 20)
    shelf.read(album, 99_990, 99_999)
    assert {LARGE} == {wish.limit for wish in shelf.asked[1:-1]}
    assert len(shelf.asked) <= 102
    assert "099999.jpg" == album.at(99_999).name
    assert album.complete


def test_memory_holds_so_many_photos_and_those_that_were_let_go_come_back() -> None:
    album, shelf = Album(held=3000), Shelf(numbered(20_000))
    shelf.read(album, 0, 20)
    shelf.read(album, 19_999, 19_999)
    assert sum(1 for _photo in album.remembered()) <= 3000
    assert album.at(0) is None
    before = len(shelf.asked)
    shelf.read(album, 0, 20)
    assert ["000000.jpg", "000020.jpg"] == [album.at(0).name, album.at(20).name]
    assert [Wish(None, 0, PAGE)] == shelf.asked[before:]
    assert sum(1 for _photo in album.remembered()) <= 3000


def test_a_page_that_changed_meanwhile_makes_those_after_it_unknown() -> None:
    album, shelf = Album(held=200), Shelf(numbered(600))
    shelf.read(album, 599, 599, limit=100)
    assert album.complete
    assert album.at(5) is None
    shelf.names.insert(5, "000004b.jpg")
    shelf.read(album, 0, 5)
    assert "000004b.jpg" == album.at(5).name
    shelf.read(album, 600, 600, limit=100)
    assert 601 == len(album)


def test_what_is_forgotten_is_gone_and_the_others_move_up() -> None:
    album, shelf = Album(), Shelf(["a", "b", "c"])
    shelf.read(album, 0, 2)
    assert 1 == album.forget("b")
    assert album.forget("b") is None
    assert ["a", "c"] == shown(album)


def test_a_page_for_a_wish_of_another_time_changes_nothing() -> None:
    album, shelf = Album(), Shelf(numbered(300))
    shelf.read(album, 0, 250)
    before = shown(album)
    album.take(Wish("000099.jpg", 7, PAGE), Page((Photo("x"),), None, 1))
    album.take(Wish("x", 100, PAGE), Page((Photo("x"),), None, 1))
    assert before == shown(album)


def test_names_that_break_the_rule_do_not_count() -> None:
    album = Album()
    album.take(Wish(None, 0, PAGE), Page((), "z", 30, left_out=20))
    assert 10 == len(album)
    wish = album.wanting(0, 9)
    assert Wish("z", 0, PAGE) == wish
    album.take(wish, Page(tuple(map(Photo, "abcdefgh")), None, 30, left_out=2))
    assert list("abcdefgh") == shown(album)
    assert 22 == album.left_out


def test_an_empty_archive_is_asked_once() -> None:
    album, shelf = Album(), Shelf([])
    shelf.read(album, 0, 20)
    assert 1 == len(shelf.asked)
    assert album.complete
    assert 0 == len(album)


@given(
    count=st.integers(0, 400),
    steps=st.lists(
        st.tuples(
            st.integers(0, 420), st.integers(1, 60), st.sampled_from(["look", "delete", "add"])
        ),
        max_size=25,
    ),
)
def test_whatever_one_looks_at_is_there_in_the_end(
    count: int, steps: list[tuple[int, int, str]]
) -> None:
    album, shelf = Album(held=60), Shelf([f"{number:06}" for number in range(0, 2 * count, 2)])
    for place, size, deed in steps:
        match deed:
            case "delete" if (photo := album.at(place)) is not None:
                shelf.names.remove(photo.name)
                album.forget(photo.name)
            case "add" if (name := f"{2 * place + 1:06}") not in shelf.names:
                shelf.names = sorted([*shelf.names, name])
            case _:
                pass
        asked = len(shelf.asked)
        last = min(place + size % 25, len(album) - 1)
        while wish := album.wanting(place, last):
            after = wish.after  # a name that is gone is still a place in this order
            begin = sum(1 for name in shelf.names if after is None or name > after)
            part = shelf.names[len(shelf.names) - begin :][: min(wish.limit, 17)]
            more = bool(part) and part[-1] != shelf.names[-1]
            page = Page(tuple(map(Photo, part)), part[-1] if more else None, len(shelf.names))
            shelf.asked.append(wish)
            album.take(wish, page)
            assert len(shelf.asked) - asked < 400, "it goes on asking"
        assert sum(1 for _photo in album.remembered()) <= 60 + 17
        there = [photo.name for photo in album.remembered()]
        assert there == sorted(set(there))
