"""irssi, weechat and telnet in one room: each hears each, and a direct message crosses."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from terminals import Tmux, Typed, tmux_of_our_own
from waiting import until

from protocol.config import Config

pytestmark = pytest.mark.interop


@pytest.fixture
def irssi(program, host: Config, tmp_path: Path) -> Iterator[Tmux]:
    """irssi in a window of its own, in the lobby as `irma`."""
    program_path = program("irssi")
    window = tmux_of_our_own(program("tmux"), tmp_path / "tmux-irssi", {"HOME": str(tmp_path)})
    with window as screen:
        screen.open(f"exec {program_path} --home={tmp_path}/irssi --noconnect -n irma")
        screen.shows("Irssi v")
        screen.keys(f"/connect -notls 127.0.0.1 {host.chat.port}", "Enter")
        screen.shows("message of the day")
        screen.keys("/join #lobby", "Enter")
        screen.shows("#lobby: Total of")
        yield screen


class Weechat:
    """weechat without a screen: told what to do through its pipe, read in its logs."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def does(self, command: str) -> None:
        """Run a command as if it had been typed."""
        pipe = until(lambda: next(self._home.glob("**/weechat_fifo_*"), None))
        with pipe.open("w") as fifo:
            fifo.write(f"{command}\n")

    def shows(self, *words: str) -> None:
        """Wait until all these words were written to one of its logs."""
        until(lambda: all(one in self._seen() for one in words), 20)

    def _seen(self) -> str:
        logs = (self._home / "logs").glob("*.weechatlog")
        return "".join(log.read_text(errors="replace") for log in logs)


@pytest.fixture
def weechat(program, host: Config, tmp_path: Path) -> Iterator[Weechat]:
    """weechat-headless in the lobby as `wanda`."""
    path = program("weechat-headless")
    if not any(Path("/usr/lib").glob("*/weechat/plugins/fifo.so")):
        program("the fifo of weechat-plugins")
    home = tmp_path / "weechat"
    for name in ("logs",):
        (home / name).mkdir(parents=True)
    begin = [
        f"/server add host 127.0.0.1/{host.chat.port} -notls -nicks=wanda -autojoin=#lobby",
        "/set logger.file.flush_delay 0",
        f"/set logger.file.path {home}/logs",
        "/set irc.server.host.anti_flood_prio_high 0",
        "/connect host",
    ]
    command = [path, "--dir", str(home), "--run-command", ";".join(begin)]
    with Typed(*command):
        client = Weechat(home)
        client.shows("wanda")
        yield client


def test_each_hears_each(program, host: Config, irssi: Tmux, weechat: Weechat) -> None:
    telnet = program("telnet")
    with ExitStack() as stack:
        zoe = stack.enter_context(Typed(telnet, "127.0.0.1", str(host.chat.port)))
        zoe.shows("Connected to")
        zoe.enter("zoe")
        zoe.shows("Connectés : ['irma', 'wanda', 'zoe']")
        irssi.shows("wanda", "zoe [classic@127.0.0.1] has joined #lobby")
        weechat.shows("zoe (zoe) (classic@127.0.0.1) has joined #lobby")

        irssi.keys("ici irma", "Enter")
        weechat.shows("irma\tici irma")
        zoe.shows("irma (#lobby) > ici irma")

        weechat.does("irc.host.#lobby *ici wanda")
        irssi.shows("wanda> ici wanda")
        zoe.shows("wanda (#lobby) > ici wanda")

        zoe.enter("#lobby@ici zoe")
        irssi.shows("zoe> ici zoe")
        weechat.shows("zoe\tici zoe")

        zoe.enter("irma@tout bas")
        weechat.does("irc.host.#lobby */me salue")
        zoe.shows("wanda (#lobby) > * wanda salue")
        irssi.keys("/query zoe", "Enter")
        irssi.shows("zoe> tout bas")
        irssi.keys("bien reçu", "Enter")
        zoe.shows("irma > bien reçu")

        zoe.enter("zoe@stop")
        weechat.shows("zoe (classic@127.0.0.1) has quit")
