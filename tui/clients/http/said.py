"""What httpcore2 raises where connections are kept (the archive), in our words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tui.clients.failure import Failure, Step

if TYPE_CHECKING:
    from tui.clients.http.course import Course


@contextmanager
def said_by(course: "Course") -> Iterator[None]:
    """Turn what httpcore2 raises beside our own failures into a Failure of the step."""
    import httpcore2

    try:
        yield
    except httpcore2.LocalProtocolError as error:
        raise Failure(Step.SEND, str(error), peer=course.peer, code="REQUEST") from error
    except httpcore2.RemoteProtocolError as error:
        raise course.unsent or _misspoken(course, str(error)) from error


def _misspoken(course: "Course", reason: str) -> Failure:
    code = "EOF" if "disconnected" in reason or "peer closed" in reason else "HTTP"
    return Failure(course.step, reason, peer=course.peer, code=code)
