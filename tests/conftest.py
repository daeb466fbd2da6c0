"""What holds for every test: English, a home of its own, and nobody else's settings."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from servers import words as servers_words
from tui import words

_LANGUAGE = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
_DIRECTORIES = {
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_STATE_HOME": ".local/state",
    "XDG_CACHE_HOME": ".cache",
}
_TERMINAL = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}

settings.register_profile(
    "suite", max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("thorough", settings.get_profile("suite"), max_examples=1000)
settings.load_profile("suite")
"""A property is proved with a few examples each time, and others the next time; how fast says
nothing, since the machine may be busy. `make test ARGS="tests/wire --hypothesis-profile=thorough"`
is for when a property was changed."""


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home directory, with the XDG directories in it; return where it is."""
    directory = tmp_path_factory.mktemp("home")
    for name in [name for name in os.environ if name.startswith("VASISTAS_")]:
        if name != "VASISTAS_INTEROP":
            monkeypatch.delenv(name)
    for name in (*_LANGUAGE, "NO_COLOR", "TEXTUAL", "TMUX"):
        monkeypatch.delenv(name, raising=False)
    environment = _TERMINAL | {"LANG": "C.UTF-8", "LANGUAGE": "en", "HOME": str(directory)}
    environment |= {name: str(directory / path) for name, path in _DIRECTORIES.items()}
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return directory


@pytest.fixture(autouse=True)
def english() -> None:
    """Speak English, whatever the test before spoke."""
    words.use("en")
    servers_words.use("en")
