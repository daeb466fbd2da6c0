"""The classic photo archive: requests, lists, sizes and refusals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol import archive, names
from protocol.errors import LocalProtocolError, RemoteProtocolError
from protocol.lines import Lines

NAMES = (
    st.text(st.characters(codec="utf-8", exclude_characters="/\\"), min_size=1, max_size=30)
    | st.lists(st.sampled_from(["%", "25", "40", "@", "2", "a"]), min_size=1).map("".join)
).filter(names.photo_is_valid)
SIZES = st.integers(0, 10**18 - 1)
REQUESTS = st.one_of(
    st.just(archive.List()),
    st.builds(archive.Archive, NAMES, SIZES),
    st.builds(archive.Retrieve, NAMES),
    st.builds(archive.Delete, NAMES),
)


def heard(data: bytes) -> archive.Request:
    """What a service understands of one request's bytes."""
    lines = Lines()
    lines.receive(data)
    lines.pause()
    return archive.parse_request(next(lines.events()).text)


@given(REQUESTS)
def test_what_is_asked_is_what_is_heard(request_: archive.Request) -> None:
    data = archive.render_request(request_)
    assert request_ == heard(data)
    assert request_ == heard(data.removesuffix(b"\n"))


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        (archive.List(), "lister\n"),
        (archive.Archive("a b.jpg", 0), "archiver@a b.jpg@0\n"),
        (archive.Retrieve("été@mer.jpg"), "récupérer@été%40mer.jpg\n"),
        (archive.Delete("a.jpg"), "supprimer@a.jpg\n"),
        (archive.Delete("a@b.jpg"), "supprimer@a%40b.jpg\n"),
        (archive.Delete("a%40b.jpg"), "supprimer@a%2540b.jpg\n"),
        (archive.Delete("a%2540b.jpg"), "supprimer@a%252540b.jpg\n"),
        (archive.Delete("100%25, 4%.jpg"), "supprimer@100%25, 4%.jpg\n"),
    ],
)
def test_requests_are_in_the_lesson_s_words(request_: archive.Request, said: str) -> None:
    assert said.encode() == archive.render_request(request_)
    assert request_ == heard(said.encode())


def test_a_request_typed_on_a_machine_that_takes_accents_apart_is_understood() -> None:
    assert archive.Retrieve("été.jpg") == archive.parse_request(
        "re\u0301cupe\u0301rer@e\u0301te\u0301.jpg"
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "commande"),
        ("LISTER", "commande"),
        ("list", "commande"),
        ("GET / HTTP/1.1", "commande"),
        ("archive@a.jpg@3", "commande"),
        ("lister@", "forme"),
        ("archiver", "forme"),
        ("archiver@a.jpg", "forme"),
        ("archiver@a@b.jpg@3", "forme"),
        ("récupérer", "forme"),
        ("supprimer@a@b", "forme"),
        ("récupérer@", "nom"),
        ("récupérer@../a.jpg", "nom"),
        ("récupérer@a\x00.jpg", "nom"),
        ("supprimer@.vasistas", "nom"),
        ("archiver@" + "x" * 300 + "@3", "nom"),
        ("archiver@a.jpg@", "taille"),
        ("archiver@a.jpg@-1", "taille"),
        ("archiver@a.jpg@+1", "taille"),
        ("archiver@a.jpg@1e3", "taille"),
        ("archiver@a.jpg@1_000", "taille"),
        ("archiver@a.jpg@٣", "taille"),
        ("archiver@a.jpg@" + "9" * 19, "taille"),
        ("archiver@a.jpg@" + "9" * 5000, "taille"),
    ],
)
def test_a_request_that_breaks_the_rules_is_refused_with_its_code(text: str, code: str) -> None:
    with pytest.raises(RemoteProtocolError) as refused:
        archive.parse_request(text)
    assert code == refused.value.code


@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(
            st.sampled_from(["archiver", "lister", "récupérer", "supprimer", "@", "12", "a.jpg"])
            | st.text(max_size=3)
        ).map("".join),
    )
)
def test_garbage_is_refused_or_is_a_request_that_can_be_made(text: str) -> None:
    try:
        understood = archive.parse_request(text)
    except RemoteProtocolError:
        return
    assert understood == heard(archive.render_request(understood))


@pytest.mark.parametrize(
    "request_",
    [
        archive.Archive("a.jpg", -1),
        archive.Archive("../a.jpg", 1),
        archive.Retrieve(""),
        archive.Delete("a/b"),
    ],
)
def test_no_request_is_made_that_would_be_refused(request_: archive.Request) -> None:
    with pytest.raises(LocalProtocolError):
        archive.render_request(request_)


@given(st.lists(NAMES))
def test_the_list_that_is_sent_is_the_list_that_is_read(photos: list[str]) -> None:
    assert (photos, 0) == archive.parse_list(archive.render_list(photos))


def test_a_list_is_names_between_ats_and_an_empty_archive_is_nothing() -> None:
    assert b"a.jpg@b%40c.jpg" == archive.render_list(["a.jpg", "b@c.jpg"])
    assert b"" == archive.render_list([])
    assert ([], 0) == archive.parse_list(b"")
    assert (["a.jpg", "b.jpg"], 0) == archive.parse_list(b"a.jpg@b.jpg\n")


@given(st.lists(NAMES), st.integers(0, 200))
def test_a_list_with_a_limit_ends_at_a_whole_name(photos: list[str], limit: int) -> None:
    data = archive.render_list(photos, limit)
    listed, invalid = archive.parse_list(data)
    assert len(data) <= limit
    assert (photos[: len(listed)], 0) == (listed, invalid)
    if listed != photos:
        assert len(archive.render_list(photos[: len(listed) + 1])) > limit


def test_names_that_no_photo_may_have_are_left_out_of_a_list_and_counted() -> None:
    assert (["a.jpg", "b.jpg"], 3) == archive.parse_list(b"a.jpg@../x@b.jpg@@\x1b[2J.jpg")


def test_a_list_that_is_not_utf_8_is_refused() -> None:
    with pytest.raises(RemoteProtocolError, match="forme"):
        archive.parse_list(b"\xe9t\xe9.jpg")


@given(st.binary())
def test_any_bytes_are_a_list_or_refused(data: bytes) -> None:
    try:
        listed, _ = archive.parse_list(data)
    except RemoteProtocolError:
        return
    assert all(names.photo_is_valid(name) for name in listed)


@given(SIZES)
def test_a_size_is_read_with_and_without_its_newline(size: int) -> None:
    data = archive.render_size(size)
    assert b"%d\n" % size == data
    assert size == archive.parse_size(data.decode())
    assert size == archive.parse_size(data.decode().strip())
    assert size == int(data)


def test_a_refusal_is_told_from_every_other_answer() -> None:
    said = archive.render_refusal(RemoteProtocolError("introuvable", "pas de photo, @ compris"))
    assert b"erreur@introuvable@pas de photo, @ compris\n" == said
    refusal = archive.parse_refusal(said)
    assert refusal is not None
    assert ("introuvable", "pas de photo, @ compris") == (refusal.code, refusal.detail)
    for answer in (b"ok", b"12\n", b"a.jpg@b.jpg", b"erreur", b"erreur@nom", b"", b"\xff"):
        assert archive.parse_refusal(answer) is None
