r"""Telnet's own words (RFC 854) inside what a service says, and the answer that agrees to nothing.

S: \xff\xfd\x18          IAC DO 24: tell us your terminal type
C: \xff\xfc\x18          IAC WONT 24
S: \xff\xfb\x01          IAC WILL 1: we will echo what you type
C: \xff\xfe\x01          IAC DONT 1
S: \xff\xf6              IAC AYT: are you there?

Who refuses every option is still a full member of the protocol: what is left is a line of text in
each direction. A demand is answered each time, since the option is always off; WONT and DONT are
never answered, so that no two programs can refuse each other for ever.
"""

from collections.abc import Iterator
from dataclasses import dataclass

IAC = 0xFF
SB, SE = 0xFA, 0xF0
WILL, WONT, DO, DONT = 0xFB, 0xFC, 0xFD, 0xFE

COMMANDS = {
    0xEC: "EOF",
    0xED: "SUSP",
    0xEE: "ABORT",
    0xEF: "EOR",
    SE: "SE",
    0xF1: "NOP",
    0xF2: "DM",
    0xF3: "BRK",
    0xF4: "IP",
    0xF5: "AO",
    0xF6: "AYT",
    0xF7: "EC",
    0xF8: "EL",
    0xF9: "GA",
    SB: "SB",
    WILL: "WILL",
    WONT: "WONT",
    DO: "DO",
    DONT: "DONT",
}
"""The names of the commands, as in the RFC."""

OPTIONS = {
    0: "BINARY",
    1: "ECHO",
    3: "SUPPRESS-GO-AHEAD",
    5: "STATUS",
    6: "TIMING-MARK",
    24: "TERMINAL-TYPE",
    25: "END-OF-RECORD",
    31: "NAWS",
    32: "TERMINAL-SPEED",
    33: "TOGGLE-FLOW-CONTROL",
    34: "LINEMODE",
    35: "X-DISPLAY-LOCATION",
    36: "ENVIRON",
    37: "AUTHENTICATION",
    38: "ENCRYPT",
    39: "NEW-ENVIRON",
}
"""The names of the options that are met, as IANA lists them."""

_REFUSALS = {WILL: DONT, DO: WONT}


@dataclass(frozen=True, slots=True)
class Word:
    """A command of theirs; `option` where it is about one, `answer` what to send, or nothing."""

    command: int
    option: int | None = None
    answer: bytes = b""

    @property
    def name(self) -> str:
        """As the RFC writes it: `DO TERMINAL-TYPE`."""
        return _name(self.command, self.option)

    @property
    def answer_name(self) -> str:
        """The answer, written so; empty where there is none."""
        return _name(self.answer[1], self.answer[2]) if self.answer else ""


class Talk:
    """Finds telnet's words in a stream that may be cut anywhere; holds no bytes, only a state."""

    def __init__(self) -> None:
        self._command: int | None = None
        self._after_iac = False
        self._inside: int | None = None
        """The option whose subnegotiation is under way; -1 before it is known."""

    def receive(self, data: bytes) -> Iterator[Word]:
        """Yield what is said in the next bytes, which must be taken to the end."""
        place = 0
        while place < len(data):
            if not self._after_iac and self._command is None and self._inside != -1:
                place = data.find(IAC, place) + 1
                if not place:
                    return
                self._after_iac = True
                continue
            word = self._take(data[place])
            place += 1
            if word is not None:
                yield word

    def _take(self, byte: int) -> Word | None:
        if self._command is not None:
            command, self._command = self._command, None
            refusal = _REFUSALS.get(command)
            answer = bytes((IAC, refusal, byte)) if refusal is not None else b""
            return Word(command, byte, answer)
        if not self._after_iac:
            self._inside = byte
            return None
        self._after_iac = False
        if byte == IAC:
            return None
        if self._inside is not None:
            option, self._inside = self._inside, None
            return Word(SB, option if option >= 0 else None) if byte == SE else None
        if byte in _REFUSALS or byte in (WONT, DONT):
            self._command = byte
            return None
        if byte == SB:
            self._inside = -1
            return None
        return Word(byte)


def escape(data: bytes) -> bytes:
    """Write bytes so that none of them is a command: 255 twice."""
    return data.replace(b"\xff", b"\xff\xff")


def _name(command: int, option: int | None) -> str:
    name = COMMANDS.get(command, str(command))
    return name if option is None else f"{name} {OPTIONS.get(option, option)}"
