"""Content codings: each comes off whole, cut, damaged, as a bomb, in layers, and while it comes."""

import gzip
import sys
import zlib
from collections.abc import Callable

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.bodies.coding import Ending, Unpacking, codings, decode, unknown
from tui.bodies.layers import STEP, WINDOW

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Pack = Callable[[bytes], bytes]


class Bytes:
    """A source in memory that may grow."""

    def __init__(self, data: bytes = b"") -> None:
        self.data = data

    @property
    def size(self) -> int:
        return len(self.data)

    def read(self, start: int, size: int) -> bytes:
        return self.data[start : start + size]

    def write(self, data: bytes) -> None:
        self.data += data


def raw_deflate(data: bytes) -> bytes:
    machine = zlib.compressobj(wbits=-15)
    return machine.compress(data) + machine.flush()


def brotlied(data: bytes) -> bytes:
    packed: bytes = brotli.compress(data, quality=4)
    return packed


def undone(data: bytes, *names: str, greatest: int = 1 << 24) -> tuple[Ending, bytes]:
    made = Bytes()
    ending = decode(Bytes(data), list(names), made.write, greatest=greatest, stopped=lambda: False)
    return ending, made.data


TEXT = "".join(f"line {number} é\n" for number in range(40_000)).encode()
PACKS: list[tuple[str, Pack]] = [
    ("gzip", gzip.compress),
    ("deflate", zlib.compress),
    ("deflate", raw_deflate),
    ("br", brotlied),
    ("zstd", zstd.compress),
]
BOMBS = [one for one in PACKS if one[1] is not raw_deflate]
every = pytest.mark.parametrize(
    ("name", "pack"), PACKS, ids=lambda one: getattr(one, "__name__", one)
)


@every
@pytest.mark.parametrize("data", [b"", b"x", TEXT, b"\0" * (3 * STEP)], ids=len)
def test_a_coding_comes_off(name: str, pack: Pack, data: bytes) -> None:
    packed = pack(data)
    assert (Ending.WHOLE, data) == undone(packed, name)
    if len(packed) > 30:
        ending, made = undone(packed[:-9], name)
        assert ending is Ending.CUT
        assert data.startswith(made)


@every
def test_what_came_before_the_damage_stays(name: str, pack: Pack) -> None:
    packed = bytearray(pack(TEXT))
    packed[len(packed) // 2 :] = bytes(reversed(packed[len(packed) // 2 :]))
    ending, made = undone(bytes(packed), name)
    assert ending is Ending.DAMAGED or (name, ending) == ("br", Ending.CUT)  # br has no check
    assert made[:1000] == TEXT[:1000]


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate", "br", "zstd"]))
def test_what_is_not_coded_ends_in_words(data: bytes, name: str) -> None:
    ending, made = undone(data, name)
    assert ending in (Ending.DAMAGED, Ending.CUT) or made or not data.strip(b"\0")[30:]


@every
@given(cuts=st.lists(st.integers(0, 400), max_size=6))
def test_a_body_that_comes_in_pieces_is_decoded_as_far_as_it_came(
    name: str, pack: Pack, cuts: list[int]
) -> None:
    data = b"".join(b"%d " % number for number in range(300))
    packed, body, made = pack(data), Bytes(), Bytes()
    unpacking = Unpacking(body, [name], made.write, greatest=1 << 20)
    for cut in [*sorted(cuts), len(packed)]:
        body.data = packed[:cut]
        unpacking.advance(lambda: False)
        assert data.startswith(made.data)
    assert (Ending.WHOLE, data) == (unpacking.end(), made.data)


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_events_that_were_flushed_are_there_before_the_next_ones_come(name: str) -> None:
    body, made = Bytes(), Bytes()
    unpacking = Unpacking(body, [name], made.write, greatest=1 << 20)
    flush = flushing(name)
    for number in range(20):
        event = b"data: %d\n\n" % number
        body.data += flush(event)
        unpacking.advance(lambda: False)
        assert made.data.endswith(event)
    assert unpacking.end() is Ending.CUT


def flushing(name: str) -> Pack:
    """Pack so that what was packed can be unpacked before more comes."""
    if name == "br":
        packer = brotli.Compressor()
        return lambda data: packer.process(data) + packer.flush()
    if name == "zstd":
        frames = zstd.ZstdCompressor()
        return lambda data: frames.compress(data, zstd.ZstdCompressor.FLUSH_BLOCK)
    machine = zlib.compressobj(wbits=31 if name == "gzip" else 15)
    return lambda data: machine.compress(data) + machine.flush(zlib.Z_SYNC_FLUSH)


def test_streams_may_follow_one_another_where_their_coding_allows_it() -> None:
    for name, pack in (("gzip", gzip.compress), ("zstd", zstd.compress)):
        assert (Ending.WHOLE, b"ab") == undone(pack(b"a") + pack(b"b"), name)
    assert (Ending.WHOLE, b"a") == undone(gzip.compress(b"a") + b"\0\0", "gzip")
    skippable = b"\x50\x2a\x4d\x18\x04\0\0\0abcd"
    assert (Ending.WHOLE, b"ab") == undone(
        zstd.compress(b"a") + skippable + zstd.compress(b"b"), "zstd"
    )
    for name, pack in (("br", brotlied), ("deflate", zlib.compress)):
        ending, made = undone(pack(TEXT) + b" and words behind it", name)
        assert ending is Ending.DAMAGED
        assert made
        assert TEXT.startswith(made)


def test_codings_may_lie_on_one_another() -> None:
    packed = TEXT
    names = ["deflate", "zstd", "br", "gzip"]
    for pack in (zlib.compress, zstd.compress, brotlied, gzip.compress):
        packed = pack(packed)
    assert (Ending.WHOLE, TEXT) == undone(packed, *names)
    assert Ending.DAMAGED is undone(b"this is no gzip", "gzip")[0]


@pytest.mark.parametrize(("name", "pack"), BOMBS)
def test_a_bomb_ends_at_its_bound_and_no_step_is_large(name: str, pack: Pack) -> None:
    bomb = pack(pack(b"\0" * (1 << 24)))
    assert len(bomb) < 5000
    made: list[int] = []
    bound = 5_000_000
    ending = decode(
        Bytes(bomb),
        [name, name],
        lambda data: made.append(len(data)),
        greatest=bound,
        stopped=lambda: False,
    )
    assert (Ending.BOUND, bound) == (ending, sum(made))
    assert max(made) <= 2 * STEP


def test_a_bomb_whose_last_layer_makes_nothing_ends_too() -> None:
    padded = gzip.compress(b"a") + b"\0" * (1 << 24)
    assert (Ending.BOUND, b"a") == undone(brotlied(padded), "gzip", "br", greatest=1 << 20)


def test_decoding_stops_when_nobody_wants_it() -> None:
    made = Bytes()
    packed = gzip.compress(b"\0" * (1 << 22))
    ending = decode(
        Bytes(packed), ["gzip"], made.write, greatest=1 << 24, stopped=lambda: len(made.data) > 0
    )
    assert ending is Ending.STOPPED
    assert made.size <= STEP


def test_zstd_may_not_look_back_further_than_http_allows() -> None:
    def packed(window: int) -> bytes:
        options = {zstd.CompressionParameter.window_log: window}
        packer = zstd.ZstdCompressor(options=options)
        return packer.compress(TEXT) + packer.flush()

    assert (Ending.WHOLE, TEXT) == undone(packed(WINDOW), "zstd")
    assert (Ending.DAMAGED, b"") == undone(packed(WINDOW + 1), "zstd")


def test_codings_are_read_as_a_list_and_those_that_nobody_knows_are_named() -> None:
    assert ["gzip", "br"] == codings(["GZIP , identity", "br"])
    assert ("dcb", "") == (unknown(["gzip", "dcb"]), unknown(["x-gzip", "deflate", "br", "zstd"]))
