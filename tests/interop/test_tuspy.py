"""tuspy, the public tus client: sends photos, in pieces and with checksums, and goes on after a
host was killed."""

import io
import random
from pathlib import Path
from typing import Any

import pytest
from live.killed_host import killable_host

from protocol.config import Config

pytestmark = pytest.mark.interop
tusclient = pytest.importorskip("tusclient.client", reason="tuspy is not installed")

PHOTO = random.Random(2017).randbytes(3_000_000)
PIECE = 400_000


def uploader(port: int, name: str, url: str | None = None, *, checksum: bool = False) -> Any:
    client = tusclient.TusClient(f"http://127.0.0.1:{port}/uploads")
    return client.uploader(
        file_stream=io.BytesIO(PHOTO),
        url=url,
        chunk_size=PIECE,
        metadata={"filename": name},
        upload_checksum=checksum,
    )


@pytest.mark.parametrize("checksum", [False, True])
def test_tuspy_sends_a_photo(host: Config, tmp_path: Path, checksum: bool) -> None:
    uploader(host.archive.port, "été.jpg", checksum=checksum).upload()
    assert (tmp_path / "data" / "photos" / "été.jpg").read_bytes() == PHOTO


def test_tuspy_goes_on_after_the_host_was_killed(tmp_path: Path) -> None:
    with killable_host(tmp_path) as (process, port):
        first = uploader(port, "a.jpg")
        for _ in range(3):
            first.upload_chunk()
        process.kill()
        process.wait()
    with killable_host(tmp_path, port) as (_, port):
        second = uploader(port, "a.jpg", first.url)
        assert second.offset == 3 * PIECE
        second.upload()
    assert (tmp_path / "photos" / "a.jpg").read_bytes() == PHOTO
