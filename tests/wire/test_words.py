"""Every word that the programs say can be said in French."""

import argparse
import ast
import inspect
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

import build_catalogues
from build_catalogues import DOMAINS, Domain
from protocol.usage import SAID
from servers import __main__ as servers_main
from servers import words as servers_words
from tui import words
from tui.commands import arguments

ROOT = Path(__file__).parents[2]
domains = pytest.mark.parametrize("domain", DOMAINS, ids=lambda domain: domain.name)


def french(domain: Domain) -> Catalog:
    return build_catalogues.read(domain.po(ROOT, "fr"), "fr", domain)


def key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def forms(words: str | tuple[str, ...] | list[str]) -> list[str]:
    return [words] if isinstance(words, str) else list(words)


def places(text: str) -> set[str]:
    return {name for _text, name, _format, _conversion in Formatter().parse(text) if name}


@domains
def test_every_text_has_its_french(domain: Domain) -> None:
    said = {key(message) for message in build_catalogues.extract(ROOT, domain) if message.id}
    known = {
        key(message)
        for message in french(domain)
        if message.id and not message.fuzzy and all(forms(message.string))
    }
    assert said, "no text was found in the code"
    assert sorted(said - known) == [], "make words, then write the French of these"
    assert sorted(known - said) == [], "make words drops these, which nobody says any more"


@pytest.mark.parametrize("folder", ["protocol", "servers", "tui"])
def test_no_text_is_asked_for_inside_an_f_string(folder: str) -> None:
    """Nobody would find it there: what looks for texts takes an f-string for one piece."""
    hidden = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in (ROOT / folder).rglob("*.py")
        for string in ast.walk(ast.parse(path.read_text()))
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in build_catalogues.KEYWORDS
    ]
    assert [] == hidden


@domains
def test_translations_have_the_same_places_to_fill(domain: Domain) -> None:
    for message in french(domain):
        if not message.id:
            continue
        wanted = set().union(*map(places, forms(message.id)))
        for text in filter(None, forms(message.string)):
            assert wanted == places(text), text


@domains
def test_translations_begin_and_end_as_the_english_does(domain: Domain) -> None:
    for message in french(domain):
        for text in filter(None, forms(message.string) if message.id else []):
            source = key(message)
            assert source.count("\n") == text.count("\n"), text
            for mark in (".", "?", "…"):
                assert source.endswith(mark) == text.endswith(mark), text


@domains
def test_no_text_is_in_a_catalogue_twice(domain: Domain) -> None:
    with domain.po(ROOT, "fr").open("rb") as file:
        catalogue = read_po(file, abort_invalid=True)
    ids = [key(message) for message in catalogue]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("setting", "environ", "language"),
    [
        ("", {}, "en"),
        ("fr", {"LANG": "en_GB.UTF-8"}, "fr"),
        ("", {"LANG": "fr_FR.UTF-8"}, "fr"),
        ("", {"LANG": "fr_FR.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ("", {"LANG": "fr_FR.UTF-8", "LANGUAGE": "de:en:fr"}, "en"),
        ("", {"LANG": "de_DE.UTF-8", "LANGUAGE": "de:fr"}, "fr"),
        ("", {"LC_MESSAGES": "fr", "LANG": ""}, "fr"),
    ],
)
def test_the_language_is_the_setting_s_then_the_environment_s(
    setting: str, environ: dict[str, str], language: str
) -> None:
    assert language == words.preferred(setting, environ)
    assert language == servers_words.preferred(setting, environ)


def helps(parser: argparse.ArgumentParser) -> list[str]:
    """What a parser and the parsers of its commands explain."""
    found = [parser.format_help()]
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            found += [text for one in set(action.choices.values()) for text in helps(one)]
    return found


@pytest.mark.parametrize("program", ["tui", "servers"])
def test_what_python_says_of_a_command_line_is_french_too(
    program: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (words if program == "tui" else servers_words).speak("fr")
    parser = arguments.parser() if program == "tui" else servers_main._parser()
    for told in helps(parser):
        assert told.startswith("usage\N{NO-BREAK SPACE}: ")
        assert "options\N{NO-BREAK SPACE}:" in told
        assert not [said for said in SAID if len(said) > len("options") and said in told]
    with pytest.raises(SystemExit):
        parser.parse_args(["--config"])
    assert "erreur\N{NO-BREAK SPACE}: argument --config" in capsys.readouterr().err


def test_the_catalogues_have_what_python_really_says() -> None:
    source = inspect.getsource(argparse)
    assert [] == [said for said in SAID if said.encode("unicode_escape").decode() not in source]
