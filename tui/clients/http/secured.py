"""TLS on any stream of bytes, with what was said while agreeing on it.

Ours and not anyio's, since three things are to be had: the peer's certificates also where they
were refused, the bytes below, and as many records at once as there are.
"""

import asyncio
import ssl
from contextlib import suppress
from typing import Any

import httpcore2

GULP = 256 * 1024
"""Bytes that are taken at once, above and below: what the event loop reads in one turn."""

_DER = 2
"""`_ssl.ENCODING_DER`."""


class Secured(httpcore2.AsyncNetworkStream):
    """A stream inside TLS. One lock guards what is on its way out, so that the records of one who
    reads (and answers the peer's wish for new keys) and of one who writes leave in their order.
    """

    def __init__(
        self, inner: httpcore2.AsyncNetworkStream, context: ssl.SSLContext, name: str
    ) -> None:
        self._inner = inner
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=name)
        self.torn = False
        """They hung up without ending TLS: what is missing, if anything, nobody knows."""
        self._leaving = asyncio.Lock()
        self._buffer = memoryview(bytearray(GULP))
        self._broken: ssl.SSLError | None = None

    async def agree(self) -> None:
        """Shake hands; raises ssl.SSLError, and tells the peer why."""
        while True:
            try:
                self.tls.do_handshake()
            except ssl.SSLWantReadError:
                await self._flush()
                await self._take_in()
            except ssl.SSLError:
                await self._flush_if_they_listen()
                raise
            else:
                return await self._flush()

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Wait for bytes; `b""` says that they hung up, properly or not."""
        async with asyncio.timeout(timeout):
            while (data := self._deciphered(max_bytes)) is None:
                await self._flush()
                await self._take_in()
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Encipher and send."""
        rest = memoryview(buffer)
        while rest:
            rest = rest[self.tls.write(rest) :]
        async with asyncio.timeout(timeout):
            await self._flush()

    async def aclose(self) -> None:
        """Hang up, without a word: what was said is over."""
        await self._inner.aclose()

    def get_extra_info(self, info: str) -> Any:
        """Tell what httpcore2 asks."""
        return self.tls if info == "ssl_object" else self._inner.get_extra_info(info)

    def _deciphered(self, size: int) -> bytes | None:
        """Return what there is, of as many records as there are; None: nothing yet."""
        if self._broken is not None:
            raise self._broken
        size, filled = min(size, GULP), 0
        while filled < size:
            try:
                count: Any = self.tls.read(size - filled, self._buffer[filled:size])
            except ssl.SSLWantReadError:
                return bytes(self._buffer[:filled]) if filled else None
            except ssl.SSLEOFError:
                self.torn = True
                break
            except ssl.SSLError as error:
                self._broken = error
                if not filled:
                    raise
                break
            if not count:
                break
            filled += count
        return bytes(self._buffer[:filled])

    async def _take_in(self) -> None:
        data = await self._inner.read(GULP)
        if data:
            self._incoming.write(data)
        else:
            self._incoming.write_eof()

    async def _flush(self) -> None:
        if self._outgoing.pending:
            async with self._leaving:
                if data := self._outgoing.read():
                    await self._inner.write(data)

    async def _flush_if_they_listen(self) -> None:
        """Send the alert that says why we go; who is gone already need not hear it."""
        with suppress(httpcore2.NetworkError, OSError):
            await self._flush()


def chain_of(tls: ssl.SSLObject) -> list[bytes]:
    """Return the certificates (DER) that the peer sent, its own first, whether believed or not.

    OpenSSL 3 keeps those that it has just refused, so nobody is called a second time; older ones
    forget them, and the answer is empty. Of a refused chain nothing is proved: in TLS 1.3 the
    peer has not even shown yet that it holds the key. Python says it from 3.13 on; before, only
    the object inside does, which truststore too asks for it.
    """
    inner: Any = tls
    while inner is not None and not hasattr(inner, "get_unverified_chain"):
        inner = getattr(inner, "_sslobj", None)
    if inner is None:
        return []
    return [
        found if isinstance(found, bytes) else found.public_bytes(_DER)
        for found in inner.get_unverified_chain() or ()
    ]


def agreed_by(tls: ssl.SSLObject) -> str:
    """Name what was agreed on: `TLSv1.3, TLS_AES_256_GCM_SHA384, h2`."""
    cipher = tls.cipher()
    words = (tls.version(), cipher and cipher[0], tls.selected_alpn_protocol())
    return ", ".join(word for word in words if word) or "TLS"
