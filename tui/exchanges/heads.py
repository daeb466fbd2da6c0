"""A head as it travelled -> its first line and its fields, as far as they can be found."""


def first(head: bytes) -> str:
    """Return the first line."""
    return head.partition(b"\n")[0].decode("utf-8", errors="surrogateescape").strip("\r")


def fields(head: bytes) -> list[tuple[str, str]]:
    """Return the fields in their order; a folded one is one (RFC 9112, 5.2)."""
    found: list[tuple[str, str]] = []
    for line in head.decode("utf-8", errors="surrogateescape").split("\n")[1:]:
        if line[:1] in (" ", "\t") and found and line.strip():
            name, value = found[-1]
            found[-1] = (name, f"{value} {line.strip()}")
            continue
        name, colon, value = line.removeprefix(":").partition(":")
        if colon and name.strip():
            own = ":" if line.startswith(":") else ""  # HTTP/2's own names begin with a colon
            found.append((own + name.strip(), value.strip()))
    return found
