"""curl's command lines become requests of ours that are the same, and ours become curl's."""

import re
import socketserver
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

import pytest
import trustme

from protocol.sections import Http
from tui.clients.http.exchange import Exchange
from tui.clients.wire import Wire
from tui.exchanges import curl_options
from tui.exchanges.curl import from_curl, to_curl
from tui.exchanges.draft import Draft
from tui.exchanges.heads import fields as fields_of
from tui.exchanges.variables import request, resolve

pytestmark = pytest.mark.interop
Program = Callable[[str], str]


@dataclass(frozen=True)
class Came:
    """A request as it came."""

    line: str
    fields: tuple[tuple[str, str], ...]
    body: bytes

    def values(self, wanted: str) -> list[str]:
        return [value for name, value in self.fields if name.lower() == wanted.lower()]


class Listener(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """Takes requests, and answers each with nothing."""

    allow_reuse_address = True
    daemon_threads = True
    context: ssl.SSLContext | None = None

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Taking)
        self.came: Queue[Came] = Queue()

    @property
    def at(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class Socket(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    context = None

    def __init__(self, path: Path) -> None:
        super().__init__(str(path), Taking)
        self.came: Queue[Came] = Queue()


class Taking(socketserver.StreamRequestHandler):
    server: Listener

    def setup(self) -> None:
        if self.server.context is not None:
            self.request = self.server.context.wrap_socket(self.request, server_side=True)
        super().setup()

    def finish(self) -> None:
        super().finish()
        if self.server.context is not None:
            self.request.close()

    def handle(self) -> None:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += self.rfile.readline() or b"\r\n\r\n"
        fields = fields_of(head)
        said = {name.lower(): value for name, value in fields}
        if "expect" in said:
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        body = self.rfile.read(int(said.get("content-length", "0")))
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        self.server.came.put(Came(head.decode().partition("\r\n")[0], tuple(fields), body))


@contextmanager
def serving(server: "Listener | Socket") -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def server() -> Iterator[Listener]:
    server = Listener()
    with serving(server):
        yield server


@pytest.fixture
def place(tmp_path: Path, program: Program) -> Path:
    """A directory with files that commands name."""
    program("curl")
    (tmp_path / "text.txt").write_bytes(b"one\r\ntwo\nthree")
    (tmp_path / "a b.png").write_bytes(b"\x89PNG\0")
    (tmp_path / "fields").write_text("X-File: 1\nX-Other: 2\n")
    return tmp_path


def shell(line: str, place: Path, shell: str = "bash") -> None:
    environ = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(place),
        "LC_ALL": "C.UTF-8",
        "WHO": "manu",
        "PW": "ge:heim",
    }
    done = subprocess.run(
        [shell, "-c", line], cwd=place, env=environ, capture_output=True, check=False
    )
    assert 0 == done.returncode, done.stderr


async def sent(draft: Draft, server: "Listener | Socket") -> Came:
    resolved = resolve(draft, {}, {"LC_ALL": "C.UTF-8", "WHO": "manu", "PW": "ge:heim"})
    made, way = request(resolved, Http())
    record = Exchange(made)
    await record.take_place(Wire(), patience=10, way=way)
    record.close()
    return server.came.get(timeout=10)


OWN = ("user-agent", "accept")
"""Fields that every program fills in on its own."""

COMMANDS = [
    "curl http://{at}",
    "curl {at}/x?y=1",
    "$ curl -sSL -o /dev/null 'http://{at}/#top'",
    "curl http://{at}/a/../b/./c%20d?e=../f",
    "curl 'http://{at}/' -H 'accept: text/html' -H 'X-Empty;' -H 'x-Twice: 1' -H 'x-Twice:  2 '",
    "curl 'http://{at}/' -H @fields",
    "curl -X DELETE http://{at}/x",
    "curl -XPURGE http://{at}/x",
    "curl -I http://{at}/x",
    "curl -sv http://{at}/ 2>/dev/null >/dev/null",
    "curl http://{at}/ -d a=1 -d 'b=2 3' --data c",
    "curl http://{at}/ -d @text.txt",
    "curl http://{at}/ --data-binary @text.txt",
    "curl http://{at}/ -d x --data-binary @text.txt",
    "curl http://{at}/ --data-raw @text.txt -H 'Content-Type: text/plain'",
    'curl http://{at}/ --data-raw $\'{{"a":\\\'1\\\',\\n"b":"\\u00e9\\x21\\t\\\\\\\\"}}\' -X PUT',
    "curl {at} --data-urlencode 'a=é &=' --data-urlencode '=b c' --data-urlencode 'd e'",
    "curl {at} --data-urlencode f@fields --data-urlencode @fields",
    "curl http://{at}/ --json '{{\"a\": 1}}' --json ' '",
    "curl -G http://{at}/x -d a=1 --data-urlencode 'b=c d'",
    "curl -G 'http://{at}/x?y=1' -d a=1",
    "curl 'http://{at}/x' --url-query 'a=b c' --url-query +d=e",
    "curl -T text.txt http://{at}/up/",
    "curl -T text.txt http://{at}",
    "curl -T 'a b.png' http://{at}/up/x -X POST",
    "curl -u manu:geheim http://{at}/",
    'curl -u "$WHO:${{PW}}" http://{at}/',
    "curl http://manu:geheim@{at}/",
    "curl --oauth2-bearer t0k http://{at}/",
    "curl -b 'a=1; b=2' -b c=3 http://{at}/",
    "curl -A 'my agent' -e 'http://from/;auto' -r 0-99 http://{at}/",
    "curl --compressed -k --http1.1 http://{at}/",
    'curl http://{at}/ -H "x: a\\$b \\"q\\" \\\\ $WHO" \\\n  -H x-b:c # a remark',
    "echo hello | curl http://{at}/ -d @- -H 'Content-Type: text/plain'",
    "cat text.txt | curl http://{at}/ --data-binary @-",
    "printf '%b' 'a\\0303\\0251\\n\\\\' | curl http://{at}/ --data-binary @-",
    "curl http://{at}/ --data-binary @- < text.txt",
    "curl --globoff 'http://{at}/[1-3]' -H 'Host: other.lab'",
]


@pytest.mark.parametrize("command", COMMANDS)
async def test_a_command_of_curl_becomes_the_same_request(
    command: str, server: Listener, place: Path
) -> None:
    line = command.format(at=server.at)
    shell(line.removeprefix("$ ").replace("curl", "curl -q -sS --noproxy '*'", 1), place)
    theirs = server.came.get(timeout=10)
    draft = from_curl(line, str(place))
    ours = await sent(draft, server)
    assert (theirs.line, theirs.body) == (ours.line, ours.body)
    for name, _value in theirs.fields:
        if name == "Expect" or (name.lower() in OWN and name not in dict(draft.fields)):
            continue
        assert theirs.values(name) == ours.values(name), name
    await ours_as_curl(draft, ours, server, place)


async def ours_as_curl(draft: Draft, ours: Came, server: "Listener | Socket", place: Path) -> None:
    """Write the draft as a command, run that, and compare what comes."""
    written = to_curl(draft)
    assert written.isprintable()
    line = re.sub(r"\{\{(\w+)\}\}", r"'\"$\1\"'", written)
    shell(line.replace("curl", "curl -q -sS --noproxy '*'", 1), place, "sh")
    theirs = server.came.get(timeout=10)
    assert (ours.line, ours.body) == (theirs.line, theirs.body)
    given = {name for name, _value in draft.fields}
    for name in {*given, *(["Content-Type"] if ours.values("content-type") else [])}:
        if "{{" not in dict(draft.fields).get(name, ""):
            assert ours.values(name) == theirs.values(name), name


FORMS = [
    "-F name=value -F 'text=@text.txt' -F 'photo=@\"a b.png\";type=image/png;filename=\"x;y.png\"'",
    "-F 'a=b;type=text/plain' -F c=d",
    "-F 'inside=<fields' --form-string 'at=@no file;type=x'",
    "--form-string 'a=one' -F 'é=ü'",
]


@pytest.mark.parametrize("options", FORMS)
async def test_forms_of_curl_have_the_same_parts(
    options: str, server: Listener, place: Path
) -> None:
    line = f"curl http://{server.at}/ {options}"
    shell(line.replace("curl", "curl -q -sS --noproxy '*'", 1), place)
    theirs = server.came.get(timeout=10)
    draft = from_curl(line, str(place))
    ours = await sent(draft, server)
    assert parts(theirs) == parts(ours)
    shell(to_curl(draft).replace("curl", "curl -q -sS --noproxy '*'", 1), place, "sh")
    assert parts(ours) == parts(server.came.get(timeout=10))


def parts(came: Came) -> list[bytes]:
    [media] = came.values("content-type")
    between = f"--{media.partition('boundary=')[2]}".encode()
    return came.body.split(between)


async def test_curl_and_we_ask_on_the_same_socket(place: Path) -> None:
    server = Socket(place / "a b.sock")
    with serving(server):
        for line in (
            f"curl --unix-socket '{place / 'a b.sock'}' http://localhost/x?y=1",
            f"curl --unix-socket '{place / 'a b.sock'}' http://other.lab/x",
        ):
            shell(line, place)
            theirs = server.came.get(timeout=10)
            draft = from_curl(line)
            ours = await sent(draft, server)
            assert (theirs.line, theirs.values("host")) == (ours.line, ours.values("host"))
            shell(to_curl(draft), place, "sh")
            again = server.came.get(timeout=10)
            assert (theirs.line, theirs.values("host")) == (again.line, again.values("host"))


async def test_curl_and_we_ask_through_the_same_proxy(server: Listener, place: Path) -> None:
    line = f"curl -x {server.at} -U u:p http://far.lab/x"
    shell(line, place)
    theirs = server.came.get(timeout=10)
    draft = from_curl(line)
    ours = await sent(draft, server)
    assert theirs.line == ours.line == "GET http://far.lab/x HTTP/1.1"
    assert theirs.values("proxy-authorization") == ours.values("proxy-authorization")
    shell(to_curl(draft), place, "sh")
    assert theirs.line == server.came.get(timeout=10).line


async def test_curl_and_we_trust_and_show_the_same_certificates(place: Path) -> None:
    authority = trustme.CA()
    server = Listener()
    server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.context.verify_mode = ssl.CERT_REQUIRED
    authority.issue_cert("127.0.0.1").configure_cert(server.context)
    authority.configure_trust(server.context)
    authority.cert_pem.write_to_path(place / "ca.pem")
    own = authority.issue_cert("manu@lab")
    own.cert_chain_pems[0].write_to_path(place / "own:cert.pem")
    own.private_key_pem.write_to_path(place / "key.pem")
    with serving(server):
        for trust in ("--cacert ca.pem", "-k"):
            line = f"curl {trust} --cert 'own\\:cert.pem' --key key.pem https://{server.at}/x"
            shell(line, place)
            theirs = server.came.get(timeout=10)
            draft = from_curl(line, str(place))
            assert theirs.line == (await sent(draft, server)).line
            shell(to_curl(draft), place, "sh")
            assert theirs.line == server.came.get(timeout=10).line


def test_every_option_of_this_curl_is_known(program: Program) -> None:
    told = subprocess.run([program("curl"), "--help", "all"], capture_output=True, check=True)
    for line in told.stdout.decode().splitlines()[1:]:
        found = re.match(r"\s*(?:-(.), )?\s*--([\w.-]+)( [<\[])?", line)
        assert found, line
        letter, name, takes = found.groups()
        for word in [f"--{name}", *([f"-{letter}"] if letter else [])]:
            assert [(name, "x" if takes else "")] == curl_options.read([word, *"x"[: bool(takes)]])
