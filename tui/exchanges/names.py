"""Which names say that their value is nobody else's business."""

import re
from functools import lru_cache

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", re.ASCII)
_SECRET = re.compile(
    r"pass|pwd|otp|jwt|sig|signature|auth|authorization|credentials?|cookies?|sid|\w*session(id)?"
    r"|csrf|xsrf|keys?|(api|private|access|public|secret)keys?|.*(passw|passphrase|passcode).*"
    r"|.*secrets?|.*tokens?"
)
"""One word of a name; those without an end of their own are also found in `userpassword`."""
_LONGEST = 200
"""Characters of a name; what is longer is none."""
_HARMLESS = frozenset({"sec-websocket-key", "idempotency-key", "surrogate-key"})
"""Fields that are named so and hide nothing."""


@lru_cache(maxsize=4096)
def is_secret(name: str) -> bool:
    """Say whether a field, parameter, member or variable is a password, a token or a key."""
    if name.lower() in _HARMLESS or len(name) > _LONGEST:
        return False
    return any(_SECRET.fullmatch(word.lower()) for word in _WORD.findall(name))
