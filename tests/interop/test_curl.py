"""curl against our archive: puts, gets whole and in parts, goes on, asks conditionally, deletes."""

import random
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from protocol.config import Config

pytestmark = pytest.mark.interop
PHOTO = random.Random(2017).randbytes(3_000_000)
Curl = Callable[..., str]


@pytest.fixture
def curl(program: Callable[[str], str], host: Config, tmp_path: Path) -> Curl:
    """Run curl in a directory with `plage.jpg`, the last argument a path; return the status."""
    path = program("curl")
    (tmp_path / "plage.jpg").write_bytes(PHOTO)

    def curl(*arguments: str) -> str:
        *options, target = arguments
        command = [path, "-sS", "-q", "--noproxy", "*", "-w", "%{http_code}", *options]
        url = f"http://127.0.0.1:{host.archive.port}{target}"
        done = subprocess.run(
            [*command, url], capture_output=True, timeout=30, check=True, cwd=tmp_path
        )
        return done.stdout.decode()

    return curl


def test_curl_puts_gets_and_deletes(curl: Curl, tmp_path: Path) -> None:
    assert "201" == curl("-T", "plage.jpg", "/photos/")
    assert PHOTO == (tmp_path / "data" / "photos" / "plage.jpg").read_bytes()
    assert "412" == curl("-T", "plage.jpg", "-H", "If-None-Match: *", "-o", "no", "/photos/")
    assert "200" == curl("-T", "plage.jpg", "-H", "Transfer-Encoding: chunked", "/photos/")
    assert "200" == curl("-o", "got.jpg", "/photos/plage.jpg")
    assert PHOTO == (tmp_path / "got.jpg").read_bytes()
    assert "204" == curl("-X", "DELETE", "/photos/plage.jpg")
    assert "404" == curl("-o", "no", "/photos/plage.jpg")


def test_curl_goes_on_where_it_stopped(curl: Curl, tmp_path: Path) -> None:
    curl("-T", "plage.jpg", "/photos/")
    (tmp_path / "got.jpg").write_bytes(PHOTO[:1_234_567])
    assert "206" == curl("-C", "-", "-o", "got.jpg", "/photos/plage.jpg")
    assert PHOTO == (tmp_path / "got.jpg").read_bytes()
    assert "206" == curl("-r", "-10", "-o", "end", "/photos/plage.jpg")
    assert PHOTO[-10:] == (tmp_path / "end").read_bytes()


def test_curl_asks_only_for_what_has_changed(curl: Curl, tmp_path: Path) -> None:
    curl("-T", "plage.jpg", "/photos/")
    assert "200" == curl("--etag-save", "tag", "-R", "-o", "got.jpg", "/photos/plage.jpg")
    assert "304" == curl("--etag-compare", "tag", "-o", "no", "/photos/plage.jpg")
    assert "304" == curl("-z", "got.jpg", "-o", "no", "/photos/plage.jpg")
    (tmp_path / "plage.jpg").write_bytes(PHOTO[::-1])
    curl("-T", "plage.jpg", "/photos/")
    assert "200" == curl("--etag-compare", "tag", "-o", "got.jpg", "/photos/plage.jpg")
    assert PHOTO[::-1] == (tmp_path / "got.jpg").read_bytes()
