"""HTTP as it travels: requests, exchanges and their record, and the tap below them."""

from tui.clients.http.address import Place, parse, place
from tui.clients.http.asked import METHODS, WITH_BODY
from tui.clients.http.client import Answer, Request
from tui.clients.http.said import said_by

__all__ = [
    "METHODS",
    "WITH_BODY",
    "Answer",
    "Place",
    "Request",
    "parse",
    "place",
    "said_by",
]
