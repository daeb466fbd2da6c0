"""Uploads that may be interrupted, over HTTP: tus 1.0.0."""

import hashlib
from collections.abc import Callable, Iterator

from protocol import tus, web
from protocol.errors import RemoteProtocolError
from protocol.heads import Refused
from servers.photos import problems
from servers.photos.http import Exchange
from servers.photos.resumable import Resumable, Writer
from servers.photos.uploads import expiry
from servers.words import _

_VERSION = {"Tus-Resumable": tus.VERSION}
_NO_STORE = {**_VERSION, "Cache-Control": "no-store"}
_MEBIBYTE = 1024 * 1024

_Handler = Callable[[Exchange], None]


def options(exchange: Exchange) -> None:
    """Say what we can."""
    fields = {
        "Tus-Version": tus.VERSION,
        "Tus-Extension": tus.EXTENSIONS,
        "Tus-Checksum-Algorithm": ",".join(tus.ALGORITHMS),
        "Tus-Max-Size": str(exchange.session.service.limits.photo_mebibytes * _MEBIBYTE),
    }
    exchange.answer(204, _VERSION | fields)


def _spoken(handler: _Handler) -> _Handler:
    """Answer to those who speak our version, and refuse in it."""

    def handle(exchange: Exchange) -> None:
        if exchange.request.fields.get("tus-resumable") != tus.VERSION:
            fields = {**_NO_STORE, "Tus-Version": tus.VERSION}
            exchange.refuse(412, _("Uploads are spoken here in version 1.0.0 of tus."), fields)
            return
        try:
            handler(exchange)
        except RemoteProtocolError as error:
            if exchange.status:
                raise
            if error.__cause__ is not None:
                exchange.log.warning("refused: %s (%s)", error, error.__cause__)
            exchange.refuse(*_answer(error), _NO_STORE)

    return handle


@_spoken
def create(exchange: Exchange) -> None:
    """Agree to take a photo, with its first bytes if they come along."""
    fields = exchange.request.fields
    if "upload-defer-length" in fields:
        raise Refused(400, _("The length of a photo is said before its first byte."))
    metadata = fields.get("upload-metadata", "")
    facts = tus.parse_metadata(metadata)
    size = tus.parse_number(fields.get("upload-length"))
    carries = exchange.request.length != 0
    if carries:
        _check_type(exchange)
    upload = exchange.archive.uploads.create(
        tus.name_in(facts), size, sha256=tus.sha256_in(facts), metadata=metadata, by=exchange.by
    )
    exchange.log.info("upload %s begins: %s, %d bytes", upload.id, upload.about.name, size)
    answer = {"Location": f"/uploads/{upload.id}"}
    if carries:
        answer["Upload-Offset"] = str(_receive_first(exchange, upload))
    exchange.answer(201, _facts(upload) | answer)


@_spoken
def head(exchange: Exchange) -> None:
    """Say how much of a photo is safe here."""
    upload = _find(exchange)
    fields = {"Upload-Offset": str(upload.settle()), "Upload-Length": str(upload.size)}
    if upload.about.metadata:
        fields["Upload-Metadata"] = upload.about.metadata
    exchange.answer(200, _facts(upload) | fields)


@_spoken
def patch(exchange: Exchange) -> None:
    """Take what comes next."""
    _check_type(exchange)
    offset = tus.parse_number(exchange.request.fields.get("upload-offset"))
    upload = _find(exchange)
    reached = _receive(exchange, upload, offset)
    exchange.answer(204, _facts(upload) | {"Upload-Offset": str(reached)})


@_spoken
def delete(exchange: Exchange) -> None:
    """Forget an upload."""
    exchange.archive.uploads.remove(_find(exchange))
    exchange.answer(204, _NO_STORE)


def override(exchange: Exchange) -> None:
    """Do what a client means that can only say POST."""
    handlers = {"PATCH": patch, "DELETE": delete, "HEAD": head}
    meant = exchange.request.fields.get("x-http-method-override", "").upper()
    if meant not in handlers:
        fields = {**_NO_STORE, "Allow": "DELETE, HEAD, OPTIONS, PATCH"}
        exchange.refuse(405, problems.not_allowed(), fields)
        return
    handlers[meant](exchange)


def _receive_first(exchange: Exchange, upload: Resumable) -> int:
    """Do as `_receive`; where that fails nobody was told of the upload, so nobody can go on."""
    try:
        return _receive(exchange, upload, 0)
    except (OSError, RemoteProtocolError):
        exchange.archive.uploads.remove(upload)
        raise


def _receive(exchange: Exchange, upload: Resumable, offset: int) -> int:
    """Take the bytes of one request; return the offset that is safe then."""
    if upload.done and offset == upload.size and exchange.request.length == 0:
        return offset
    length = exchange.request.length
    if length is not None and offset + length > upload.size:
        raise RemoteProtocolError("taille", "plus d'octets que la photo n'en a")
    value = exchange.request.fields.get("upload-checksum")
    checksum = None if value is None else tus.parse_checksum(value)
    with upload.write(offset, checked=checksum is not None) as writer:
        for block in _checked(exchange.body(), checksum):
            writer.write(block)
        writer.accept()
        if not writer.left:
            _finish(exchange, upload, writer)
        return writer.position


def _checked(blocks: Iterator[bytes], checksum: tus.Checksum | None) -> Iterator[bytes]:
    """Yield the blocks, and refuse them at their end where they are not what was said."""
    if checksum is None:
        yield from blocks
        return
    digest = hashlib.new(checksum.algorithm, usedforsecurity=False)
    for block in blocks:
        digest.update(block)
        yield block
    if digest.digest() != checksum.digest:
        raise RemoteProtocolError("somme", "ces octets ne sont pas ceux de Upload-Checksum")


def _finish(exchange: Exchange, upload: Resumable, writer: Writer) -> None:
    with exchange.session.service.hold():
        digest = exchange.archive.uploads.finish(upload, writer)
        about = upload.about
        exchange.archive.catalogue.learn(about.name, digest, about.by, writer.status)
    exchange.log.info("upload %s is a photo: %s", upload.id, about.name)


def _find(exchange: Exchange) -> Resumable:
    route = exchange.route
    assert isinstance(route, web.Upload)
    return exchange.archive.uploads.find(route.id)


def _check_type(exchange: Exchange) -> None:
    if exchange.request.fields.get("content-type", "").strip().lower() != tus.BODY:
        raise Refused(
            415, _("The bytes of an upload have the type application/offset+octet-stream.")
        )
    if exchange.is_coded:
        raise Refused(415, problems.coded())


def _facts(upload: Resumable) -> dict[str, str]:
    """What every answer about an upload says; one that is done expires no more."""
    if upload.done:
        return _NO_STORE
    return _NO_STORE | {"Upload-Expires": web.http_date(expiry(upload))}


def _answer(error: RemoteProtocolError) -> tuple[int, str]:
    """Return the status and the sentence of a refusal."""
    statuses = {
        "position": (409, _("The upload stands at another offset; HEAD says which.")),
        "occupé": (423, _("Somebody else is sending this photo.")),
        "somme": (tus.MISMATCH, _("The bytes that came are not those that the checksum says.")),
    }
    return statuses.get(error.code) or problems.answer(error)
