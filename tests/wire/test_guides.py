"""Lessons in protocols: the next line follows what was really said and answered."""

from collections.abc import Callable, Sequence

import pytest

from tui.screens.console.guides import GUIDES, Guide, Said


class Lesson:
    """A guide, and somebody who does what it says."""

    def __init__(self, name: str, login: str = "manu") -> None:
        self.guide: Guide = GUIDES[name](login, "127.0.0.1:7788")
        self.said = Said()

    def next(self) -> str | None:
        hint = self.guide.next(self.said)
        return None if hint is None else hint.line

    def send(self, line: str, ending: str = "\r\n") -> "Lesson":
        self.said.send(f"{line}{ending}".encode())
        return self

    def hear(self, *lines: str) -> "Lesson":
        self.said.hear("".join(f"{line}\n" for line in lines).encode())
        return self

    def hang_up(self) -> "Lesson":
        self.said.is_over = True
        return self

    def call(self) -> "Lesson":
        self.said = Said()
        return self


def follow(lesson: Lesson, answers: Sequence[str]) -> list[str | None]:
    """Do what is shown, get these answers, and return all that was shown."""
    shown = []
    for answer in answers:
        shown.append(line := lesson.next())
        lesson.send(line or "")
        if answer:
            lesson.hear(*answer.split("\n"))
    return [*shown, lesson.next()]


def test_the_chat_by_hand_goes_from_login_to_somebody_who_is_there_the_room_and_stop() -> None:
    lesson = Lesson("chat")
    welcome = "Bienvenue au service \"tchat\"\nConnectés : ['bruno', 'manu']"
    assert follow(lesson, [welcome, "", ""]) == [
        "manu",
        "bruno@salut",
        "#lobby@bonjour à tous",
        "manu@stop",
    ]


def test_the_chat_by_hand_answers_who_speaks_and_corrects_what_was_refused() -> None:
    lesson = Lesson("chat").send("manu", "")
    assert lesson.next() is None
    lesson.hear('Bienvenue au service "tchat"', "Connectés : ['manu']")
    assert lesson.next() == "#lobby@bonjour à tous"
    lesson.hear("éloïse > tu viens ?")
    assert lesson.next() == "éloïse@salut à toi"
    lesson.send("bonjour").hear("erreur@forme@pas de @")
    assert lesson.next() == "#lobby@bonjour"


def test_a_login_that_is_taken_makes_another_one() -> None:
    lesson = Lesson("chat").send("manu").hear("erreur@login@déjà pris").hang_up()
    assert lesson.next() == ""
    lesson.call()
    assert lesson.next() == "manu2"


def test_irc_by_hand_registers_joins_speaks_and_answers_a_ping_first() -> None:
    lesson = Lesson("irc")
    assert lesson.next() == "NICK manu"
    lesson.send("NICK manu").hear(":h 433 * manu :Nickname is already in use")
    assert lesson.next() == "NICK manu2"
    lesson.send("NICK manu2")
    assert lesson.next() == "USER manu 0 * :manu"
    lesson.send("USER manu 0 * :manu").hear("PING :a1b2")
    assert lesson.next() == "PONG :a1b2"
    lesson.send("PONG :a1b2").hear(":h 001 manu2 :Welcome")
    shown = follow(lesson, [":manu2 JOIN #lobby", "", ":h 366 manu2 #lobby :End"])
    assert shown == ["JOIN #lobby", "PRIVMSG #lobby :bonjour", "NAMES #lobby", "QUIT :à bientôt"]


def test_photos_by_hand_are_a_connection_for_each_request() -> None:
    lesson = Lesson("photos")
    assert lesson.next() == "lister"
    lesson.send("lister").said.hear("plage été.jpg@chat.jpg".encode())
    assert lesson.hang_up().next() == lesson.call().next() == "archiver@bonjour.txt@8"
    lesson.send("archiver@bonjour.txt@8").said.hear(b"ok")
    assert lesson.next() == "bonjour"
    lesson.send("bonjour", "\n").said.hear(b"ok")
    assert lesson.hang_up().next() == lesson.call().next() == "récupérer@bonjour.txt"
    lesson.send("récupérer@bonjour.txt").hear("8")
    assert lesson.next() == "ok"
    assert lesson.send("ok").hang_up().next() == "supprimer@bonjour.txt"
    assert lesson.call().send("supprimer@bonjour.txt").hang_up().next() == "récupérer@plage été.jpg"


def test_http_by_hand_is_a_request_line_a_host_and_an_empty_line() -> None:
    lesson = Lesson("photos-http")
    answer = 'HTTP/1.1 200 OK\nContent-Length: 60\n\n{"photos": [{"name": "plage.jpg"}]}'
    shown = follow(lesson, ["", "", answer])
    assert shown == [
        "GET /photos?limit=3 HTTP/1.1",
        "Host: 127.0.0.1:7788",
        "",
        "GET /health HTTP/1.1",
    ]
    assert follow(lesson, ["", "", "HTTP/1.1 200 OK"])[-1] == "HEAD /photos/plage.jpg HTTP/1.1"


def test_http_by_hand_follows_where_one_is_sent() -> None:
    lesson = Lesson("http").send("GET / HTTP/1.1").send("Host: x").send("")
    assert lesson.next() is None
    lesson.hear("HTTP/1.1 302 Found", "Location: /there", "")
    assert lesson.next() == "GET /there HTTP/1.1"


def test_mail_by_hand_waits_for_each_number_and_gives_up_at_a_refusal() -> None:
    lesson = Lesson("smtp")
    assert lesson.next() is None
    lesson.hear("220 lab ESMTP")
    shown = follow(lesson, ["250 lab", "250 ok", "250 ok", "354 go on", "", "", "", "250 queued"])
    assert shown == [
        "EHLO localhost",
        "MAIL FROM:<manu@localhost>",
        "RCPT TO:<manu@localhost>",
        "DATA",
        "Subject: bonjour",
        "",
        "à bientôt",
        ".",
        "QUIT",
    ]
    refused = Lesson("smtp").hear("220 lab").send("EHLO localhost").hear("554 no")
    assert refused.next() == "QUIT"


STREAMS: list[Callable[[int], bytes]] = [
    lambda _number: b"y\n" * 32_768,
    lambda _number: b"\xff\x00" * 32_768,
    lambda number: b"%d > \n" % number * 4096,
]


@pytest.mark.parametrize("stream", STREAMS)
@pytest.mark.parametrize("name", GUIDES)
def test_no_stream_of_anything_makes_a_guide_remember_more_or_fail(
    name: str, stream: Callable[[int], bytes]
) -> None:
    lesson = Lesson(name)
    for number in range(40):
        lesson.said.hear(stream(number))
        lesson.said.send(stream(number))
        lesson.next()
    assert len(lesson.said.heard.whole) <= 100
    assert len(lesson.said.since) <= 100
    assert all(len(line) <= 1024 for line in lesson.said.heard.all)
