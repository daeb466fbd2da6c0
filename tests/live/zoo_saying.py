"""How the zoo's animals speak HTTP/1: all at once, a piece at a time, or broken off."""

from live.zoo import Animal, Play, Visit

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


def saying(*pieces: bytes) -> Play:
    """Hear a request, say these pieces one after the other, and hang up."""

    async def play(visit: Visit) -> None:
        await visit.hear()
        await visit.say(*pieces)

    return play


def telling(*pieces: bytes) -> Play:
    """Hear a request, and say each piece when the one before it was taken."""

    async def play(visit: Visit) -> None:
        await visit.hear()
        await visit.tell(*pieces)

    return play


def breaking(*pieces: bytes) -> Play:
    """Do as `telling`, and break the connection then."""

    async def play(visit: Visit) -> None:
        await visit.hear()
        await visit.tell(*pieces)
        visit.reset()

    return play


def framed(name: str, head: bytes, body: bytes, framing: bytes = b"", status: int = 200) -> Animal:
    """Keep an animal whose answer is right; `framing` is how the body travels."""
    return Animal(name, saying(head + (framing or body)), status, head=head, body=body)


def length_of(size: int) -> bytes:
    """Write a head that says how long its body is."""
    return OK + b"Content-Length: %d\r\n\r\n" % size
