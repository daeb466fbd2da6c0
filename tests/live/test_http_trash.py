"""The trash and the host's health over HTTP, asked by a client that knows nothing of us."""

import http.client
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hosting import hosting
from live.ground import connect
from waiting import until

import protocol
from protocol.config import Config

PHOTO = b"a photo"


@pytest.fixture
def config(tmp_path: Path) -> Iterator[Config]:
    with hosting(tmp_path) as config:
        yield config


@pytest.fixture
def client(config: Config) -> Iterator[http.client.HTTPConnection]:
    client = http.client.HTTPConnection("127.0.0.1", config.archive.port, timeout=20)
    yield client
    client.close()


def ask(
    client: http.client.HTTPConnection, method: str, target: str, body: bytes | None = None
) -> tuple[int, bytes]:
    client.request(method, target, body)
    answer = client.getresponse()
    return answer.status, answer.read()


def test_the_trash_is_listed_restored_and_emptied(client: http.client.HTTPConnection) -> None:
    assert (201, b"") == ask(client, "PUT", "/photos/%C3%A9t%C3%A9.jpg", PHOTO)
    assert (200, b"") == ask(client, "PUT", "/photos/%C3%A9t%C3%A9.jpg", b"other")
    status, body = ask(client, "GET", "/trash")
    [item] = json.loads(body)["trash"]
    assert (200, 1) == (status, json.loads(body)["total"])
    assert ("été.jpg", len(PHOTO)) == (item["name"], item["size"])
    status, body = ask(client, "POST", f"/trash/{item['id']}/restore")
    assert (200, {"name": "été.jpg"}) == (status, json.loads(body))
    assert (200, PHOTO) == ask(client, "GET", "/photos/%C3%A9t%C3%A9.jpg")
    [item] = json.loads(ask(client, "GET", "/trash")[1])["trash"]
    assert (204, b"") == ask(client, "DELETE", f"/trash/{item['id']}")
    assert {"trash": [], "next": None, "total": 0} == json.loads(ask(client, "GET", "/trash")[1])


def test_what_is_restored_is_in_the_very_next_list(client: http.client.HTTPConnection) -> None:
    ask(client, "PUT", "/photos/a.jpg", PHOTO)
    ask(client, "DELETE", "/photos/a.jpg")
    assert 0 == json.loads(ask(client, "GET", "/photos")[1])["total"]
    [item] = json.loads(ask(client, "GET", "/trash")[1])["trash"]
    ask(client, "POST", f"/trash/{item['id']}/restore")
    assert 1 == json.loads(ask(client, "GET", "/photos")[1])["total"]


def test_the_trash_has_pages(client: http.client.HTTPConnection) -> None:
    for number in range(3):
        ask(client, "PUT", f"/photos/{number}.jpg", PHOTO)
        ask(client, "DELETE", f"/photos/{number}.jpg")
    first = json.loads(ask(client, "GET", "/trash?limit=2")[1])
    assert (["2.jpg", "1.jpg"], 3) == ([one["name"] for one in first["trash"]], first["total"])
    assert first["next"] == first["trash"][-1]["id"]
    rest = json.loads(ask(client, "GET", f"/trash?limit=2&after={first['next']}")[1])
    assert (["0.jpg"], None) == ([one["name"] for one in rest["trash"]], rest["next"])
    assert 400 == ask(client, "GET", "/trash?after=..%2F")[0]


@pytest.mark.parametrize("item", ["20170822T145708.123456Z-9f3c2a1b", "x", "..", "%2e%2e", "a%2Fb"])
def test_what_is_not_in_the_trash_is_not_found(
    client: http.client.HTTPConnection, item: str
) -> None:
    for method, target in [("POST", f"/trash/{item}/restore"), ("DELETE", f"/trash/{item}")]:
        status, body = ask(client, method, target)
        assert 404 == status
        assert json.loads(body)["detail"]


def test_health_tells_what_runs_who_is_here_and_what_is_wrong(
    client: http.client.HTTPConnection, config: Config, tmp_path: Path
) -> None:
    assert 201 == ask(client, "PUT", "/photos/a.jpg", PHOTO)[0]
    assert 201 == ask(client, "PUT", "/photos/b.jpg", PHOTO)[0]
    status, body = ask(client, "GET", "/health")
    health = json.loads(body)
    assert (200, protocol.__version__, 2) == (status, health["version"], health["photos"])
    services = health["services"]
    assert ["daytime", "echo", "chat", "archive"] == list(services)
    assert all(service["up"] for service in services.values())
    assert (config.chat.port, 0) == (services["chat"]["port"], services["chat"]["clients"])
    assert (1, 1) == (services["archive"]["clients"], health["clients"])
    assert health["bytes_free"] > 0
    assert ([], 0) == (health["problems"], health["problems_total"])
    assert 0 == health["unlisted"]
    (tmp_path / "photos" / "a.jpg").unlink()
    until(lambda: b"vanished" in ask(client, "GET", "/health")[1])
    health = json.loads(ask(client, "GET", "/health")[1])
    [problem] = health["problems"]
    assert ("a.jpg", "vanished") == (problem["name"], problem["kind"])
    assert (1, 1) == (health["problems_total"], health["photos"])


def test_the_list_names_who_archived_what_in_either_dialect(
    client: http.client.HTTPConnection, config: Config
) -> None:
    assert 201 == ask(client, "PUT", "/photos/http.jpg", PHOTO)[0]
    with connect(config.archive.port) as old:
        old.sendall(b"archiver@classic.jpg@7\n")
        assert b"ok" == old.recv(2)
        old.sendall(PHOTO)
        assert b"ok" == old.recv(2)
    photos = json.loads(ask(client, "GET", "/photos")[1])["photos"]
    assert [("classic.jpg", "127.0.0.1"), ("http.jpg", "127.0.0.1")] == [
        (photo["name"], photo["by"]) for photo in photos
    ]
    with connect(config.archive.port) as old:
        old.sendall(b"supprimer@classic.jpg\n")
        assert b"ok" == old.recv(2)
    assert 1 == json.loads(ask(client, "GET", "/photos")[1])["total"]
    assert [] == json.loads(ask(client, "GET", "/health")[1])["problems"]
