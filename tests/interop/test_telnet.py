"""telnet against our host: the classic dialects are for people who type."""

import pytest
from terminals import Typed

from protocol.config import Config

pytestmark = pytest.mark.interop


@pytest.fixture
def telnet(program) -> str:
    return program("telnet")


def test_two_people_with_telnet_chat(telnet: str, host: Config) -> None:
    where = (telnet, "127.0.0.1", str(host.chat.port))
    with Typed(*where) as manu, Typed(*where) as bruno:
        manu.shows("Connected to")
        manu.enter("manu")
        manu.shows('Bienvenue au service "tchat"')
        manu.shows("Connectés : ['manu']")
        bruno.shows("Connected to")
        bruno.enter("bruno")
        bruno.shows("Connectés : ['manu', 'bruno']")
        manu.shows("bruno vient de se connecter")
        manu.enter("bruno@salut à toi")
        bruno.shows("manu > salut à toi")
        bruno.enter("#lobby@bonjour")
        manu.shows("bruno (#lobby) > bonjour")
        manu.enter("personne@hé")
        manu.shows("erreur@destinataire@")
        manu.enter("manu@stop")
        manu.shows("stop\r\n")
        manu.shows("Connection closed by foreign host")
        manu.ended()
        bruno.shows("manu vient de se déconnecter")
        bruno.shows("Connectés : ['bruno']")


def test_a_login_that_is_taken_is_refused_to_who_types_it(telnet: str, host: Config) -> None:
    where = (telnet, "127.0.0.1", str(host.chat.port))
    with Typed(*where) as manu, Typed(*where) as other:
        manu.shows("Connected to")
        manu.enter("manu")
        manu.shows("Connectés : ['manu']")
        other.shows("Connected to")
        other.enter("MANU")
        other.shows("erreur@login@")
        other.ended()


def test_text_comes_back_in_capitals(telnet: str, host: Config) -> None:
    with Typed(telnet, "127.0.0.1", str(host.echo.port)) as typed:
        typed.shows('Bonjour, tapez votre texte, ("fin" pour quitter)')
        typed.enter("bienvenue à tout le monde")
        typed.shows("Service > BIENVENUE À TOUT LE MONDE")
        typed.enter("fin")
        typed.shows("Connection closed by foreign host")


def test_the_time_is_told_to_who_connects(telnet: str, host: Config) -> None:
    with Typed(telnet, "127.0.0.1", str(host.clock.port)) as typed:
        typed.shows("UTC(VASI) *")
        typed.ended()
