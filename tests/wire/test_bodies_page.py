"""HTML as text: its words all there, in order, within the width; links whole; hostile pages end."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.bodies import page
from tui.bodies.markup import Closed, Opened, Words, tokens
from tui.bodies.page import Page, read

HERE = "http://lab.local/dir/page?x=1"


def drawn(html: str, columns: int = 60, address: str = HERE) -> str:
    rows = read(html, address).rows(columns)
    return "\n".join("".join(part.text for part in row).rstrip() for row in rows)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>one\n two&amp;&eacute;<p>three", " one two&é\n\n three"),
        ("a<br>b", " a\n b"),
        ("<h1>T</h1>x", " T\n ━\n\n x"),
        ("<h2>Two words</h2>", " Two words\n ─────────"),
        ("<title>T</title><p>x", " T\n ━\n\n x"),
        ("<title>T</title><h1>T</h1>", " T\n ━"),
        ("<ul><li>a<ul><li>b</ul><li><p>c<p>d</ul>e", " • a\n   ◦ b\n • c\n\n   d\n\n e"),
        ("<ol start=9><li>a<li>b</ol>", " 9. a\n 10. b"),
        ("<dl><dt>a<dd>b<dt>c<dd>d</dl>e", " a\n     b\n c\n     d\n\n e"),
        ("<blockquote>a<p>b</blockquote>c", " ▏ a\n\n ▏ b\n\n c"),
        ("<pre>\na\n  b\n</pre>c", " │ a\n │   b\n\n c"),
        ("a<hr>b", f" a\n\n {'─' * 58}\n\n b"),
        ("<b>a</b><i>b</i> c", " ab c"),
        ("<img alt='A cat'><img alt=''><img src='x/y.png?z'>", " ▣ A cat▣ y.png"),
        ("so\u00adft\u200b&nbsp;x", " soft x"),
        ("<q>a</q><script>b</script><style>c</style><template>d</template>", " “a”"),
        ("a < b &lt; c <- d", " a < b < c <- d"),
        ("<p>" + "word " * 14, " " + " ".join(["word"] * 11) + "\n word word word"),
        ("<p>" + "x" * 70, f" {'x' * 58}\n {'x' * 12}"),
    ],
)  # fmt: skip
def test_a_page_reads(html: str, text: str) -> None:
    assert text == drawn(html)


def test_a_table_is_set_in_columns_and_wrapped_in_them() -> None:
    html = (
        "<table><tr><th>Name<th>Use<tr><td>a<td>" + "word " * 14 + "<tr><td colspan=2>all</table>"
    )
    assert drawn(html).splitlines() == [
        " Name │ Use",
        " ─────┼────────────────────────────────────────────────────",
        " a    │ word word word word word word word word word word",
        "      │ word word word word",
        " all  │",
    ]


def test_a_table_that_only_arranges_is_read_through() -> None:
    inner = "<table><tr><td>1<td>2</table>"
    assert " a\n\n 1 │ 2\n b" == drawn(f"<table><tr><td>a{inner}<td>b</table>")
    assert " • a\n • b" == drawn("<table><tr><td><ul><li>a<li>b</ul></table>")


def test_links_have_numbers_behind_their_words_and_their_addresses_at_the_end() -> None:
    html = (
        '<a href="a?b#c">one</a> <a href="/x"><img alt="two"></a> <a href="//o.example/">three</a>'
        '<a href="a?b">again</a> <a href="mailto:x">no</a> <a href="#top">here</a> <a>nor</a>'
        ' <a href="/card"><div>card</div></a><a href="javascript:alert()">js</a><a href=/y></a>'
    )
    assert drawn(html).splitlines() == [
        " one[1] ▣ two[2] three[3]again[1] no here nor",
        " card[4]",
        " js[5]",
        "",
        " Links",
        " ─────",
        " [1] http://lab.local/dir/a?b",
        " [2] http://lab.local/x",
        " [3] http://o.example/",
        " [4] http://lab.local/card",
        " [5] http://lab.local/y",
    ]


@pytest.mark.parametrize(
    ("base", "href", "address"),
    [
        ("/other/", "x", "http://lab.local/other/x"),
        ("https://o.example/a/b", "../x", "https://o.example/x"),
        ("javascript:1", "x", "http://lab.local/dir/x"),
        ("", "?q", "http://lab.local/dir/page?q"),
        ("", " \n/a\tb ", "http://lab.local/ab"),
        ("", "", "http://lab.local/dir/page?x=1"),
    ],
)
def test_a_link_is_resolved(base: str, href: str, address: str) -> None:
    html = f'<base href="{base}"><base href="http://second.example/"><a href="{href}">x</a>'
    assert [address] == read(html if base else html[14:].partition(">")[2], HERE).links


@pytest.mark.parametrize(
    "href", ["http://[", "http://\x00", "x" * 9000, "file:///etc/passwd", "data:,x"]
)
def test_what_cannot_be_asked_for_has_no_number(href: str) -> None:
    assert [] == read(f"<a href='{href}'>x</a>", "").links


def test_a_form_is_named_and_not_sent() -> None:
    html = (
        '<form action="/login" method=post>Name: <input name=user value=me><input type=hidden '
        "name=h value=secret><select name=s><option>1<option>2</select><button>Go</button></form>"
    )
    assert drawn(html).splitlines() == [
        " Form, not sent from here: POST http://lab.local/login",
        "   Name: [user: me][s ▾]⟦ Go ⟧",
    ]


PIECES = st.sampled_from([
    *("<p>", "</p>", "<ul>", "<li>", "</ul>", "<table>", "<tr>", "<td>", "<th>", "</table>"),
    *("<a href=x>", "</a>", "<pre>", "</pre>", "<dl>", "<dd>", "</dl>", "<blockquote>", "<h1>"),
    *("</h1>", "</blockquote>", "<b>", "</b>", "<form>", "</form>", "<br>", "<hr>", "<img alt=a>"),
    *("<ol start=5>", "</ol>", "</li>", "word", "two words ", " ", "漢字", "<td colspan=9>", "<q>"),
    *("<div>", "</div>", "<caption>", "<title>t</title>", "<select>", "</select>", "é", "\n"),
])  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join), st.integers(10, 100))
def test_any_page_keeps_to_its_width_and_loses_no_word(html: str, columns: int) -> None:
    made = read(html, HERE)
    rows = made.rows(columns)
    width = max(16, min(columns - 2, 96)) + 1
    margins = max([cell_len(block.first) for block in made.blocks], default=0)
    links = len(made.links) + 3
    for row in rows[: len(rows) - (links if made.links else 0)]:
        cells = sum(cell_len(part.text) for part in row)
        assert cells <= width + margins or "│" in "".join(part.text for part in row)
    outside = re.sub(r"<select>.*?(</select>|$)", "", html, flags=re.DOTALL)
    said = "".join(part.text for row in rows for part in row)
    if columns >= 30:
        assert outside.count("word") <= said.count("word")


@given(st.text("<>/!-?a \"'=&;\n"))
def test_any_text_is_read_to_its_end(text: str) -> None:
    list(tokens(text))
    read(text, HERE).rows(40)


N = 10_000
HOSTILE = [
    "<a " + "b" * N, "<a '" * N, "<a '" * N + ">", "<!--" * N, "<!--" * N + ">", "<" * N + ">",
    "<script>" * N, "<title>" * N + ">", "<a " + "b " * N + ">", "<a \"" * N + "'>",
    "<a '\"<" * N + ">", "</a " * N + ">", "&amp" * N, '<a ">"' * N + "'>", '<a "x>" ' + '"" ' * N,
    "<a b" + " " * N + "=>", "<ul><li>" * N, "<table><tr><td>" * N, "<blockquote>" * N + "x",
    "<b>" * N + "x", "<td>" * N, "<dd>x" * N, "<a href=x>" * N, "</p>" * N, "<td colspan=99>" * N,
    "<form>" * N + "x", "x " * (4 * N), "x" * (4 * N), "<base href=//x>" * N, "<pre>" * N,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:12])
def test_a_hostile_page_takes_no_longer_than_its_length(text: str) -> None:
    made = read(text[: page.GREATEST], HERE)
    assert isinstance(made, Page)
    assert len(made.rows(80)) <= 3 * page.BLOCKS


def test_what_is_not_read_is_said() -> None:
    assert drawn("<p>x" * (page.BLOCKS + 10)).endswith(" There is more, which is not read.")


def test_tags_are_read_as_they_stand() -> None:
    html = "<A HREF='x>y' b=\"&lt;\" b=2 c>t<!-- <p> --></a><title>a<b></title>&lt;p>"
    assert [
        Opened("a", {"href": "x>y", "b": "<", "c": ""}),
        Words("t"),
        Closed("a"),
        Opened("title"),
        Words("a<b>"),
        Closed("title"),
        Words("<p>"),
    ] == list(tokens(html))
