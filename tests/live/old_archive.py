"""A photo client of 2017: one `recv` is one message, and no message ever ends with a newline."""

import socket

BLOCK = 1024


class OldClient:
    """Does what the lessons' client did, with its carelessness: it trusts every `recv` to be whole.

    It hangs up after the last byte of an upload and after a delete without waiting for an answer.
    """

    def __init__(self, port: int) -> None:
        self._peer = ("127.0.0.1", port)

    def list(self) -> list[str]:
        with self._ask("lister") as connection:
            answer = connection.recv(BLOCK).decode()
        return answer.split("@") if answer else []

    def archive(self, name: str, photo: bytes) -> bool:
        with self._ask(f"archiver@{name}@{len(photo)}") as connection:
            if connection.recv(BLOCK) != b"ok":
                return False
            for start in range(0, len(photo), BLOCK):
                connection.sendall(photo[start : start + BLOCK])
        return True

    def retrieve(self, name: str) -> bytes | None:
        with self._ask(f"récupérer@{name}") as connection:
            answer = connection.recv(BLOCK).decode()
            if answer.startswith("erreur"):
                return None
            left = int(answer)
            connection.sendall(b"ok")
            photo = b""
            while left > 0:
                photo += connection.recv(BLOCK)
                left -= BLOCK
        return photo

    def delete(self, name: str) -> None:
        with self._ask(f"supprimer@{name}"):
            pass

    def _ask(self, request: str) -> socket.socket:
        connection = socket.create_connection(self._peer, 10)
        connection.sendall(request.encode())
        return connection
