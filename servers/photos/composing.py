"""Names of files whose accents stand apart (Unicode NFD), as a Mac writes them, composed (NFC).

A photo is asked for by its name in NFC, so a file that the owner has copied in from a Mac would not
be found. It is renamed, as file synchronizers do: nobody sees a difference.
"""

import os
import unicodedata
from typing import TYPE_CHECKING

from protocol import names

if TYPE_CHECKING:
    from servers.photos.shelf import Shelf


def compose(shelf: "Shelf", name: str) -> str | None:
    """Give a file the composed form of its name, and return that; None where it is not a photo's
    either, or another has it.
    """
    composed = unicodedata.normalize("NFC", name)
    if not names.photo_is_valid(composed):
        return None
    file, photo = shelf.directory / name, shelf.directory / composed
    try:
        with shelf.changing():
            if not os.path.lexists(photo):
                file.rename(photo)
            elif not photo.samefile(file):  # it is where both forms are one name
                return None
    except OSError:
        return None
    return composed
