"""One photo, whoever asks for it: classic, our program in both dialects, curl, a browser."""

import asyncio
import subprocess
from pathlib import Path

import pytest
from interop.test_page_in_chromium import screenshot
from live.ground import connect, rest
from live.relay import relaying
from PIL import Image

from protocol.config import Config
from protocol.sections import Archive
from tui.clients.archive import dialect
from tui.clients.wire import Wire

pytestmark = pytest.mark.interop


@pytest.fixture
def photo(host: Config, tmp_path: Path) -> bytes:
    """A photo of a megabyte, archived by hand in the classic dialect."""
    Image.effect_noise((1600, 1200), 40).convert("RGB").save(tmp_path / "bruit.jpg", quality=90)
    data = (tmp_path / "bruit.jpg").read_bytes()
    with connect(host.archive.port) as client:
        client.sendall(f"archiver@bruit.jpg@{len(data)}\n".encode())
        assert b"ok" == client.recv(2)
        client.sendall(data)
        assert b"ok" == rest(client)
    return data


def test_classic_has_the_same_bytes(photo: bytes, host: Config) -> None:
    with connect(host.archive.port) as client:
        client.sendall("récupérer@bruit.jpg\n".encode())
        assert f"{len(photo)}\n".encode() == client.recv(64)
        client.sendall(b"ok")
        assert photo == rest(client)


@pytest.mark.parametrize("words", ["http", "classic"])
async def test_our_program_has_the_same_bytes(photo: bytes, host: Config, words: str) -> None:
    archive = dialect.open_archive(Archive(port=host.archive.port, dialect=words), Wire())
    got = bytearray()
    await archive.fetch("bruit.jpg", got.extend)
    await archive.aclose()
    assert photo == got


def test_curl_has_the_same_bytes(photo: bytes, host: Config, program) -> None:
    command = [program("curl"), "-sS", "-q", "--noproxy", "*", "--fail"]
    url = f"http://127.0.0.1:{host.archive.port}/photos/bruit.jpg"
    assert photo == subprocess.run([*command, url], capture_output=True, check=True).stdout


async def test_a_browser_has_the_same_bytes(
    photo: bytes, host: Config, program, tmp_path: Path
) -> None:
    chromium = program("chromium")
    async with relaying(host.archive.port, keep=True) as relay:
        address = f"http://127.0.0.1:{relay.port}/photos/bruit.jpg"
        image = await asyncio.to_thread(screenshot, chromium, address, tmp_path, 800, 600)
    assert image.getcolors(2) is None, "the photo is not seen"
    assert any(photo in heard for heard in relay.heard)
