"""The archive's page for people: HTML of photos' facts, with no script in it and none allowed.

Every word that comes from outside passes `_text` on its way into the page; the
stylesheet is part of it, and the policy names its digest, so that a browser follows nothing else.
"""

import base64
import hashlib
from collections.abc import Sequence
from html import escape
from pathlib import Path
from urllib.parse import quote, urlencode

from protocol import pictures, web
from protocol.languages import Words
from servers.photos import wording
from servers.photos.facts import Facts

PHOTOS = 60
"""Photos on a page: divisible by 2, 3, 4, 5 and 6, the columns of most screens."""

BOX = (480, 480)
"""Pixels of a thumbnail: a tile of 240, on a screen that has two for one."""

SUFFIXES = frozenset({
    "", ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff",
})  # fmt: skip
"""Names of what may well be a picture, as long as nobody has looked into it."""

STYLE = Path(__file__).with_name("page.css").read_text(encoding="utf-8")

_STYLE_DIGEST = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()

POLICY = (
    f"default-src 'none'; img-src 'self'; style-src 'sha256-{_STYLE_DIGEST}'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The Content-Security-Policy: our style, our pictures, our form, and nothing else."""


def render(
    words: Words,
    asked: web.Page,
    photos: Sequence[Facts],
    following: str | None,
    total: int,
    host: str,
) -> str:
    """Write the page. `following` is where the next page begins, `host` what they call us."""
    _ = words.one
    title, skip = _text(_("Photo archive")), _text(_("Skip to the photos"))
    return "\n".join([
        f'<!doctype html>\n<html lang="{words.language}">',
        '<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>",
        f'<body>\n<a class="skip" href="#photos">{skip}</a>',
        f'<header>\n<h1><a href="/">{title}</a></h1>',
        *([] if _is_empty(asked, total) else [_form(words, asked)]),
        '</header>\n<main id="photos">',
        _main(words, asked, photos, following, total, host),
        "</main>\n</body>\n</html>\n",
    ])  # fmt: skip


def _main(
    words: Words,
    asked: web.Page,
    photos: Sequence[Facts],
    following: str | None,
    total: int,
    host: str,
) -> str:
    if _is_empty(asked, total):
        return _empty(words, host)
    if not photos:
        return _nothing_found(words, asked)
    return "\n".join([
        f'<p class="count">{_text(wording.count(words, total, asked.match))}</p>',
        '<ul class="grid">',
        *[_tile(words, facts) for facts in photos],
        f"</ul>\n{_pages(words, asked, following)}",
    ])  # fmt: skip


def _is_empty(asked: web.Page, total: int) -> bool:
    return not total and not asked.match and not asked.after


def _form(words: Words, asked: web.Page) -> str:
    _ = words.one
    options = "".join(
        f'<option value="{sort}"{" selected" if sort == asked.sort else ""}>{_text(word)}</option>'
        for sort, word in (
            ("name", _("by name")),
            ("newest", _("newest first")),
            ("oldest", _("oldest first")),
            ("largest", _("largest first")),
        )
    )
    find, part = _text(_("Find")), _text(_("Part of a name"))
    order, show = _text(_("Order")), _text(_("Show"))
    return (
        '<form role="search" action="/" method="get">\n'
        f'<label for="match">{find}</label>'
        f'<input type="search" id="match" name="match" value="{_text(asked.match or "")}"'
        f' placeholder="{part}" autocomplete="off">\n'
        f'<label for="sort">{order}</label><select id="sort" name="sort">{options}</select>\n'
        f'<button type="submit">{show}</button>\n</form>'
    )


def _tile(words: Words, facts: Facts) -> str:
    name, extent = _text(facts.name), _text(wording.extent(words, facts))
    return (
        f'<li><a href="{_text(web.target(facts.name))}">{_picture(words, facts)}'
        f'<span class="words"><bdi class="name">{name}</bdi>'
        f'<span class="facts">{extent}</span>'
        f'<span class="facts">{_text(wording.date(words, facts))}</span></span></a></li>'
    )


def _picture(words: Words, facts: Facts) -> str:
    _ = words.one
    kind = Path(facts.name).suffix.lower()
    if not facts.width and kind not in SUFFIXES:
        return f'<span class="none" aria-hidden="true">{_text(kind[1:6].upper() or "?")}</span>'
    box = BOX
    if facts.width and facts.height:
        box = pictures.fit((facts.width, facts.height), BOX)
    place = f"{web.target(facts.name)}/thumbnail?width={BOX[0]}&height={BOX[1]}"
    alt = _("Thumbnail of {name}").format(name=facts.name)
    return (
        f'<img src="{_text(place)}" width="{box[0]}" height="{box[1]}"'
        f' loading="lazy" decoding="async" alt="{_text(alt)}">'
    )


def _pages(words: Words, asked: web.Page, following: str | None) -> str:
    """Write the way on, and the way back to the beginning, where there are any."""
    _ = words.one
    first, more, pages = _("Back to the first"), _("More photos"), _text(_("Pages"))
    links = []
    if asked.after:
        links.append(f'<a href="{_text(address(asked.match, asked.sort))}">{_text(first)}</a>')
    if following:
        there = _text(address(asked.match, asked.sort, following))
        links.append(f'<a class="next" rel="next" href="{there}">{_text(more)}</a>')
    return f'<nav aria-label="{pages}">{"".join(links)}</nav>' if links else ""


def _empty(words: Words, host: str) -> str:
    """Explain how photos come in."""
    _ = words.one
    command = f"curl -T plage.jpg http://{host or 'HOST:7788'}/photos/"
    send = _text(_("Send one with curl:"))
    ways = [
        _text(_("Open the program, press F5, and archive photos from there.")),
        f"{send} <code>{_text(command)}</code>",
        _text(_("Copy them into the archive's directory on the host: they are plain files.")),
    ]
    items = "".join(f"<li>{way}</li>" for way in ways)
    title, many = _text(_("There are no photos yet.")), _text(_("Three ways to put some in:"))
    return f'<section class="empty"><h2>{title}</h2><p>{many}</p><ul>{items}</ul></section>'


def _nothing_found(words: Words, asked: web.Page) -> str:
    _ = words.one
    said = _("There are no more photos.")
    if asked.match:
        said = _("No photo has “{match}” in its name.").format(match=asked.match)
    back = _text(_("Show all photos"))
    return f'<section class="empty"><h2>{_text(said)}</h2><p><a href="/">{back}</a></p></section>'


def _text(words: str) -> str:
    """Make words safe in the page, also between quotation marks."""
    return escape(words, quote=True)


def address(match: str | None, sort: str, after: str = "") -> str:
    """Write the address of a page."""
    query = {"match": match or "", "sort": "" if sort == "name" else sort, "after": after}
    said = urlencode({key: value for key, value in query.items() if value}, quote_via=quote)
    return f"/?{said}" if said else "/"
