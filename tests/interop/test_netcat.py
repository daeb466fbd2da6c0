"""nc against our host: what it sends and shows is exactly what travels."""

import re
import subprocess
from pathlib import Path

import pytest

from protocol.config import Config

pytestmark = pytest.mark.interop
PHOTO = bytes(range(256)) * 100


@pytest.fixture
def netcat(program):
    """Send bytes with nc, hang up when they are sent or at the end, and return what came."""
    path = program("nc")

    def netcat(port: int, said: bytes) -> bytes:
        command = [path, "127.0.0.1", str(port)]
        return subprocess.run(
            command, input=said, capture_output=True, timeout=20, check=True
        ).stdout

    return netcat


def test_the_archive_is_listed_filled_read_and_emptied(
    netcat, host: Config, tmp_path: Path
) -> None:
    port = host.archive.port
    assert b"" == netcat(port, b"lister\n")
    assert b"okok" == netcat(port, b"archiver@a.jpg@%d\n" % len(PHOTO) + PHOTO)
    assert b"okok" == netcat(
        port, "archiver@été@mer.jpg@3\n".replace("é@", "é%40").encode() + b"abc"
    )
    assert "a.jpg@été%40mer.jpg".encode() == netcat(port, b"lister\n")
    assert PHOTO == (tmp_path / "data" / "photos" / "a.jpg").read_bytes()
    assert b"%d\n" % len(PHOTO) + PHOTO == netcat(port, "récupérer@a.jpg\nok".encode())
    assert b"ok" == netcat(port, b"supprimer@a.jpg\n")
    assert netcat(port, b"supprimer@a.jpg\n").startswith(b"erreur@introuvable@")
    assert netcat(port, b"bonjour\n").startswith(b"erreur@commande@")


def test_the_time_is_one_sentence(netcat, host: Config) -> None:
    sentence = rb"\n\d{5} \d\d-\d\d-\d\d \d\d:\d\d:\d\d \d\d 0 0 0\.0 UTC\(VASI\) \*\n"
    assert re.fullmatch(sentence, netcat(host.clock.port, b""))


def test_capitals_come_line_by_line(netcat, host: Config) -> None:
    said = netcat(host.echo.port, "été\n\nFIN\n".encode()).decode()
    assert 'Bonjour, tapez votre texte, ("fin" pour quitter)\nService > ÉTÉ\nService > \n' == said
