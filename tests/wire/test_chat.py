"""The classic chat, between a service's side and a client's."""

import pytest
from cutting import byte_by_byte, pieces
from hypothesis import given
from hypothesis import strategies as st

from protocol import chat, names
from protocol.chat_sides import ClientSide, ServiceSide
from protocol.errors import LocalProtocolError, RemoteProtocolError
from protocol.lines import LIMIT

SAID = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=30).map(str.strip)
LOGINS = st.text(st.characters(categories=["L", "Mn", "Nd"]), min_size=1, max_size=12).filter(
    lambda text: names.photo_is_valid(text) and _is_login(text)
)
ROOMS = LOGINS.map(lambda login: f"#{login}")
MESSAGES = st.builds(
    chat.Message, LOGINS | ROOMS, SAID.filter(lambda text: text != "stop")
) | st.just(chat.Stop())
ANSWERS = st.one_of(
    st.just(chat.Welcome()),
    st.builds(chat.Arrived, LOGINS),
    st.builds(chat.Left, LOGINS),
    st.builds(chat.Present, st.lists(LOGINS, max_size=5).map(tuple)),
    st.builds(chat.Heard, LOGINS, SAID, st.none() | ROOMS),
    st.builds(chat.Refused, st.sampled_from(["login", "debit", "destinataire"]), SAID),
    st.just(chat.Stopped()),
)
NOISE = st.lists(
    st.one_of(
        st.binary(max_size=20),
        st.sampled_from(
            [b"\n", "Connectés : ['".encode(), b"', \"", b"\\u", b"']\n", b" > ", b"@"]
        ),
        ANSWERS.map(chat.render_to_client),
        MESSAGES.map(chat.render_to_service),
    )
).map(b"".join)


def _is_login(text: str) -> bool:
    try:
        return names.login(text) == text
    except RemoteProtocolError:
        return False


def heard(side: ClientSide | ServiceSide, arriving: list[bytes]) -> list[object]:
    """Everything that one side understood until the other hung up or broke the rules."""
    events: list[object] = []
    try:
        for piece in (*arriving, b""):
            side.receive(piece)
            events.extend(side.events())
    except RemoteProtocolError as error:
        events.append(error.code)
    return events


@given(LOGINS, st.lists(MESSAGES), st.data())
def test_a_service_hears_what_a_client_says(
    login: str, messages: list[chat.FromClient], data: st.DataObject
) -> None:
    said: list[chat.FromClient] = [chat.Login(login), *messages]
    sent = b"".join(map(chat.render_to_service, said))
    side = ServiceSide()
    assert said == heard(side, data.draw(pieces(st.just(sent))))
    assert not side.old_client


@given(st.lists(ANSWERS), st.data())
def test_a_client_hears_what_a_service_says(
    answers: list[chat.FromService], data: st.DataObject
) -> None:
    sent = b"".join(map(chat.render_to_client, answers))
    assert answers == heard(ClientSide(), data.draw(pieces(st.just(sent))))


@given(st.data(), NOISE)
def test_whole_in_pieces_and_byte_by_byte_are_the_same(data: st.DataObject, noise: bytes) -> None:
    for side in (ClientSide, ServiceSide):
        whole = heard(side(), [noise] if noise else [])
        assert whole == heard(side(), data.draw(pieces(st.just(noise))))
        assert whole == heard(side(), byte_by_byte(noise))


def test_the_lesson_s_conversation_is_understood() -> None:
    said = (
        'Bienvenue au service "tchat"\n'
        "manu vient de se connecter\n"
        "Connectés : ['bruno', 'manu']\n"
        "bruno > bonjour à toi aussi\n"
        "bruno (#lobby) > bonjour manu\n"
        "erreur@destinataire@personne de ce nom\n"
        "stop\n"
        "manu vient de se déconnecter\n"
        "quelque chose d'autre\n"
    )
    assert [
        chat.Welcome(),
        chat.Arrived("manu"),
        chat.Present(("bruno", "manu")),
        chat.Heard("bruno", "bonjour à toi aussi"),
        chat.Heard("bruno", "bonjour manu", "#lobby"),
        chat.Refused("destinataire", "personne de ce nom"),
        chat.Stopped(),
        chat.Left("manu"),
        chat.Unknown("quelque chose d'autre"),
    ] == heard(ClientSide(), [said.encode()])


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (chat.Welcome(), 'Bienvenue au service "tchat"\n'),
        (chat.Arrived("manu"), "manu vient de se connecter\n"),
        (chat.Left("manu"), "manu vient de se déconnecter\n"),
        (chat.Present(("bruno", "manu")), "Connectés : ['bruno', 'manu']\n"),
        (chat.Present(()), "Connectés : []\n"),
        (chat.Heard("bruno", "salut @ tous"), "bruno > salut @ tous\n"),
        (chat.Heard("bruno", "salut", "#lobby"), "bruno (#lobby) > salut\n"),
        (chat.Refused("debit", "doucement"), "erreur@debit@doucement\n"),
        (chat.Stopped(), "stop\n"),
    ],
)
def test_a_service_says_it_in_the_lesson_s_words(event: chat.FromService, said: str) -> None:
    assert said.encode() == chat.render_to_client(event)


def test_an_old_client_is_known_by_its_pauses() -> None:
    side = ServiceSide()
    events: list[object] = []
    for piece in ("manu", "bruno@salut à toi", "#lobby@a@b", "bruno@stop"):
        side.receive(piece.encode())
        assert side.waiting
        side.pause()
        events.extend(side.events())
    assert side.old_client
    assert [
        chat.Login("manu"),
        chat.Message("bruno", "salut à toi"),
        chat.Message("#lobby", "a@b"),
        chat.Stop(),
    ] == events


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("bruno@", chat.Message("bruno", "")),
        ("@salut", chat.Message("", "salut")),
        (" bruno @ salut ", chat.Message("bruno", "salut")),
        ("manu@stop", chat.Stop()),
        ("#lobby@ stop ", chat.Stop()),
        ("manu@STOP", chat.Message("manu", "STOP")),
        ("manu@stop!", chat.Message("manu", "stop!")),
        ("salut", chat.Unaddressed("salut")),
        ("stop", chat.Unaddressed("stop")),
    ],
)
def test_only_the_first_at_separates_and_only_stop_stops(text: str, event: chat.FromClient) -> None:
    assert event == chat.parse_message(text)


def test_an_empty_line_is_no_message_but_may_be_a_login() -> None:
    assert [chat.Login(""), chat.Message("a", "b")] == heard(ServiceSide(), [b"\n\n\na@b\n"])


@pytest.mark.parametrize(
    "event",
    [
        chat.Message("a@b", "text"),
        chat.Message("bruno", "stop"),
        chat.Message("bruno", " stop "),
        chat.Message("bruno", "one\ntwo"),
        chat.Message("bruno", "x" * LIMIT),
        chat.Message("bruno", "\ud800"),
        chat.Unaddressed("text"),
    ],
)
def test_a_client_does_not_say_what_would_be_misunderstood(event: chat.FromClient) -> None:
    with pytest.raises(LocalProtocolError):
        chat.render_to_service(event)


def test_a_service_does_not_say_what_it_does_not_know() -> None:
    with pytest.raises(LocalProtocolError):
        chat.render_to_client(chat.Unknown("text"))


def test_a_message_of_the_limit_passes_and_one_byte_more_ends_the_session() -> None:
    longest = chat.Message("b", "x" * (LIMIT - 2))
    assert [chat.Login("a"), longest] == heard(
        ServiceSide(), [b"a\n", chat.render_to_service(longest)]
    )
    assert [chat.Login("a"), "longueur"] == heard(
        ServiceSide(), [b"a\n", b"b@" + b"x" * (LIMIT - 1) + b"\n"]
    )


def test_words_reach_no_terminal_with_their_control_characters() -> None:
    said = chat.render_to_client(chat.Heard("bruno", "a\x1b[2J\r\x9b\tb\x07\u202e"))
    assert "bruno > a\ufffd[2J\ufffd\ufffd\tb\ufffd\u202e\n".encode() == said


def test_somebody_who_says_an_announcement_announces_nothing() -> None:
    for words in ("manu vient de se connecter", "Connectés : ['x']", "stop", "erreur@a@b", "a > b"):
        said = chat.render_to_client(chat.Heard("bruno", words))
        assert [chat.Heard("bruno", words)] == heard(ClientSide(), [said])


def test_a_thousand_of_the_longest_logins_fit_into_one_line() -> None:
    everybody = chat.Present(tuple(f"{number:04}"[::-1].rjust(30, "𠀋") for number in range(1024)))
    assert [everybody] == heard(ClientSide(), [chat.render_to_client(everybody)])


@pytest.mark.parametrize(
    ("listed", "logins"),
    [
        ("[]", ()),
        ("['d\\\\e', \"l'ami\"]", ("d\\e", "l'ami")),
        ("['\\x1b\\u00e9\\U0001f600\\d']", ("\x1bé😀d",)),
        ("['\\ud800\\Uffffffff']", ("\ufffd\ufffd",)),
    ],
)
def test_a_list_is_read_as_python_printed_it(listed: str, logins: tuple[str, ...]) -> None:
    assert [chat.Present(logins)] == heard(ClientSide(), [f"Connectés : {listed}\n".encode()])


@pytest.mark.parametrize(
    "listed", ["[1]", "['a',]", "['a' 'b']", "['a", "[" * 9000, "[__import__('os')]"]
)
def test_a_list_of_anything_else_is_only_shown(listed: str) -> None:
    [event] = heard(ClientSide(), [f"Connectés : {listed}]\n".encode()])
    assert isinstance(event, chat.Unknown)
