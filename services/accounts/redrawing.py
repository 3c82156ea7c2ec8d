"""A picture that somebody sent is never shown: it is drawn anew in a process apart (``redrawer.py``)."""

import subprocess
import sys
from pathlib import Path

from shared.errors import Invalid
from shared.messages import N_

REDRAWER = Path(__file__).with_name("redrawer.py")
LIMIT_SECONDS = 8.0
MOST_BYTES = 1024 * 1024
TOO_MANY_PIXELS = 3
"""How that process ends; it is not imported, since it brings the library along that reads pictures."""

NONE = N_("Choose a picture.")
TOO_LONG = N_("A logo has at most 1 MB. Nothing was kept.")
TOO_LARGE = N_("This picture is too large; it may have 16 million pixels.")
UNREADABLE = N_("This is no picture that we can read. Choose a PNG, JPEG or WebP file.")


def redrawn(picture: bytes) -> bytes:
    """The PNG that is shown in place of a PNG, JPEG or WebP. Raises Invalid with a sentence for whoever sent it."""
    if not picture:
        raise Invalid({"file": NONE})
    if len(picture) > MOST_BYTES:
        raise Invalid({"file": TOO_LONG})
    try:
        done = subprocess.run(  # noqa: S603 -- our own file, no arguments
            [sys.executable, "-I", "-B", str(REDRAWER)], input=picture, capture_output=True, env={}, check=False,
            timeout=LIMIT_SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise Invalid({"file": UNREADABLE}) from error
    if done.returncode == 0 and done.stdout:
        return done.stdout
    raise Invalid({"file": TOO_LARGE if done.returncode == TOO_MANY_PIXELS else UNREADABLE})
