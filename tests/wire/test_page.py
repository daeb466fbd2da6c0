"""The archive's page: whole, safe whatever photos are called, and in the reader's language."""

import base64
import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol import names, web
from servers import words
from servers.photos import page, wording
from servers.photos.facts import Facts

MOMENT = datetime(2017, 8, 22, 14, 57, 8, tzinfo=UTC)
VOID = {"meta", "img", "input"}
HOSTILE = [
    '"><script>alert(1)</script>.jpg',
    "' onmouseover='alert(1).jpg",
    "<img src=x onerror=alert(1)>",
    "</title></style><svg onload=alert(1)>.png",
    "&lt;b&gt;&amp;.jpg",
    "javascript:alert(1).jpg",
    "100% #1?.jpg",
    "été à la mer (1) + 2.jpg",
    "gpj.\u202eexe.jpg",
]


@dataclass
class Seen(HTMLParser):
    """What a browser would make of a page."""

    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    style: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attributes}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "style":
            self.style += data
        elif data.strip():
            self.words.append(data.strip())

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]


def photo(name: str, width: int | None = 4000, height: int | None = 3000) -> Facts:
    return Facts(name, 2_345_678, MOMENT, "ab" * 32, None, "image/jpeg", width, height)


def see(
    *photos: Facts,
    asked: web.Page | None = None,
    following: str | None = None,
    total: int | None = None,
    language: str = "en",
    host: str = "lab:7788",
) -> Seen:
    total = len(photos) if total is None else total
    asked = asked or web.Page()
    html = page.render(words.speaking(language), asked, photos, following, total, host)
    seen = Seen()
    seen.feed(html)
    seen.close()
    assert html.startswith("<!doctype html>\n")
    assert [] == seen.open
    return seen


def test_a_page_has_landmarks_a_title_and_a_language() -> None:
    seen = see(photo("plage.jpg"))
    tags = [tag for tag, _attributes in seen.elements]
    assert [1, 1, 1, 1, 1] == [tags.count(tag) for tag in ("html", "header", "main", "h1", "title")]
    assert {"lang": "en"} == seen.all("html")[0]
    assert "search" == seen.all("form")[0]["role"]
    assert {"match", "sort"} == {label["for"] for label in seen.all("label")}
    assert {"class": "skip", "href": "#photos"} == seen.all("a")[0]
    assert "photos" == seen.all("main")[0]["id"]


def test_a_photo_is_a_link_with_a_thumbnail_of_known_size() -> None:
    seen = see(photo("été.jpg", 3000, 4000))
    assert "/photos/%C3%A9t%C3%A9.jpg" == seen.all("a")[2]["href"]
    assert {
        "src": "/photos/%C3%A9t%C3%A9.jpg/thumbnail?width=480&height=480",
        "width": "360",
        "height": "480",
        "loading": "lazy",
        "decoding": "async",
        "alt": "Thumbnail of été.jpg",
    } == seen.all("img")[0]
    assert {"3000 × 4000 · 2.3 MB", "Aug 22, 2017"} <= set(seen.words)
    assert "1 photo" in seen.words


def test_what_is_not_known_to_be_a_picture_is_one_by_its_name() -> None:
    seen = see(photo("a.JPG", None, None), photo("film.mp4", None, None), photo("b.mp4"))
    assert 2 == len(seen.all("img"))
    assert "MP4" in seen.words


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_a_name_and_nothing_else(name: str) -> None:
    assert names.photo_is_valid(name) or "/" in name
    asked = web.Page(after=name, match=name)
    seen = see(photo(name), asked=asked, following=name, total=9, host=name)
    plain = see(photo("a.jpg"), asked=web.Page("a", "a"), following="a", total=9)
    assert name in seen.words
    assert name == seen.all("input")[0]["value"]
    shape = [(tag, list(attributes)) for tag, attributes in plain.elements]
    assert shape == [(tag, list(attributes)) for tag, attributes in seen.elements]
    links = [link["href"] for link in seen.all("a")]
    assert all(link.startswith(("/", "#")) and not link.startswith("//") for link in links)
    if names.photo_is_valid(name):
        assert web.Photo(name) == web.route(links[2])
        assert web.Thumbnail(name, *page.BOX) == web.route(seen.all("img")[0]["src"])
        assert web.Page(name, name, "name") == web.route(links[-1])


@given(st.text(max_size=40))
def test_no_text_breaks_out_of_the_page(text: str) -> None:
    text = text.encode(errors="replace").decode()
    seen = see(photo("a.jpg"), asked=web.Page(match=text), host=text, total=1)
    assert 1 == len(seen.all("img"))
    assert text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "") in (
        seen.all("input")[0]["value"].replace("\r", "\n").replace("\0", ""),
        text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", ""),
    )


def test_nothing_runs_and_only_our_own_style_is_followed() -> None:
    seen = see(photo("a.jpg"))
    digest = base64.b64encode(hashlib.sha256(seen.style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in page.POLICY
    assert page.POLICY.startswith("default-src 'none'; ")
    assert "unsafe" not in page.POLICY
    for tag, attributes in seen.elements:
        assert tag not in ("script", "iframe", "object", "base", "link")
        assert not [name for name in attributes if name == "style" or name.startswith("on")]
    assert "url(" not in seen.style
    assert "@import" not in seen.style


def test_pages_lead_on_and_back_with_what_was_asked() -> None:
    asked = web.Page(after="b c.jpg", match="à", sort="newest")
    seen = see(photo("d.jpg"), asked=asked, following="d&e.jpg", total=5)
    links = [link["href"] for link in seen.all("a")[-2:]]
    assert web.Page(None, "à", "newest") == web.route(links[0])
    assert web.Page("d&e.jpg", "à", "newest") == web.route(links[1])
    assert {"value": "newest", "selected": ""} in seen.all("option")
    assert [] == see(photo("a.jpg")).all("nav")


def test_an_empty_archive_says_how_photos_come_in() -> None:
    seen = see()
    assert "There are no photos yet." in seen.words
    assert "curl -T plage.jpg http://lab:7788/photos/" in seen.words
    assert [] == seen.all("form")


def test_a_search_that_finds_nothing_says_so_and_leads_back() -> None:
    seen = see(asked=web.Page(match="chat"))
    assert "No photo has “chat” in its name." in seen.words
    assert "/" == seen.all("a")[-1]["href"]


def test_the_page_speaks_french_to_whoever_wants_it() -> None:
    seen = see(photo("plage.jpg"), photo("mer.jpg"), language="fr")
    assert {"lang": "fr"} == seen.all("html")[0]
    assert "2 photos" in seen.words
    assert {"4000 × 3000 · 2,3 Mo", "22 août 2017"} <= set(seen.words)


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("fr-FR,fr;q=0.9,en;q=0.8", "fr"),
        ("en-GB, fr;q=0.5", "en"),
        ("de, fr;q=0.3, en;q=0.2", "fr"),
        ("de-DE, de;q=0.9", "en"),
        ("fr;q=0, en;q=0.1", "en"),
        ("fr;q=nonsense", "en"),
        ("FR", "fr"),
        ("," * 1000 + "fr", "en"),
    ],
)
def test_the_language_is_what_the_browser_likes_best(accepted: str, language: str) -> None:
    assert language == wording.language(accepted, "en")


def test_the_date_is_the_camera_s_where_it_is_known() -> None:
    facts = Facts("a.jpg", 900, MOMENT, taken="2009-02-13T23:31:30")
    assert "Feb 13, 2009" == wording.date(words.speaking("en"), facts)
    assert "1 kB" == wording.extent(words.speaking("en"), facts)
    assert "22 août 2017" == wording.date(words.speaking("fr"), Facts("a", 1, MOMENT, taken="?"))
