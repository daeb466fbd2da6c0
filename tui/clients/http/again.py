"""Whether a request may be sent again without doing twice what was meant once (RFC 9110, 9.2).

Methods are case-sensitive.
"""

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
"""Methods that change nothing (9.2.1)."""

IDEMPOTENT = SAFE | {"PUT", "DELETE"}
"""Methods of which two leave things as one does (9.2.2)."""
