"""The parts' logs under var/log: kept small, shown and followed."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

LARGEST_BYTES = 20_000_000


def rotate(folder: Path, largest: int = LARGEST_BYTES) -> None:
    """Copy a log that has grown too large to NAME.log.1 and empty it; the processes keep writing at its end."""
    for path in folder.glob("*.log"):
        if path.stat().st_size > largest:
            shutil.copyfile(path, path.with_name(f"{path.name}.1"))
            with path.open("r+b") as file:
                file.truncate(0)


def tail(path: Path, lines: int) -> str:
    """The last lines of a log, read from its last 200 kB."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 200_000))
        text = file.read().decode("utf-8", "replace")
    return "".join(text.splitlines(keepends=True)[-lines:])


def follow(paths: list[Path]) -> Iterator[str]:
    """What is written from now on to any of the logs; never ends."""
    places = {path: path.stat().st_size for path in paths}
    while True:
        for path, place in places.items():
            size = path.stat().st_size
            with path.open("rb") as file:
                file.seek(place if size >= place else 0)
                fresh = file.read()
                places[path] = file.tell()
            if fresh:
                yield fresh.decode("utf-8", "replace")
        time.sleep(0.2)
