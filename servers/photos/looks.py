"""What a photo's file says of itself, and what is said of a file that is no picture."""

from dataclasses import dataclass


class NotAPicture(Exception):
    """The bytes are no picture that we show; the text says why, for the log."""


@dataclass(frozen=True, slots=True)
class Looks:
    """The format; the size as one sees it, upright; when and with what it was taken, if said.

    `taken` is by the camera's clock, in no zone: `2017-08-22T14:57:08`.
    """

    type: str
    width: int
    height: int
    taken: str | None
    camera: str | None
