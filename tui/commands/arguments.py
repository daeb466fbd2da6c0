"""What can be written on the command line. Nothing but words is imported in here."""

import argparse
from typing import TYPE_CHECKING

import protocol
from tui.commands import get_arguments
from tui.words import _

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

SCREENS = ("clock", "web", "chat", "photos", "console")


def settings_file(arguments: list[str]) -> str | None:
    """Find `--config`: those settings say in which language the rest is explained."""
    parser = argparse.ArgumentParser(add_help=False, exit_on_error=False, allow_abbrev=False)
    parser.add_argument("--config")
    try:
        found, _rest = parser.parse_known_args(arguments)
    except argparse.ArgumentError:
        return None
    path: str | None = found.config
    return path


def parser() -> argparse.ArgumentParser:
    """Describe every option and command, in the language in force."""
    top = argparse.ArgumentParser(
        prog="vasistas",
        description=_("Open the program; with a command, do that one thing and end."),
        allow_abbrev=False,
    )
    top.add_argument(
        "--version",
        action="version",
        version=f"vasistas {protocol.__version__}",
        help=_("show the version and end"),
    )
    top.add_argument("--config", metavar=_("FILE"), help=_("read these settings"))
    top.add_argument(
        "--local", action="store_true", help=_("start a host inside, and talk to that one")
    )
    top.add_argument("--screen", choices=SCREENS, default="clock", help=_("open with this screen"))
    commands = top.add_subparsers(metavar=_("COMMAND"), title=_("commands"))
    _status(commands)
    _time(commands)
    _upper(commands)
    _get(commands)
    _chat(commands)
    _photos(commands)
    return top


def _command(commands: "Commands", name: str, module: str, words: str) -> argparse.ArgumentParser:
    made = commands.add_parser(name, help=words, description=words, allow_abbrev=False)
    made.set_defaults(module=module)
    return made


def _json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help=_("as JSON, for programs"))


def _status(commands: "Commands") -> None:
    _json(_command(commands, "status", "status", _("say which services can be reached")))


def _time(commands: "Commands") -> None:
    command = _command(commands, "time", "daytime", _("ask for the time"))
    command.add_argument(
        "--source",
        action="append",
        metavar=_("HOST:PORT"),
        help=_("ask this service, or sntp://HOST, daytime://, time://; several are compared"),
    )
    kind = command.add_mutually_exclusive_group()
    kind.add_argument("--watch", action="store_true", help=_("a line every second, until Ctrl-C"))
    kind.add_argument(
        "--check",
        action="store_true",
        help=_("as a plug-in of Nagios: 0 good, 1 warning, 2 critical, 3 unknown"),
    )
    command.add_argument("--warn", metavar=_("SECONDS"), help=_("--check: a warning above; 0.5"))
    command.add_argument("--crit", metavar=_("SECONDS"), help=_("--check: critical above; 2"))
    command.add_argument(
        "--timeout", metavar=_("SECONDS"), help=_("--check: ask again for so long; 20")
    )
    _json(command)


def _upper(commands: "Commands") -> None:
    command = _command(commands, "upper", "upper", _("have text put into capitals"))
    command.add_argument("text", nargs="*", metavar=_("TEXT"), help=_("none: what stdin says"))


def _get(commands: "Commands") -> None:
    get_arguments.describe(
        _command(commands, "get", "get", _("ask a web server, and show what really came"))
    )


def _chat(commands: "Commands") -> None:
    chat = commands.add_parser("chat", help=_("speak and listen"), allow_abbrev=False)
    actions = chat.add_subparsers(metavar=_("ACTION"), title=_("actions"), required=True)
    send = _command(actions, "send", "chat", _("send words to somebody, or to a #room"))
    send.add_argument("to", metavar=_("TO"))
    send.add_argument("text", nargs="+", metavar=_("TEXT"))
    listen = _command(actions, "listen", "chat", _("write down what is said, until Ctrl-C"))
    _json(listen)
    for command, action in ((send, "send"), (listen, "listen")):
        _login(command)
        command.set_defaults(action=action)


def _photos(commands: "Commands") -> None:
    photos = commands.add_parser("photos", help=_("the photo archive"), allow_abbrev=False)
    actions = photos.add_subparsers(metavar=_("ACTION"), title=_("actions"), required=True)
    _photos_ls(_photos_action(actions, "ls", _("list the archive")))
    _photos_put(_photos_action(actions, "put", _("archive files, and the photos in directories")))
    _photos_get(_photos_action(actions, "get", _("retrieve photos")))
    rm = _photos_action(actions, "rm", _("put these photos into the archive's trash"))
    rm.add_argument("names", nargs="+", metavar=_("NAME"))
    restore = _photos_action(actions, "restore", _("take these photos out of the trash"))
    restore.add_argument(
        "names",
        nargs="+",
        metavar=_("NAME"),
        help=_("the latest of that name; or an id"),
    )
    _photos_verify(
        _photos_action(actions, "verify", _("compare photos with the digests that they must have"))
    )
    share = _photos_action(actions, "share", _("tell somebody in the chat, or a #room, of a photo"))
    share.add_argument("name", metavar=_("NAME"))
    share.add_argument("to", metavar=_("TO"))
    _login(share)


def _photos_action(actions: "Commands", name: str, words: str) -> argparse.ArgumentParser:
    action = _command(actions, name, "photos", words)
    action.set_defaults(action=name)
    if name != "share":
        _json(action)
    return action


def _photos_ls(ls: argparse.ArgumentParser) -> None:
    ls.add_argument("--match", default="", metavar=_("TEXT"), help=_("with this in their name"))
    ls.add_argument(
        "--sort",
        choices=("name", "newest", "oldest", "largest"),
        help=_("their order; by name if not said"),
    )
    ls.add_argument("--long", action="store_true", help=_("date, size, pixels and who sent it too"))
    ls.add_argument("--trash", action="store_true", help=_("what is in the trash, latest first"))


def _photos_put(put: argparse.ArgumentParser) -> None:
    put.add_argument("files", nargs="+", metavar=_("FILE"), help=_("or a directory"))
    _force(put)
    put.add_argument(
        "--no-position",
        dest="position",
        action="store_false",
        help=_("send copies that do not say where they were taken"),
    )
    _recursive(put)


def _photos_get(get: argparse.ArgumentParser) -> None:
    get.add_argument("names", nargs="*", metavar=_("NAME"))
    get.add_argument("--all", action="store_true", help=_("every photo"))
    get.add_argument(
        "-o", "--output", metavar=_("PLACE"), help=_("a file or a directory; -: stdout")
    )
    _force(get)


def _photos_verify(verify: argparse.ArgumentParser) -> None:
    verify.add_argument(
        "given",
        nargs="*",
        metavar=_("DIRECTORY|NAME"),
        help=_("files of ours, against the archive; or photos there. None: all that are there"),
    )
    _recursive(verify)


def _force(command: argparse.ArgumentParser) -> None:
    command.add_argument("--force", action="store_true", help=_("replace what is there"))


def _recursive(command: argparse.ArgumentParser) -> None:
    command.add_argument("--recursive", action="store_true", help=_("directories in directories"))


def _login(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--login", metavar=_("LOGIN"), help=_("who you are; else [chat] login of the settings")
    )
