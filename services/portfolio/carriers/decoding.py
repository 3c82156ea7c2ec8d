"""Reads pictures and PDFs in a process apart (``decoder.py``): few at a time, each with an end."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from services.portfolio.carriers.kinds import BROKEN, NOTHING, CarrierError
from shared.errors import Unavailable
from shared.messages import N_

DECODER = Path(__file__).with_name("decoder.py")
LIMIT_SECONDS = 7.0
AT_ONCE, WAITING = 2, 2
"""So many are read at a time and so many wait; the threads of this process have others to answer as well."""

REFUSALS = {
    "too_many_pixels": N_("This picture is too large; it may have 40 million pixels."),
    "locked": N_("This PDF is locked with a password, so that it cannot be read."),
    "damaged": BROKEN,
}
NO_TIME = N_("There was no time left to read this file. Send it again in a smaller part.")
_places = threading.BoundedSemaphore(AT_ONCE + WAITING)
_turns = threading.BoundedSemaphore(AT_ONCE)


def decode(files: Sequence[tuple[str, bytes]]) -> list[list[str] | CarrierError]:
    """Of each (kind, content), pdf or picture, the texts in it, or why there are none.

    Raises Unavailable while too many others are being read.
    """
    if not files:
        return []
    if not _places.acquire(blocking=False):
        raise Unavailable(N_("Many files are being read at the moment. Try again in a minute."))
    try:
        with _turns:
            return [_outcome(one) for one in _all(files, time.monotonic() + LIMIT_SECONDS)]
    finally:
        _places.release()


def _all(files: Sequence[tuple[str, bytes]], until: float) -> list[dict[str, Any]]:
    """A file that ends the process is a damaged one; the process begins anew behind it."""
    said: list[dict[str, Any]] = []
    while len(said) < len(files) and time.monotonic() < until:
        said += _run(files[len(said) :], until - time.monotonic())
        if len(said) < len(files):
            said.append({"refused": "damaged"} if time.monotonic() < until else {})
    return said + [{}] * (len(files) - len(said))


def _run(files: Sequence[tuple[str, bytes]], seconds: float) -> list[dict[str, Any]]:
    """What one process says of the files before it ends."""
    head = json.dumps([[kind, len(content)] for kind, content in files]).encode() + b"\n"
    command = [sys.executable, "-I", "-B", str(DECODER)]
    with subprocess.Popen(  # noqa: S603 -- our own file, arguments of ours
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}
    ) as process:
        try:
            out, _ = process.communicate(head + b"".join(content for _, content in files), timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            out, _ = process.communicate()
    return [json.loads(line) for line in out.splitlines(keepends=True) if line.endswith(b"\n")]


def _outcome(said: dict[str, Any]) -> list[str] | CarrierError:
    if "refused" in said:
        return CarrierError(REFUSALS[said["refused"]])
    if "texts" not in said:
        return CarrierError(NO_TIME)
    return list(said["texts"]) or CarrierError(NOTHING)
