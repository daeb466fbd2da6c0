"""`python -m tui`, or `vasistas`: opens the program, or runs a command for a script.

Words come in the person's language, so it is chosen before a screen is imported; and little is
imported here, so that `--version` and `--help` come at once.
"""

import os
import sys

from protocol.config import Config, ConfigError
from tui import settings, words
from tui.commands import arguments
from tui.printable import printable
from tui.reasons import reason
from tui.words import _

USAGE = 2
"""Exit status for settings that cannot be used, as for arguments that cannot."""


def main(argv: list[str] | None = None) -> int:
    """Do what the arguments say; return the exit status that `tui.commands.result` lists."""
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="backslashreplace")  # a Latin terminal gets what it can show
    given = sys.argv[1:] if argv is None else argv
    words.speak(words.preferred("", os.environ))
    config = _settings(arguments.settings_file(given))
    if isinstance(config, Config):
        words.speak(words.preferred(config.vasistas.language, os.environ))
    parsed = arguments.parser().parse_args(given)
    if not isinstance(config, Config):
        print(_sentence(config), file=sys.stderr)
        return USAGE
    for warning in config.warnings:
        print(_sentence(warning), file=sys.stderr)
    from tui.commands.running import run

    return run(parsed, config)


def _settings(explicit: str | None) -> Config | ConfigError | OSError:
    try:
        return settings.load(explicit, os.environ)
    except (ConfigError, OSError) as error:
        return error


def _sentence(error: ConfigError | OSError) -> str:
    if isinstance(error, ConfigError):
        facts = {name: printable(fact) for name, fact in error.facts.items()}
        return _(error.template).format(**facts)
    name = printable(str(error.filename))
    return _("{path} cannot be read: {reason}.").format(path=name, reason=reason(error))


if __name__ == "__main__":
    sys.exit(main())
