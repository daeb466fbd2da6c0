"""Names that mean harm, in every dialect and however they are written: none leaves the archive."""

import base64
import os
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from hosting import hosting
from live.ground import connect, rest
from live.strangers import SECRET, ask, furnish, on_shelf, put, status

ESCAPES = [
    "../secret.txt", "..\\secret.txt", "../data/../secret.txt", "/etc/passwd",
    "photos/../../secret.txt", ".vasistas/secret.txt", ".vasistas", ".", "..", ".hidden.jpg",
    "a\0.jpg", "a\n.jpg", "a\x1b]0;x\x07.jpg", "a" * 256, "é" * 128, " ", "a.jpg ",
]  # fmt: skip


def spellings(name: str) -> Iterator[str]:
    """Write a name in every way in which a target may say it."""
    yield quote(name, safe="")
    yield quote(name, safe="/")
    yield "".join(f"%{byte:02x}" for byte in name.encode())
    if re.fullmatch(r"[!-~]*", name):
        yield name
    if "." in name or "/" in name:
        yield quote(name).replace(".", "%c0%ae").replace("/", "%c0%af")
    if "/" in name:
        yield name.replace("/", "%u2215")


TARGETS = sorted({target for name in ESCAPES for target in spellings(name)})
LITERALS = {
    "..%252fsecret.txt": None,
    "a%252f..%252f..%252fsecret.txt": "a%2f..%2f..%2fsecret.txt",
    "a%ef%bc%8f..%ef%bc%8fsecret.txt": "a／..／secret.txt",
    "a;..;secret.txt": "a;..;secret.txt",
    "~root": "~root",
    "$HOME.jpg": "$HOME.jpg",
    "*": "*",
    "-rf": "-rf",
    "nul": "nul",
    "C:": "C:",
}
"""What looks like an escape and is a plain name; None where a dot at the beginning forbids it."""


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    return furnish(tmp_path)


@pytest.fixture
def port(photos: Path) -> Iterator[int]:
    with hosting(photos.parent) as config:
        yield config.archive.port


def tree(photos: Path) -> dict[str, bytes]:
    """Everything that strangers could have touched, and its bytes."""
    top = photos.parent.parent
    return {
        str(path.relative_to(top)): path.read_bytes()
        for path in top.rglob("*")
        if path.is_file() and "sqlite3" not in path.name
    }


def test_no_name_leads_out_of_the_archive_however_it_is_written(port: int, photos: Path) -> None:
    before = tree(photos)
    wrong = {}
    for target in TARGETS:
        for path in (f"/photos/{target}", f"/photos/{target}/thumbnail"):
            answers = [ask(port, method, path) for method in ("GET", "HEAD", "DELETE")]
            answers.append(ask(port, "PUT", path, "Content-Length: 4\r\n", b"evil"))
            if any(SECRET in answer or status(answer) // 100 != 4 for answer in answers):
                wrong[path] = answers
    assert {} == wrong
    assert before == tree(photos)


def test_what_only_looks_like_a_way_out_is_a_plain_name(port: int, photos: Path) -> None:
    for target, name in LITERALS.items():
        assert (201 if name else 400) == status(put(port, target, b"photo"))
        if name:
            assert b"photo" == (photos / name).read_bytes()
            assert 204 == status(ask(port, "DELETE", f"/photos/{target}"))
    assert ["plage.jpg"] == on_shelf(photos)


@pytest.mark.parametrize(
    "path",
    ["/../secret.txt", "/photos/../secret.txt", "/photos/..%2fsecret.txt", "/.vasistas/secret.txt",
     "/trash/../secret.txt", "/trash/..%2f..%2fsecret.txt", "/trash/..%2f..%2fsecret.txt/restore",
     "/uploads/..", "/uploads/..%2f..%2f..%2fsecret.txt", "/uploads/.", "//etc/passwd",
     "http:///etc/passwd", "/photos//plage.jpg", "/photos/plage.jpg/"],
)  # fmt: skip
def test_no_path_leads_out_of_the_archive(port: int, photos: Path, path: str) -> None:
    before = tree(photos)
    for method in ("GET", "HEAD", "DELETE", "PUT", "POST", "PATCH"):
        fields = "Content-Length: 0\r\nTus-Resumable: 1.0.0\r\n"
        answer = ask(port, method, path, fields)
        assert SECRET not in answer
        assert 4 == status(answer) // 100, (method, answer)
    assert before == tree(photos)


@pytest.mark.parametrize("name", ESCAPES[:-2])
def test_no_name_leads_out_by_the_other_dialects(port: int, photos: Path, name: str) -> None:
    before = tree(photos)
    for words in (f"récupérer@{name}\n", f"archiver@{name}@4\n", f"supprimer@{name}\n"):
        with connect(port) as connection:
            connection.sendall(words.encode())
            connection.shutdown(socket.SHUT_WR)
            assert rest(connection).startswith(b"erreur@")
    meta = base64.b64encode(name.encode()).decode()
    fields = f"Tus-Resumable: 1.0.0\r\nUpload-Length: 4\r\nUpload-Metadata: filename {meta}\r\n"
    assert 400 == status(ask(port, "POST", "/uploads", fields + "Content-Length: 0\r\n"))
    assert before == tree(photos)


def test_what_is_no_plain_file_is_no_photo(port: int, photos: Path) -> None:
    (photos / "link.jpg").symlink_to(photos.parent / "secret.txt")
    (photos / "loop.jpg").symlink_to("loop.jpg")
    (photos / "everything").symlink_to("/")
    (photos / "folder.jpg").mkdir()
    os.mkfifo(photos / "pipe.jpg")
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(photos / "s"))
        before = tree(photos)
        for name in ("link.jpg", "loop.jpg", "everything", "folder.jpg", "pipe.jpg", "s"):
            for target in (name, f"{name}/thumbnail"):
                answer = ask(port, "GET", f"/photos/{target}")
                assert (404, False) == (status(answer), SECRET in answer), target
            assert 409 == status(put(port, name, b"evil"))
            assert 404 == status(ask(port, "DELETE", f"/photos/{name}"))
        assert b'"total": 1' in ask(port, "GET", "/photos")
        assert before == tree(photos)
