"""What heads of HTTP are made of (RFC 9110, section 5), as regular expressions of bytes."""

TCHAR = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]"
"""One character of a token (5.6.2)."""

TOKEN = TCHAR + rb"+"
"""A method, or the name of a field."""

FIELD = TOKEN + rb":[\t\x20-\x7e\x80-\xff]*"
"""A line of a head (5.5, and RFC 9112, section 5): no control characters, no space before `:`."""
