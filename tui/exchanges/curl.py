"""curl's command lines, as browsers copy them -> drafts; drafts -> command lines that ask the same.

    from_curl("curl 'https://lab/x' -H 'Accept: */*' --data-raw $'a=\\'1\\''")
    to_curl(draft)

An option that is not known is refused by its name; one that is not done here is in the remarks.
"""

from dataclasses import replace
from pathlib import Path, PurePosixPath

from tui.exchanges import curl_import, shell
from tui.exchanges.curl_data import Data
from tui.exchanges.curl_export import to_curl
from tui.exchanges.curl_options import read
from tui.exchanges.draft import Draft
from tui.exchanges.shell import Command
from tui.exchanges.unfit import Unfit
from tui.words import _

__all__ = ["from_curl", "to_curl"]


def from_curl(text: str, directory: str = "") -> Draft:
    """Read a command line; files that it names are looked for in `directory`. Raises Unfit."""
    if '^"' in text or "^\n" in text.replace("\r", ""):
        raise Unfit(_("This was copied for Windows’ cmd; copy it as cURL (bash)."))
    found = shell.commands(text)
    place = next((at for at, command in enumerate(found) if _curl(command) >= 0), -1)
    if place < 0:
        raise Unfit(_("There is no curl in this command line."))
    command = found[place]
    data = Data(Path(directory), _given(found[place - 1] if place else None, command, directory))
    options = read(command.words[_curl(command) + 1 :])
    draft = curl_import.draft(options, data)
    remarks = [*draft.remarks]
    if len(found) > place + 1:
        words = _("What follows {mark} is left out.")
        remarks.append(words.format(mark=command.ends.strip() or _("the line")))
    return replace(draft, directory=directory, remarks=tuple(remarks))


def _curl(command: Command) -> int:
    """Say which word is curl; those before it are a prompt, `sudo`, or something set for it."""
    names = [PurePosixPath(word).name for word in command.words]
    return next((at for at, name in enumerate(names) if name in ("curl", "curl.exe")), -1)


def _given(before: Command | None, command: Command, directory: str) -> str | None:
    """Return what curl reads from its standard input, if that is known."""
    if command.reads:
        return Data(Path(directory)).read(command.reads)
    if before is None or before.ends not in ("|", "|&"):
        return None
    match before.words:
        case ["printf", "%b", text]:
            return shell.unescaped(text)
        case ["printf", "%s", text] | ["echo", "-n", text]:
            return text
        case ["echo", *words]:
            return " ".join(words) + "\n"
        case ["cat", path]:
            return Data(Path(directory)).read(path)
    return None
