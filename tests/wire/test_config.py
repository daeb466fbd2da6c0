"""What config.ini may say, and what is said about the rest."""

import configparser
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol import config
from protocol.places import ALLOWED, Kind, Place
from tui.zones import check

SHIPPED = Path(__file__).parents[2] / "config.ini"
SECTIONS = [field for field in fields(config.Config) if field.name != "warnings"]


def warnings(text: str) -> list[str]:
    """What a file is warned about."""
    return [str(warning) for warning in config.parse(text).warnings]


def test_the_shipped_file_says_the_defaults() -> None:
    assert config.Config() == config.parse(SHIPPED.read_text(encoding="utf-8"))


def test_the_shipped_file_has_every_section_and_key_and_no_other() -> None:
    reader = configparser.ConfigParser()
    reader.read_string(SHIPPED.read_text(encoding="utf-8"))
    assert [section.name for section in SECTIONS] == reader.sections()
    for section in SECTIONS:
        known = getattr(config.Config(), section.name)
        keys = list(known) if section.name == "variables" else [key.name for key in fields(known)]
        assert keys == list(reader[section.name])


def test_every_setting_of_the_shipped_file_has_its_comment() -> None:
    sections = SHIPPED.read_text(encoding="utf-8").split("\n[")[1:]
    lines = [line for section in sections for line in section.splitlines() if "=" in line]
    assert [] == [line for line in lines if "; " not in line]


def test_an_empty_file_says_the_defaults() -> None:
    assert config.Config() == config.parse("")


def test_values_are_read_as_what_they_are() -> None:
    read = config.parse(
        "[vasistas]\nlanguage = fr ; here\n[servers]\nopen = OUI\nlisten = ::\n"
        "[chat]\nlogin = Éloïse\nport = 0\n[http]\naddress = http://[::1]:8080/a?b=%20#c\n"
    )
    assert "fr" == read.vasistas.language
    assert (True, "::") == (read.servers.open, read.servers.listen)
    assert ("Éloïse", 0) == (read.chat.login, read.chat.port)
    assert "http://[::1]:8080/a?b=%20#c" == read.http.address
    assert () == read.warnings


def test_the_files_of_the_lessons_work_as_they_are() -> None:
    read = config.parse(
        "[chat]\nadresse = 192.168.1.10\nport = 7777\n\n"
        "[archivage]\nadresse = 192.168.1.11\nport = 7799\n"
    )
    assert ("192.168.1.10", 7777) == (read.chat.address, read.chat.port)
    assert ("192.168.1.11", 7799) == (read.archive.address, read.archive.port)
    assert ("classic", "classic") == (read.chat.dialect, read.archive.dialect)
    assert () == read.warnings


def test_a_file_from_an_editor_that_marks_its_beginning_is_read() -> None:
    assert 7000 == config.parse("\ufeff[chat]\r\nport = 7000\r\n").chat.port


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[chta]\nport=1\n", "[chta] is no section that we know; did you mean [chat]?"),
        ("[CHAT]\nport=1\n", "[CHAT] is no section that we know; did you mean [chat]?"),
        ("[zzz]\n", "[zzz] is no section that we know."),
        ("[chat]\nprot=1\n", "[chat] has no key “prot”; did you mean “port”?"),
        ("[chat]\nzzz=1\n", "[chat] has no key “zzz”."),
    ],
)
def test_what_is_unknown_is_warned_about_with_what_was_meant(text: str, said: str) -> None:
    assert [said] == warnings(text)
    assert config.Config().chat == config.parse(text).chat


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[chat]\nport = 70000\n", "[chat] port = 70000: allowed is 0 … 65535."),
        ("[chat]\nport = -1\n", "[chat] port = -1: allowed is 0 … 65535."),
        ("[chat]\nport = \n", "[chat] port = : allowed is 0 … 65535."),
        ("[chat]\nport = ٣\n", "[chat] port = ٣: allowed is 0 … 65535."),
        ("[archivage]\nport = x\n", "[archive] port = x: allowed is 0 … 65535."),
        ("[clock]\ninterval = 3\n", "[clock] interval = 3: allowed is 4 … 86400."),
        ("[servers]\nopen = maybe\n", "[servers] open = maybe: allowed is yes, no."),
        ("[vasistas]\nlanguage = de\n", "[vasistas] language = de: allowed is fr, en."),
        (
            "[vasistas]\ntheme = pink\n",
            "[vasistas] theme = pink: allowed is dark, light, high-contrast.",
        ),
    ],
)
def test_a_wrong_value_is_named_with_what_is_allowed(text: str, said: str) -> None:
    with pytest.raises(config.ConfigError) as wrong:
        config.parse(text)
    assert said == str(wrong.value)
    assert said == wrong.value.template.format(**wrong.value.facts)


def test_a_clock_has_lists_of_sources_and_zones() -> None:
    read = config.parse(
        "[clock]\nsources = sntp://127.0.0.1:11123, daytime://time.lab,time://[::1] , time://[::1]:37\n"
        "zones = Asia/Tokyo, America/Argentina/Ushuaia,UTC,\n"
        "format = %d/%m/%y %H:%M:%S ; as it was\nhours = 12\n"
    )
    assert read.clock.sources == (
        Place(Kind.SNTP, "127.0.0.1", 11123),
        Place(Kind.DAYTIME, "time.lab", 13),
        Place(Kind.TIME, "::1", 37),
    )
    assert ("Asia/Tokyo", "America/Argentina/Ushuaia", "UTC") == read.clock.zones
    assert ("%d/%m/%y %H:%M:%S", "12") == (read.clock.format, read.clock.hours)
    assert ["sntp://127.0.0.1:11123", "daytime://time.lab", "time://[::1]"] == [
        str(source) for source in read.clock.sources
    ]


@pytest.mark.parametrize(
    ("key", "value", "allowed"),
    [
        ("sources", "ntp://x", ALLOWED),
        ("sources", "sntp://", ALLOWED),
        ("sources", "sntp://x:0", ALLOWED),
        ("sources", "sntp://x:65536", ALLOWED),
        ("sources", "sntp://x, localhost:13", ALLOWED),
        ("sources", "sntp://user@x", ALLOWED),
        ("sources", ",".join(f"time://h{number}" for number in range(33)), "≤ 32"),
        ("zones", "../../etc/passwd", "Europe/Paris, UTC, …"),
        ("hours", "13", "24, 12"),
    ],
)
def test_a_clock_s_wrong_value_is_named_with_what_is_allowed(
    key: str, value: str, allowed: str
) -> None:
    with pytest.raises(config.ConfigError) as wrong:
        config.parse(f"[clock]\n{key} = {value}\n")
    assert f"[clock] {key} = {value}: allowed is {allowed}." == str(wrong.value)


@pytest.mark.parametrize("value", ["%Q", "100 %", "x" * 81, "%d\x1b[2J"])
def test_a_format_that_strftime_does_not_know_is_refused(value: str) -> None:
    with pytest.raises(config.ConfigError, match="allowed is ≤ 80, %a %A"):
        config.parse("", {"VASISTAS_CLOCK__FORMAT": value})


TEXTS = [
    (section.name, key.name)
    for section in SECTIONS
    if section.name != "variables"
    for key in fields(getattr(config.Config(), section.name))
    if key.type is str and not {"allowed", "check"} & key.metadata.keys()
]


@pytest.mark.parametrize(("section", "key"), TEXTS)
@given(st.characters(categories=["Cc"], exclude_characters="\t"))
def test_a_text_has_no_control_characters_but_tabs(section: str, key: str, control: str) -> None:
    variable = f"VASISTAS_{section}__{key}".upper()
    with pytest.raises(
        config.ConfigError, match=rf"^\[{section}\] {key} = a{control}b: allowed is"
    ):
        config.parse("", {variable: f"a{control}b"})
    read = config.parse("", {variable: "a\té\u202e\udce9b"})
    assert "a\té\u202e\udce9b" == getattr(getattr(read, section), key)


def test_a_zone_that_the_system_does_not_know_is_named_with_one_that_it_knows() -> None:
    check(["Europe/Paris", "UTC"])
    with pytest.raises(config.ConfigError, match="knows no zone Europe/Pari; one is Europe/Paris"):
        check(["UTC", "Europe/Pari"])
    with pytest.raises(config.ConfigError, match="knows no zone Europe;"):
        check(["Europe"])


@pytest.mark.parametrize(
    "text", ["port = 1\n", "[chat\nport = 1\n", "[chat]\nport\n", "[chat]\n[chat]\n", "{}\x00"]
)
def test_what_is_no_ini_file_is_refused_in_words(text: str) -> None:
    with pytest.raises(config.ConfigError, match=r"^config\.ini cannot be read: .+"):
        config.parse(text)


def test_the_environment_stands_above_the_file() -> None:
    environ = {
        "VASISTAS_CHAT__PORT": "7001",
        "VASISTAS_LIMITS__FIRST_WORDS": "3",
        "VASISTAS_CONFIG": "/elsewhere",
        "VASISTAS_INTEROP": "all",
        "CHAT__PORT": "1",
    }
    read = config.parse("[chat]\nport = 7000\n", environ)
    assert (7001, 3, ()) == (read.chat.port, read.limits.first_words, read.warnings)


def test_the_environment_is_held_to_the_same_rules() -> None:
    with pytest.raises(config.ConfigError, match="allowed is 0 … 65535"):
        config.parse("", {"VASISTAS_CHAT__PORT": "many"})
    [warning] = config.parse("", {"VASISTAS_CHAT__PROT": "1"}).warnings
    assert "[chat] has no key “prot”; did you mean “port”?" == str(warning)


def test_every_number_has_bounds_and_a_default_within_them() -> None:
    for section in SECTIONS:
        known = getattr(config.Config(), section.name)
        for key in () if section.name == "variables" else fields(known):
            if key.type is int:
                assert key.metadata["low"] <= key.default <= key.metadata["high"]


def test_variables_have_the_names_that_a_person_gives_them() -> None:
    read = config.parse("[variables]\nHost = salle12.lab\n", {"VASISTAS_VARIABLES__TOKEN": "x"})
    assert dict(read.variables) == {"host": "salle12.lab", "token": "x"}
    assert not read.warnings
