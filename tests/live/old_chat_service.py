"""A chat service of the 2017 kind, written from the lessons' transcripts and nothing newer.

One `recv` is one message; an answer is one `send`; there is no error line, no limit, no room: a
message for a login that it does not know goes nowhere, a login that is taken is cut without a
word. With `newline=False` it ends nothing with a newline.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class OldChatService:
    """Listens on 127.0.0.1 once `running`; a thread for each client, one lock for the logins."""

    def __init__(self, port: int = 0, *, newline: bool = True) -> None:
        self._end = "\n" if newline else ""
        self._listener = socket.create_server(("127.0.0.1", port))
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._accepted: list[socket.socket] = []
        self.clients: dict[str, socket.socket] = {}
        self.heard: list[str] = []
        """Every message, as one `recv` gave it."""
        self.port: int = self._listener.getsockname()[1]

    def serve(self) -> None:
        """Accept until the listener is shut down."""
        while True:
            try:
                connection, _address = self._listener.accept()
            except OSError:
                return
            self._accepted.append(connection)
            thread = threading.Thread(target=self._session, args=(connection,))
            thread.start()
            self._threads.append(thread)

    def kill(self) -> None:
        """Die: everything is cut, and the port is free."""
        for one in (self._listener, *self._accepted):
            _cut(one)
        for thread in self._threads:
            thread.join()

    def say(self, login: str, text: str) -> None:
        """Send one message in one send."""
        self.clients[login].sendall(f"{text}{self._end}".encode())

    def _session(self, connection: socket.socket) -> None:
        login = connection.recv(1024).decode().strip()
        if not login or not self._enter(login, connection):
            _cut(connection)
            return
        try:
            while message := connection.recv(8192).decode():
                self.heard.append(message)
                to, _at, text = message.partition("@")
                if text.strip() == "stop":
                    self.say(login, "stop")
                    break
                self._pass_on(login, to, text.strip())
        except OSError:
            pass
        self._leave(login)
        _cut(connection)

    def _enter(self, login: str, connection: socket.socket) -> bool:
        with self._lock:
            if login in self.clients:
                return False
            self.clients[login] = connection
            self.say(login, 'Bienvenue au service "tchat"')
            self._tell_all(f"{login} vient de se connecter")
        return True

    def _leave(self, login: str) -> None:
        with self._lock:
            del self.clients[login]
            self._tell_all(f"{login} vient de se déconnecter")

    def _tell_all(self, news: str) -> None:
        for login in self.clients:
            self._try(login, f"{news}\nConnectés : {list(self.clients)}")

    def _pass_on(self, sender: str, to: str, text: str) -> None:
        with self._lock:
            if to in self.clients:
                self._try(to, f"{sender} > {text}")

    def _try(self, login: str, text: str) -> None:
        with suppress(OSError):
            self.say(login, text)


def _cut(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()


@contextmanager
def running(port: int = 0, *, newline: bool = True) -> Iterator[OldChatService]:
    """Run an old service; kill it on the way out."""
    service = OldChatService(port, newline=newline)
    thread = threading.Thread(target=service.serve)
    thread.start()
    try:
        yield service
    finally:
        service.kill()
        thread.join()
