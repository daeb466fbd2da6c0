"""HTTP as it travels: requests, exchanges and their record, and the tap below them."""

from tui.clients.http.client import METHODS, WITH_BODY, Answer, Request, exchange, parse, said_by

__all__ = ["METHODS", "WITH_BODY", "Answer", "Request", "exchange", "parse", "said_by"]
