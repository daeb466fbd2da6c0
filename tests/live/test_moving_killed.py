"""`kill -9` of a host while photos change their names: each is somewhere, whole, whatever happens.

PYTHONPATH=.:tests python tests/live/test_moving_killed.py --kills 100
"""

import argparse
import tempfile
import threading
from pathlib import Path
from random import Random

from live.asking import Client
from live.killed_host import killable_host

NAMES = [f"{letter}.jpg" for letter in "abcdef"]
LATEST = 0.2
"""Seconds after which a host is killed at the latest: some hundred moves."""


def move(port: int, random: Random) -> int:
    """Give photos names of others until the host is gone; return how often that was confirmed."""
    done = 0
    try:
        with Client(port) as client:
            while True:
                old, new = random.sample(NAMES, 2)
                fields = (f"Destination: /photos/{new}", f"Overwrite: {random.choice('TF')}")
                done += client.ask(f"MOVE /photos/{old}", *fields).status in (201, 204)
    except (OSError, ValueError, IndexError):
        return done


def whole(directory: Path, photos: set[bytes]) -> None:
    """Every photo is in the directory or in the trash, and nothing else is."""
    there = {path.name: path.read_bytes() for path in directory.iterdir() if path.is_file()}
    trash = {path.read_bytes() for path in (directory / ".vasistas" / "trash").glob("*/*")}
    assert there.keys() <= set(NAMES)
    assert photos == {*there.values()} | trash


def run(data: Path, kills: int, random: Random) -> int:
    directory = data / "photos"
    directory.mkdir(parents=True)
    photos: set[bytes] = set()
    done = 0
    for _ in range(kills):
        with killable_host(data) as (process, port):
            with Client(port) as client:
                for name in NAMES:
                    photo = random.randbytes(64)
                    photos.add(photo)
                    assert client.ask(f"PUT /photos/{name}", body=photo).status in (200, 201)
            timer = threading.Timer(random.uniform(0, LATEST), process.kill)
            timer.start()
            done += move(port, random)
            timer.join()
            process.wait()
        whole(directory, photos)
    return done


def test_a_photo_whose_name_changes_is_never_lost(tmp_path: Path) -> None:
    assert run(tmp_path, 3, Random(2017)) > 0


def main() -> None:
    parser = argparse.ArgumentParser(description="Kill a host while photos change their names.")
    parser.add_argument("--kills", type=int, default=100)
    with tempfile.TemporaryDirectory() as data:
        done = run(Path(data), parser.parse_args().kills, Random())
    print(f"{done} moves confirmed; every photo is there and whole.")


if __name__ == "__main__":
    main()
