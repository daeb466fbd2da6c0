"""curl's command lines as they are copied, and what of them is refused or only said."""

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.exchanges.curl import from_curl, to_curl
from tui.exchanges.draft import Draft, Kind
from tui.exchanges.shell import commands
from tui.exchanges.unfit import Unfit

CHROME = r"""curl 'https://lab.example/api?page=2' \
  -H 'accept: application/json' \
  -H 'accept-language: fr-FR,fr;q=0.9' \
  -b 'sid=abc; theme=dark' \
  -H 'content-type: application/json' \
  --data-raw $'{"name":"l\'h\u00f4te","mark":"\u0021"}' ;
curl 'https://lab.example/other' """

FIREFOX = """curl 'https://lab.example/' --compressed -H 'User-Agent: Mozilla/5.0 (X11)' \
-H 'DNT: 1' -H 'Connection: keep-alive' --data-raw 'user=manu&pass=a%20b'"""


def test_what_chrome_copies_is_read() -> None:
    draft = from_curl(CHROME)
    assert ("POST", "https://lab.example/api?page=2") == (draft.method, draft.address)
    assert (Kind.JSON, '{"name":"l\'hôte","mark":"!"}') == (draft.kind, draft.content)
    names = ["accept", "accept-language", "content-type", "Cookie"]
    assert names == [name for name, _value in draft.fields]
    assert ("What follows ; is left out.",) == draft.remarks


def test_what_firefox_copies_is_read() -> None:
    draft = from_curl(FIREFOX)
    assert (Kind.TEXT, "user=manu&pass=a%20b") == (draft.kind, draft.content)
    assert ("Accept-Encoding", "deflate, gzip, br, zstd") in draft.fields
    assert () == draft.remarks
    assert (Kind.FORM, "user=manu\npass=a b") == (
        (plus := from_curl(FIREFOX.replace("%20", "+"))).kind, plus.content
    )  # fmt: skip


def test_variables_of_a_shell_become_ours() -> None:
    draft = from_curl("""curl "$BASE/x" -H "Authorization: Bearer ${TOKEN}" -d '$no'""")
    assert ("http://{{BASE}}/x", "$no") == (draft.address, draft.content)
    assert ("Authorization", "Bearer {{TOKEN}}") in draft.fields


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("", "no curl in this"),
        ("wget http://lab/", "no curl in this"),
        ("curl", "no address"),
        ("curl http://lab/ --frobnicate", "--frobnicate is no option of curl"),
        ("curl http://lab/ -sé", "-é is no option"),
        ("curl http://lab/ -H", "-H wants a value"),
        ("curl 'http://lab/", "quotation mark is not closed"),
        ('curl "http://lab/', "quotation mark is not closed"),
        ("curl $'http://lab/\\'", "quotation mark is not closed"),
        ("curl http://lab/$(whoami)", r"\$\( in the command line needs a shell"),
        ("curl http://lab/`whoami`", "` in the command line needs a shell"),
        ("curl http://lab/ -d @- << END", "<< in the command line needs a shell"),
        ('curl "http://lab/$1"', r"\$1 in the command line"),
        ("curl ftp://lab/", "curl would speak ftp"),
        ("curl http://lab/ -d @-", "standard input is not known"),
        ("curl http://lab/ -T -", "standard input is not known"),
        ("curl http://lab/ -d @/nowhere/x", "/nowhere/x cannot be read: No such file"),
        ("curl http://lab/ -F x", "name=value, not x"),
        ("curl --unix-socket /s https://lab/", "only http is spoken"),
        ('curl ^"http://lab/^" ^\n -H ^"a: b^"', "Windows’ cmd"),
        ("curl http://lab/ --variable a=b --expand-url x", "--expand-url cannot be read"),
        ("(curl http://lab/)", r"\( in the command line"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(command: str, words: str) -> None:
    with pytest.raises(Unfit, match=words):
        from_curl(command)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("-L", "Whether redirects are followed is a setting"),
        ("--digest -u a:b", "--digest is not done here: nobody logs in"),
        ("--http3", "--http3 is not done"),
        ("-0", "--http1.0 is not done"),
        ("--http2", "another version within HTTP/1.1"),
        ("-m 5", "--max-time is not done"),
        ("--resolve lab:80:127.0.0.1", "--resolve is not done"),
        ("-K file", "--config is not done"),
        ("-b jar", "Cookies are not read from files"),
        ("-x socks5://p:1", "Only http:// proxies are used here, not socks5"),
        ("--cert c.pem:pw", "A password of a certificate is not used"),
        ("-H 'Accept:'", "Accept is sent nevertheless"),
        ("-A ''", "--user-agent '' is not done"),
        ("http://other/", "Of several addresses only the first"),
        ("--next -d x", "What follows --next is left out"),
        ("--noproxy lab", "--noproxy is not done"),
        ("| jq .", "What follows | is left out"),
        ("-F 'a=@b;headers=\"X: y\"'", "Fields and encoders of a single part"),
        ("--path-as-is --url http://lab/a/../b", "Of several"),
    ],
)
def test_what_is_not_done_is_said(options: str, words: str) -> None:
    draft = from_curl(f"curl http://lab/ {options}")
    assert [] != [remark for remark in draft.remarks if words in remark], draft.remarks


def test_what_concerns_output_alone_is_not_worth_a_word() -> None:
    line = "curl -sSvi -o x.txt -w '%{http_code}' -D - --fail -N -O --trace - http://lab/ > f 2>&1"
    assert Draft("GET", "http://lab/") == (draft := from_curl(line))
    assert () == draft.remarks


def test_the_way_is_read_and_written() -> None:
    line = "curl -k --cacert a.pem --cert c.pem --key k.pem -x proxy --http1.1 https://lab/"
    draft = from_curl(line)
    assert Draft(
        "GET", "https://lab/", version="1.1", proxy="http://proxy:1080", verified=False,
        authority="a.pem", certificate="c.pem", key="k.pem",
    ) == draft  # fmt: skip
    assert draft == from_curl(to_curl(draft))
    assert "none" == from_curl("curl --noproxy '*' lab").proxy


DRAFTS = [
    Draft("GET", "http://{{host}}/a%20b?x={{y}}", (("A", "{{b}}"), ("Empty", ""))),
    Draft("HEAD", "http://lab/"),
    Draft("DELETE", "http://lab/", version="2", proxy="none"),
    Draft("POST", "http://lab/", (("Content-Type", "a/b"),), Kind.TEXT, "a\n\t\0\x1b\udce9'\\"),
    Draft("PUT", "http://lab/", (("Content-Type", "application/json"),), Kind.JSON, '{"a": "é"}'),
    Draft("POST", "http://lab/", (("Content-Type", "a/b"),), Kind.FILE, "/tmp/a b"),
    Draft("POST", "http://lab/", (), Kind.MULTIPART, 'a=1\nb=@/x;"y;type=c/d;filename=e;f'),
    Draft("GET", "http+unix://%2Frun%2Fa%20b.sock/x?y=1"),
    Draft("POST", "http://lab/", (("X", "'$HOME' `id` !! \u202e"),), Kind.TEXT, "",),
]  # fmt: skip


@pytest.mark.parametrize("draft", DRAFTS)
def test_a_draft_that_is_written_as_a_command_is_read_as_it_was(draft: Draft) -> None:
    line = to_curl(draft)
    assert line.isprintable()
    assert draft == from_curl(line)


def test_raw_bytes_are_a_command_without_curl() -> None:
    draft = Draft("", "http://[::1]:80/", kind=Kind.RAW, content="GET / HTTP/1.1\\n\n")
    assert "printf '%b' 'GET / HTTP/1.1\\n' | nc ::1 80" == to_curl(draft)
    assert "openssl s_client -quiet -connect lab:443" in to_curl(
        replace(draft, address="https://lab")
    )


@given(st.text(st.sampled_from("curl '\"$\\-dHT@{}|;&<>()`#\n=:/é\x1b1")))
def test_any_line_is_read_or_refused(text: str) -> None:
    for line in (text, f"curl http://lab/ {text}"):
        with suppress(Unfit):
            commands(line)
            from_curl(line)


def test_an_option_that_is_not_known_reaches_no_terminal() -> None:
    with pytest.raises(Unfit) as told:
        from_curl("curl http://lab/ --\x1b[2J")
    assert told.value.words.isprintable()
