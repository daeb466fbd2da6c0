"""Why a system refuses, said in the person's language."""

import errno
import os
import socket

import pytest

from protocol.reasons import SENTENCES, said
from servers import trouble
from servers import words as host_words
from tui import words
from tui.clients.failure import Step, from_os_error
from tui.failures import sentence
from tui.reasons import reason

MET = (
    *(errno.EPERM, errno.ENOENT, errno.EIO, errno.EACCES, errno.EEXIST, errno.EXDEV, errno.ENOTDIR),
    *(errno.EISDIR, errno.EMFILE, errno.EFBIG, errno.ENOSPC, errno.EROFS, errno.ENAMETOOLONG),
    *(errno.ELOOP, errno.ENOMEM, errno.EDQUOT, errno.EADDRINUSE, errno.EADDRNOTAVAIL),
    *(
        errno.ETXTBSY,
        errno.ENETUNREACH,
        errno.ECONNRESET,
        errno.ECONNREFUSED,
        errno.ETIMEDOUT,
        errno.EHOSTUNREACH,
    ),
)


@pytest.mark.parametrize("number", MET)
def test_what_the_system_says_is_known_and_has_its_french(number: int) -> None:
    words.use("fr")
    english = os.strerror(number)
    assert english in SENTENCES
    assert reason(OSError(number, english, "/etc/shadow")) not in ("", english)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PermissionError(13, "Permission denied", "a.jpg"), "Permission denied"),
        (ValueError("embedded null byte"), "embedded null byte"),
        (OSError(), "OSError"),
        (OSError(9999, ""), "[Errno 9999]"),
    ],
)
def test_an_error_always_says_something(error: Exception, words: str) -> None:
    assert words in said(error)
    assert words in reason(error)


def test_what_is_in_no_catalogue_is_said_as_it_came_and_safe_to_draw() -> None:
    words.use("fr")
    assert "disk \N{SYMBOL FOR ESCAPE}[31mon fire" == reason(OSError(5, "disk \x1b[31mon fire"))


def test_a_failure_says_the_systems_reason_in_french() -> None:
    words.use("fr")
    failed = from_os_error(Step.CONNECT, OSError(errno.EMFILE, "Too many open files"), "lab:13")
    assert sentence(failed).endswith("\N{NO-BREAK SPACE}: Trop de fichiers ouverts.")
    lost = socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
    failed = from_os_error(Step.CONNECT, lost, "lab:13")
    assert sentence(failed).endswith(
        "\N{NO-BREAK SPACE}: Échec temporaire de la résolution du nom."
    )


def test_a_host_that_cannot_start_says_why_in_french() -> None:
    host_words.use("fr")
    denied = PermissionError(errno.EACCES, "Permission denied", "config.ini")
    assert "Permission non accordée" in trouble.unreadable(denied)
