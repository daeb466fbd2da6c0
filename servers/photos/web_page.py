"""The page for people: `GET /`, in the language that their browser asks for."""

from protocol import web
from protocol.errors import RemoteProtocolError
from servers import words
from servers.photos import packing, page, wording
from servers.photos.http import Exchange


def get(exchange: Exchange) -> None:
    """Answer the page; where nobody knows any more where they were, lead back to the first."""
    route = exchange.route
    assert isinstance(route, web.Page)
    fields = exchange.request.fields
    language = wording.language(fields.get("accept-language", ""), words.spoken())
    try:
        photos, following, total = exchange.archive.catalogue.page(
            route.after, page.PHOTOS, route.sort, route.match
        )
    except RemoteProtocolError as error:
        if error.code != "introuvable":
            raise
        exchange.answer(303, {"Location": page.address(route.match, route.sort)})
        return
    said = words.speaking(language)
    html = page.render(said, route, photos, following, total, fields.get("host", ""))
    packing.answer(
        exchange,
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
