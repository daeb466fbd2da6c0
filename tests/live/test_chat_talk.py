"""The classic chat as people use it: byte for byte what the protocol's transcript says."""

import logging
import threading
from contextlib import ExitStack

import pytest
from live.chatting import NOBODY, WELCOME, OldClient, Person, arrived, chatting, left, together
from waiting import until

from servers.chat.delivery import Delivery
from servers.chat.outbox import Outbox


def test_a_conversation_of_two() -> None:
    with chatting() as chat, Person(chat) as bruno, Person(chat) as manu:
        bruno.say("bruno")
        bruno.hears(
            "Bienvenue au service \"tchat\"\nbruno vient de se connecter\nConnectés : ['bruno']\n"
        )
        manu.say("manu")
        manu.hears('Bienvenue au service "tchat"\n')
        for person in (manu, bruno):
            person.hears("manu vient de se connecter\nConnectés : ['bruno', 'manu']\n")
        manu.say("bruno@salut à toi, écris à m@nu")
        bruno.hears("manu > salut à toi, écris à m@nu\n")
        bruno.say("manu@bonjour à toi aussi")
        manu.hears("bruno > bonjour à toi aussi\n")
        manu.say("manu@stop")
        manu.hears_the_end("stop\n")
        bruno.hears("manu vient de se déconnecter\nConnectés : ['bruno']\n")
        bruno.hears_nothing_else()


def test_a_client_of_2017_talks_and_hears_stop_alone() -> None:
    with chatting() as chat, together(chat, "bruno") as (bruno,), OldClient(chat) as manu:
        manu.send("manu")
        manu.receives(WELCOME + arrived("manu", "bruno", "manu"))
        bruno.hears(arrived("manu", "bruno", "manu"))
        manu.send("bruno@salut")
        bruno.hears("manu > salut\n")
        bruno.say("manu@bonjour")
        assert manu.receive() == "bruno > bonjour\n"
        manu.send("personne@hé")
        assert manu.receive() == NOBODY
        manu.send("manu@stop")
        assert manu.receive() == "stop\n"
        assert manu.receive() == ""
        bruno.hears(left("manu", "bruno"))


class Gate:
    """Holds the delivery loop at its next send, until opened, and writes down every send."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sends: list[str] = []
        self._open = threading.Event()
        send = Delivery._send

        def hold(loop: Delivery, outbox: Outbox, data: memoryview) -> bool:
            self.sends.append(bytes(data).decode())
            self._open.wait(10)
            return send(loop, outbox, data)

        monkeypatch.setattr(Delivery, "_send", hold)

    def open(self) -> None:
        self._open.set()


@pytest.mark.parametrize("newline", ["", "\n"])
def test_only_to_a_client_of_2017_every_answer_is_a_send_of_its_own(
    newline: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "vasistas")
    with chatting() as chat, together(chat, "bruno") as (bruno,), OldClient(chat) as manu:
        gate = Gate(monkeypatch)
        bruno.say("?@?")
        until(lambda: gate.sends == [NOBODY])
        manu.send(f"manu{newline}")
        until(lambda: "manu has come" in caplog.messages)
        gate.open()
        heard = arrived("manu", "bruno", "manu")
        manu.receives(WELCOME + heard)
        bruno.hears(NOBODY + heard)
        gate.sends.remove(heard)
        one_by_one = [WELCOME, *heard.splitlines(keepends=True)]
        assert [NOBODY, *([WELCOME + heard] if newline else one_by_one)] == gate.sends


def test_stop_is_a_send_of_its_own_to_everybody(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "vasistas")
    with chatting() as chat, together(chat, "manu") as (manu,):
        gate = Gate(monkeypatch)
        manu.say("?@?", "manu@un", "manu@deux", "manu@stop")
        until(lambda: "manu is gone" in caplog.messages)
        gate.open()
        manu.hears_the_end(NOBODY + "manu > un\nmanu > deux\nstop\n")
        assert gate.sends[-1] == "stop\n"


def test_telnet_ends_its_lines_with_two_characters() -> None:
    with chatting() as chat, Person(chat) as manu:
        manu.send(b"manu\r\n")
        manu.hears(WELCOME + arrived("manu", "manu"))
        manu.send(b"manu@ moi \r\n\r\n")
        manu.hears("manu > moi\n")
        manu.send(b"manu@stop\r\n")
        manu.hears_the_end("stop\n")


def test_the_lobby_hears_a_member_and_the_member_does_not_hear_itself() -> None:
    with chatting() as chat, together(chat, "anna", "bruno", "manu") as (anna, bruno, manu):
        manu.say("#lobby@bonjour", "#Lobby@encore")
        for person in (anna, bruno):
            person.hears("manu (#lobby) > bonjour\nmanu (#lobby) > encore\n")
        manu.hears_nothing_else()


def test_a_recipient_is_found_however_its_login_is_written() -> None:
    with chatting() as chat, together(chat, "Bruno", "Émilie") as (bruno, emilie):
        emilie.say("bruno@un", "ＢＲＵＮＯ@deux")
        bruno.hears("Émilie > un\nÉmilie > deux\n")
        bruno.say("e\u0301milie@trois")
        emilie.hears("Bruno > trois\n")


@pytest.mark.parametrize(
    ("message", "code", "detail"),
    [
        ("personne@hé", "destinataire", "personne de ce nom"),
        ("@hé", "destinataire", "personne de ce nom"),
        (f"{'x' * 5000}@hé", "destinataire", "personne de ce nom"),
        ("#ailleurs@hé", "destinataire", "vous n'êtes pas dans ce salon"),
        ("#@hé", "destinataire", "vous n'êtes pas dans ce salon"),
        ("bonjour", "forme", "destinataire@texte"),
        ("manu@", "forme", "destinataire@texte"),
        ("#lobby@  ", "forme", "destinataire@texte"),
    ],
)
def test_what_cannot_be_done_is_said_and_the_session_goes_on(
    message: str, code: str, detail: str
) -> None:
    with chatting() as chat, together(chat, "manu") as (manu,):
        manu.say(message)
        manu.hears(f"erreur@{code}@{detail}\n")
        manu.say("manu@moi")
        manu.hears("manu > moi\n")


@pytest.mark.parametrize(
    ("login", "detail"),
    [
        ("manu", "il est déjà pris"),
        ("MANU", "il est déjà pris"),
        ("ｍａｎｕ", "il est déjà pris"),
        ("", "il est vide"),
        ("x" * 31, "plus de 30 caractères"),
        ("ma nu", "ni espace ni caractère de contrôle"),
        ("\x1b[31mbruno", "ni espace ni caractère de contrôle"),
        ("bruno@manu", "ni @ , : ! * ? # & $ ~ + % ni guillemet"),
        ("bruno\uff0cx", "ni @ , : ! * ? # & $ ~ + % ni guillemet"),
        ("\uff03lobby", "ni @ , : ! * ? # & $ ~ + % ni guillemet"),
        ("1manu", "il commence par un chiffre ou un tiret"),
    ],
)
def test_a_login_that_is_taken_or_not_valid_is_refused(login: str, detail: str) -> None:
    with chatting() as chat, together(chat, "manu") as (manu,), Person(chat) as other:
        other.say(login)
        other.hears_the_end(f"erreur@login@{detail}\n")
        manu.hears_nothing_else()


def test_a_login_is_free_again_once_its_owner_took_leave() -> None:
    with chatting() as chat, together(chat, "manu") as (manu,), Person(chat) as other:
        manu.say("manu@stop")
        manu.hears_the_end("stop\n")
        other.say("Manu")
        other.hears(WELCOME + arrived("Manu", "Manu"))


def test_a_killed_client_has_left() -> None:
    with chatting() as chat, together(chat, "bruno", "manu") as (bruno, manu):
        manu.is_killed()
        bruno.hears(left("manu", "bruno"))


def test_who_hangs_up_is_heard_to_the_end_and_hears_what_it_is_owed() -> None:
    with chatting() as chat, together(chat, "bruno", "manu") as (bruno, manu):
        manu.send(b"manu@moi\nbruno@sans fin de ligne")
        manu.hangs_up()
        manu.hears_the_end("manu > moi\n")
        bruno.hears("manu > sans fin de ligne\n" + left("manu", "bruno"))


def test_escape_sequences_never_reach_another_terminal() -> None:
    with chatting() as chat, together(chat, "bruno", "manu") as (bruno, manu):
        manu.say("bruno@\x1b[2J\x1b]0;titre\x07 a\x9bb\rc\td\x00")
        bruno.hears("manu > \ufffd[2J\ufffd]0;titre\ufffd a\ufffdb\ufffdc\td\ufffd\n")


def test_a_host_that_stops_says_stop_to_everybody_and_nothing_else() -> None:
    with ExitStack() as stop, ExitStack() as stack:
        chat = stop.enter_context(chatting())
        people = stack.enter_context(together(chat, "anna", "bruno"))
        manu = stack.enter_context(OldClient(chat))
        manu.send("manu")
        manu.receives(WELCOME + arrived("manu", "anna", "bruno", "manu"))
        for person in people:
            person.hears(arrived("manu", "anna", "bruno", "manu"))
        people[0].say("bruno@un dernier mot")
        people[0].hears_nothing_else()
        stop.close()
        people[0].hears_the_end("stop\n")
        people[1].hears_the_end("anna > un dernier mot\nstop\n")
        assert manu.receive() == "stop\n"
        assert manu.receive() == ""


def test_the_journal_tells_who_came_and_went_and_never_what_was_said(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "vasistas")
    with chatting() as chat, together(chat, "bruno", "manu") as (bruno, manu):
        manu.say("bruno@le secret", "secret", "manu@stop")
        manu.hears_the_end("erreur@forme@destinataire@texte\nstop\n")
        bruno.hears("manu > le secret\n" + left("manu", "bruno"))
        bruno.is_killed()
    words = [record.getMessage() for record in caplog.records]
    for line in ("bruno has come", "manu has come", "manu says stop", "manu is gone"):
        assert words.count(line) == 1
    assert "bruno is gone" in words
    assert "secret" not in caplog.text
