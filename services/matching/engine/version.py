"""Which engine a plan was made by, so that a replay knows whether it is the same one."""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

PARTS = ("engine", "scoring")


@cache
def engine_version() -> str:
    """Returns a hash of what decides: the files of the engine and of the scoring, and the version of HiGHS.

    Notes
    -----
    It changes with a comment, too. Then a replay says that the engine is another one, and agrees all the same.
    """
    content = hashlib.sha256(version("highspy").encode())
    for part in PARTS:
        for path in sorted((Path(__file__).parents[1] / part).glob("*.py")):
            content.update(path.read_bytes())
    return content.hexdigest()[:16]
