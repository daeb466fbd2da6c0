"""A test of kills as a command line: more kills than a suite needs, and other moments each time."""

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path


def by_hand(
    what: str, kills: int, kill_many: Callable[[Path, int, int], Counter[str]], well: str
) -> None:
    """Kill as often as `--kills` says (`kills` if nothing); print what was seen, and `well`."""
    parser = argparse.ArgumentParser(description=what)
    parser.add_argument("--kills", type=int, default=kills)
    parser.add_argument("--seed", type=int, default=time.time_ns())
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}", flush=True)
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as data:
        facts = kill_many(Path(data), arguments.kills, arguments.seed)
    for fact, number in sorted(facts.items()):
        print(f"{number:8}  {fact.replace('_', ' ')}")
    print(f"{well} {time.monotonic() - started:.0f} s")
