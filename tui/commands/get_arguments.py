"""What `get` can be told. Nothing but words is imported in here."""

import argparse

from tui.words import _


def describe(command: argparse.ArgumentParser) -> None:
    """Describe every option of `get`."""
    command.add_argument(
        "url",
        metavar=_("URL"),
        nargs="?",
        help=_("{{name}}: a variable is filled in; may be left out with --curl"),
    )
    _asked(command.add_argument_group(_("what is asked")))
    _way(command.add_argument_group(_("the way there")))
    _shown(command.add_argument_group(_("what is shown")))


def _asked(group: "argparse._ArgumentGroup") -> None:
    group.add_argument(
        "-X", "--method", metavar=_("METHOD"), help=_("if not said: GET, or POST with a body")
    )
    group.add_argument(
        "-H", "--header", action="append", default=[], metavar=_("NAME:VALUE"), help=_("a field")
    )
    body = group.add_mutually_exclusive_group()
    body.add_argument("-d", "--data", metavar=_("TEXT"), help=_("the body; @FILE, or @- for stdin"))
    body.add_argument(
        "-j", "--json-data", metavar=_("JSON"), help=_("the same, and say that it is JSON")
    )
    body.add_argument(
        "-F",
        "--multipart",
        action="append",
        metavar=_("NAME=VALUE"),
        help=_("a part of a form; NAME=@FILE sends a file"),
    )
    body.add_argument(
        "--form", action="append", metavar=_("NAME=VALUE"), help=_("a member of a simple form")
    )
    body.add_argument(
        "--raw", metavar=_("FILE"), help=_("send exactly these bytes, nothing else; -: of stdin")
    )
    group.add_argument(
        "--curl", metavar=_("COMMAND"), help=_("what this command line of curl asks; others add")
    )


def _way(group: "argparse._ArgumentGroup") -> None:
    group.add_argument(
        "-L",
        "--follow",
        action=argparse.BooleanOptionalAction,
        help=_("go where they send us, 20 times at most; the last answer is shown"),
    )
    group.add_argument(
        "--http", metavar=_("VERSION"), choices=("1.1", "2", "auto"), help="1.1, 2, auto"
    )
    group.add_argument("--proxy", metavar=_("ADDRESS"), help=_("by this proxy; none: by none"))
    group.add_argument("--cacert", metavar=_("FILE"), help=_("believe this authority too (PEM)"))
    group.add_argument("--cert", metavar=_("FILE"), help=_("who we are, if they ask (PEM)"))
    group.add_argument("--key", metavar=_("FILE"), help=_("its key, where that is another file"))
    group.add_argument(
        "--insecure", action="store_true", help=_("talk to them whoever they are; it is said")
    )


def _shown(group: "argparse._ArgumentGroup") -> None:
    shown = group.add_mutually_exclusive_group()
    shown.add_argument(
        "--body",
        action="store_true",
        help=_("only the body, with gzip, br and zstd taken off; else all, as it came"),
    )
    shown.add_argument(
        "--json", action="store_true", help=_("a line of JSON about each exchange, for programs")
    )
    shown.add_argument(
        "--as",
        dest="written",
        choices=("curl", "har"),
        help=_("curl: the command line, and nothing is sent; har: the exchanges, for browsers"),
    )
    group.add_argument("-o", "--output", metavar=_("FILE"), help=_("write into this file"))
    group.add_argument(
        "-v", "--verbose", action="store_true", help=_("say on stderr what travels, both ways")
    )
    group.add_argument(
        "--times", action="store_true", help=_("say on stderr how long each step took")
    )
    group.add_argument(
        "--check-status",
        action="store_true",
        help=_("end with 3, 4 or 5 where the answer's status is 3xx, 4xx or 5xx"),
    )
