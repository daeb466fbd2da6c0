"""What is to be done with one photo, and how far that is."""

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from tui.screens.photos.speed import Speed


class Kind(Enum):
    """Which way a photo goes."""

    STORE = "store"
    FETCH = "fetch"
    REMOVE = "remove"


class Stage(Enum):
    """How far a transfer is."""

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    UNCONFIRMED = "unconfirmed"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done. `path` is the file here. Without `replace` neither a file here nor a
    photo there is ever replaced: whoever asked, and heard yes, says so. `strip_position`: what is
    sent is a copy that does not tell where the photo was taken.
    """

    kind: Kind
    name: str
    path: Path | None = None
    replace: bool = False
    strip_position: bool = False

    @property
    def touches(self) -> tuple[str, str]:
        """What no other order may touch meanwhile: a file here, or a name there."""
        if self.kind is Kind.FETCH:
            return "here", str(self.path)
        return "there", self.name


@dataclass(frozen=True, slots=True)
class Known:
    """What was learnt on the way, and is needed to go on where it stopped.

    `size` and `modified` (nanoseconds) are those of the file that is sent, or `size` that of the
    photo that comes; `sha256` is the digest of what travels; `upload` is the archive's token;
    `part` the hidden file beside the target.
    """

    size: int | None = None
    modified: int | None = None
    sha256: str | None = None
    upload: str | None = None
    part: str | None = None


NOTHING = Known()


@dataclass(slots=True)
class Transfer:
    """An order on its way; `reason` says in words why it failed, or waits."""

    number: int
    order: Order
    stage: Stage = Stage.WAITING
    known: Known = NOTHING
    moved: int = 0
    size: int = 0
    verified: bool = False
    reason: str = ""
    tries: int = 0
    due: float = 0.0
    """The moment, by the queue's clock, before which it is not tried again."""
    farthest: int = 0
    pace: Speed = field(default_factory=Speed)
