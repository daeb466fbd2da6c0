"""What a photo says of itself beside its pixels, and a copy that does not say where it was taken.

read(Path("plage.jpg"))                 ->  Exif(camera="Canon EOS 80D", exposure="1/250 s", …)
without_position(Path("plage.jpg"))     ->  the same file, byte for byte, but for its position
"""

from tui.exif.container import without_position as without_position
from tui.exif.reading import Exif as Exif
from tui.exif.reading import read as read
from tui.exif.reading import words as words
from tui.exif.trouble import PositionStays as PositionStays
