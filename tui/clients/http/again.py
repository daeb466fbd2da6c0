"""Whether a request may be sent again without doing twice what was meant once."""

IDEMPOTENT = frozenset(("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"))
"""Methods of which two leave things as one does (RFC 9110, 9.2.2); methods are case-sensitive."""


def safe_again(method: str) -> bool:
    """Say whether sending a request of this method again changes nothing more."""
    return method in IDEMPOTENT
