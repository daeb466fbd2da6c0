"""What marks say, in the person's language."""

from protocol.config import N_
from tui import numbers
from tui.reading.lines import LIMIT
from tui.reading.marks import Mark, Odd, What
from tui.words import _, ngettext

_SAID = {
    What.HEAD: N_("the head ends here · {size}"),
    What.INFORMED: N_("the answer is still to come · {size}"),
    What.CHUNK_SIZE: N_("chunk of {size}"),
    What.LAST_CHUNK: N_("the last chunk"),
    What.BODY: N_("the body ends here · {size}"),
    What.STREAM: N_("they hung up: the body ends here · {size}"),
    What.SWITCHED: N_("from here on it is another protocol"),
    What.TUNNEL: N_("the proxy's tunnel begins here"),
    What.PREFACE: N_("the preface: HTTP/2 begins"),
}
_ODD = {
    Odd.BARE_LF: N_("a bare LF: lines end with CR LF"),
    Odd.BARE_CR: N_("a CR inside of a line"),
    Odd.FOLDED: N_("obsolete folding: this goes on with the field above"),
    Odd.SPACE_FIRST: N_("white space before the first field"),
    Odd.SPACE_BEFORE_COLON: N_("white space before the colon"),
    Odd.NO_COLON: N_("no field: there is no colon"),
    Odd.NO_NAME: N_("a field without a name"),
    Odd.BAD_NAME: N_("a character that no field's name may have"),
    Odd.CONTROL: N_("a control character"),
    Odd.EMPTY_LINE: N_("an empty line comes first"),
    Odd.NO_HTTP: N_("this is no HTTP"),
    Odd.NO_REQUEST: N_("this is no request line: METHOD target HTTP/1.1"),
    Odd.NO_STATUS: N_("this is no status line: HTTP/1.1 200 reason"),
    Odd.VERSION: N_("neither HTTP/1.1 nor HTTP/1.0"),
    Odd.NO_HOST: N_("no Host, which HTTP/1.1 asks for"),
    Odd.HOST_TWICE: N_("Host more than once"),
    Odd.LENGTH_TWICE: N_("Content-Length more than once"),
    Odd.LENGTHS_DIFFER: N_("Content-Length more than once, and they disagree"),
    Odd.LENGTH_NO_NUMBER: N_("Content-Length is no number"),
    Odd.LENGTH_AND_CODING: N_("Content-Length beside Transfer-Encoding, which counts"),
    Odd.LENGTH_FORBIDDEN: N_("says how long a body is where there is none"),
    Odd.NOT_CHUNKED: N_("the last transfer coding is not chunked"),
    Odd.CODING_IN_1_0: N_("Transfer-Encoding, which HTTP/1.0 does not have"),
    Odd.LONG_LINE: N_("a line longer than {limit}: only so much of it is read"),
    Odd.LARGE_HEAD: N_("the head is longer than {large}, and goes on"),
    Odd.CHUNK_NO_NUMBER: N_("a chunk's size should be here, and is no number"),
    Odd.CHUNK_TOO_LONG: N_("no end of the chunk after its {size}"),
    Odd.AFTER_END: N_("bytes after the end of the answer"),
    Odd.BODY_FORBIDDEN: N_("a body, where {status} has none"),
    Odd.NOT_ASKED: N_("an answer before anything was asked"),
    Odd.SHORT_HEAD: N_("they hung up inside of the head"),
    Odd.SHORT_BODY: N_("they hung up: {size} of {whole} of the body came"),
    Odd.SHORT_CHUNKS: N_("they hung up before the last chunk: {size} of the body came"),
    Odd.NO_ANSWER: N_("they hung up without an answer"),
    Odd.NO_PREFACE: N_("HTTP/2 begins with its preface, which is not here"),
    Odd.LARGE_FRAME: N_("a frame larger than was agreed: {size}"),
    Odd.BAD_FRAME: N_("this frame is not what its type says"),
    Odd.BAD_FIELDS: N_("fields that cannot be read, and none after them"),
    Odd.SHORT_FRAME: N_("they hung up inside of a frame: {size} of {whole}"),
    Odd.NO_TLS: N_("this is no TLS"),
    Odd.UNREAD: N_("{size} passed unread: what follows is not understood"),
}


def say(mark: Mark) -> str:
    """Say a mark; nothing where the bytes speak for themselves."""
    words = _template(mark)
    if not words:
        return ""
    return _(words).format(
        size=size(mark.number),
        whole=numbers.whole(mark.more),
        chunks=numbers.whole(mark.more),
        status=mark.number or "HEAD",
        limit=numbers.size(LIMIT),
        large=numbers.size(mark.number),
    )


def size(amount: int) -> str:
    """Say a number of bytes exactly: a remark on the wire rounds nothing."""
    words = ngettext("{number} byte", "{number} bytes", amount)
    return words.replace(str(amount), numbers.whole(amount), 1)


def _template(mark: Mark) -> str:
    if isinstance(mark.what, Odd):
        return _ODD[mark.what]
    if mark.what is What.BODY and mark.more > 1:
        return N_("the body ends here · {size} in {chunks} chunks")
    if mark.what is What.CHUNK_SIZE and mark.more:
        return N_("chunk of {size}, with an extension")
    return _SAID.get(mark.what, "")
