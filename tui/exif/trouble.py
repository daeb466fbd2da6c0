"""Why a position cannot be taken out of a photo."""


class PositionStays(Exception):
    """No copy without the position can be made; the text says why, in words safe to show."""


class Garbled(Exception):
    """A description that breaks its own format: what is in it cannot be told."""
