"""What the tests of hostile strangers share: an archive with secrets around it, plain requests."""

from pathlib import Path

from live.ground import connect, rest

SECRET = b"outside of the archive"
PHOTO = bytes(range(256)) * 4096


def furnish(top: Path) -> Path:
    """Make an archive with one photo, and secrets beside it and in its hidden folder."""
    photos = top / "data" / "photos"
    (photos / ".vasistas").mkdir(parents=True)
    for place in (top, top / "data", photos / ".vasistas"):
        (place / "secret.txt").write_bytes(SECRET)
    (photos / "plage.jpg").write_bytes(PHOTO)
    return photos


def ask(port: int, method: str, target: str, fields: str = "", data: bytes = b"") -> bytes:
    """Ask on a connection of its own; return the whole answer."""
    head = f"{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{fields}\r\n"
    with connect(port) as connection:
        connection.sendall(head.encode() + data)
        return rest(connection)


def put(port: int, name: str, data: bytes) -> bytes:
    """Put a photo; return the whole answer."""
    return ask(port, "PUT", f"/photos/{name}", f"Content-Length: {len(data)}\r\n", data)


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else 0


def is_served(port: int) -> bool:
    """Whether an honest client gets the photo."""
    return ask(port, "GET", "/photos/plage.jpg").endswith(PHOTO)


def on_shelf(photos: Path) -> list[str]:
    """Name what the owner sees, and what was left on its way there."""
    incoming = photos / ".vasistas" / "incoming"
    return sorted(path.name for path in (*photos.glob("[!.]*"), *incoming.iterdir()))
