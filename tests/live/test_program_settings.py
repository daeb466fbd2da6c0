"""Where the program finds config.ini: the order in which it looks, and what a bad one does."""

from pathlib import Path

import pytest

from protocol.config import Config, ConfigError
from tui.settings import load, shipped, styles


def write(path: Path, port: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"[chat]\nport = {port}\n")
    return path


def test_the_first_of_five_places_is_read(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load(None, {}) == Config()
    write(home / ".config" / "vasistas" / "config.ini", 5)
    assert load(None, {}).chat.port == 5
    write(tmp_path / "config.ini", 4)
    assert load(None, {}).chat.port == 4
    environ = {"VASISTAS_CONFIG": str(write(tmp_path / "named.ini", 3))}
    assert load(None, environ).chat.port == 3
    explicit = str(write(tmp_path / "explicit.ini", 2))
    assert load(explicit, environ).chat.port == 2
    assert load(explicit, environ | {"VASISTAS_CHAT__PORT": "1"}).chat.port == 1


def test_the_file_that_is_shipped_says_what_holds_without_it() -> None:
    assert load(str(shipped()), {}) == Config()


def test_a_file_that_is_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        load(str(tmp_path / "missing.ini"), {})
    assert caught.value.filename == str(tmp_path / "missing.ini")
    with pytest.raises(FileNotFoundError) as caught:
        load("~no-such/config.ini", {})
    assert caught.value.filename == "~no-such/config.ini"


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "config.ini"
    path.write_bytes(b"[chat]\nlogin = andr\xe9\n")
    with pytest.raises(ConfigError, match=r"config\.ini is not UTF-8 text\."):
        load(str(path), {})


def test_the_style_sheets_are_where_the_program_is() -> None:
    assert {"app.tcss", "clock.tcss", "dialogs.tcss"} <= {path.name for path in styles().iterdir()}
