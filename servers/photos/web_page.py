"""The page for people: `GET /`, in the language that their browser asks for."""

from protocol import web
from servers import words
from servers.photos import page, wording
from servers.photos.http import Exchange


def get(exchange: Exchange) -> None:
    """Answer the page."""
    route = exchange.route
    assert isinstance(route, web.Page)
    fields = exchange.request.fields
    language = wording.language(fields.get("accept-language", ""), words.spoken())
    photos, following, total = exchange.archive.catalogue.page(
        route.after, page.PHOTOS, route.sort, route.match
    )
    said = words.speaking(language)
    html = page.render(said, route, photos, following, total, fields.get("host", ""))
    exchange.answer(
        200,
        {
            "Content-Type": "text/html; charset=utf-8",
            "Content-Language": language,
            "Content-Security-Policy": page.POLICY,
            "Referrer-Policy": "same-origin",
            "Cache-Control": "no-cache",
            "Vary": "Accept-Language",
        },
        html.encode(errors="replace"),
    )
