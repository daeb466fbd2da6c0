"""Who hears what, with nothing sent: the ledger only writes down what was given."""

from collections.abc import Iterable
from typing import NamedTuple

import pytest

from protocol.errors import RemoteProtocolError
from servers.chat.classic import say
from servers.chat.hub import Hub
from servers.chat.members import Member


class Given(NamedTuple):
    to: str
    words: str
    flags: frozenset[str] = frozenset()


class Notebook:
    """A ledger whose outboxes are names."""

    def __init__(self) -> None:
        self.given: list[Given] = []
        self.ended: list[str] = []

    def give(self, outboxes: Iterable[str], data: bytes, **flags: bool) -> None:
        names = " ".join(outboxes)
        said = frozenset(flag for flag, value in flags.items() if value)
        self.given.append(Given(names, data.decode(), said))

    def end(self, outboxes: Iterable[str], patience: float) -> None:
        self.ended += outboxes


@pytest.fixture
def notebook() -> Notebook:
    return Notebook()


@pytest.fixture
def hub(notebook: Notebook) -> Hub:
    return Hub(notebook)


def arrive(hub: Hub, *logins: str) -> list[Member]:
    return [hub.arrive(login, login.upper()) for login in logins]


def test_an_arrival_is_a_fact_and_the_list_is_a_state(hub: Hub, notebook: Notebook) -> None:
    arrive(hub, "bruno", "manu")
    assert notebook.given[-3:] == [
        Given("MANU", 'Bienvenue au service "tchat"\n'),
        Given("BRUNO MANU", "manu vient de se connecter\n"),
        Given("BRUNO MANU", "Connectés : ['bruno', 'manu']\n", frozenset({"latest"})),
    ]


def test_a_departure_too(hub: Hub, notebook: Notebook) -> None:
    _, manu = arrive(hub, "bruno", "manu")
    hub.leave(manu)
    assert notebook.given[-2:] == [
        Given("BRUNO", "manu vient de se déconnecter\n"),
        Given("BRUNO", "Connectés : ['bruno']\n", frozenset({"latest"})),
    ]


def test_who_left_is_in_no_room_any_more(hub: Hub, notebook: Notebook) -> None:
    anna, bruno, manu = arrive(hub, "anna", "bruno", "manu")
    hub.leave(anna)
    say(hub, manu, "#lobby", "bonjour")
    assert notebook.given[-1] == Given("BRUNO", "manu (#lobby) > bonjour\n")
    with pytest.raises(RemoteProtocolError, match="destinataire"):
        say(hub, anna, "#lobby", "bonjour")
    with pytest.raises(RemoteProtocolError, match="destinataire"):
        say(hub, bruno, "anna", "bonjour")


def test_a_refused_login_is_heard_by_nobody(hub: Hub, notebook: Notebook) -> None:
    arrive(hub, "manu")
    heard = list(notebook.given)
    with pytest.raises(RemoteProtocolError, match="login"):
        hub.arrive("MANU", "OTHER")
    assert notebook.given == heard


def test_a_chat_that_closes_says_stop_alone_then_nothing(hub: Hub, notebook: Notebook) -> None:
    _, manu = arrive(hub, "bruno", "manu")
    hub.close(5)
    assert notebook.given[-1] == Given("BRUNO MANU", "stop\n", frozenset({"alone"}))
    assert notebook.ended == ["BRUNO", "MANU"]
    heard = list(notebook.given)
    hub.leave(manu)
    with pytest.raises(RemoteProtocolError, match="interdit"):
        hub.arrive("tard", "LATE")
    assert notebook.given == heard
