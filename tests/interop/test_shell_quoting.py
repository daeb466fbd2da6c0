"""What is quoted for a shell, and what shells make of it."""

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.exchanges.shell import commands, escaped, quote, unescaped

pytestmark = pytest.mark.interop
LETTERS = st.text(st.sampled_from("'\"\\$`!{}%;&|<>*?~#\n\t é\u202e\x1b0139abx"), min_size=1)


@settings(max_examples=25)
@given(st.lists(LETTERS, min_size=1, max_size=40))
def test_any_words_are_pasted_as_they_are(words: list[str]) -> None:
    words = [word for word in words if not word.endswith("\n")]
    line = " ".join(["printf '%s\\0'", *map(quote, words)])
    assert line.isprintable()
    for name in ("sh", "bash"):
        done = subprocess.run([name, "-c", line], capture_output=True, check=True)
        assert [*words, ""] == done.stdout.decode().split("\0") or not words
    assert words == commands(line)[0].words[2:]


@settings(max_examples=25)
@given(st.binary())
def test_any_bytes_are_pasted_as_they_are(data: bytes) -> None:
    text = data.decode(errors="surrogateescape")
    for name in ("sh", "bash"):
        done = subprocess.run(
            [name, "-c", f"printf '%b' {escaped(text)}"], capture_output=True, check=True
        )
        assert data == done.stdout
    assert text == unescaped(commands(f"printf '%b' {escaped(text)}")[0].words[2])
