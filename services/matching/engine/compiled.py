"""numba's compiler, with a place for what it has compiled.

numba looks at the age of one file only, and would keep old machine code of a function that calls one of another file.
So the place is named after the content of all files of the engine. It is beside them, or among the user's temporary
files where nobody may write there; NUMBA_CACHE_DIR says another one.
"""

import hashlib
import os
import tempfile
from pathlib import Path

import numba

HERE = Path(__file__).parent


def temporary() -> Path:
    """Returns the user's own folder for what can be made again."""
    owner = os.getuid() if hasattr(os, "getuid") else "user"
    return Path(tempfile.gettempdir()) / f"shixun-{owner}"


def _place() -> Path:
    content = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(HERE.glob("*.py"))))
    beside = HERE / "__pycache__"
    given = os.environ.get("NUMBA_CACHE_DIR")
    writable = os.access(beside if beside.exists() else HERE, os.W_OK)
    base = Path(given) if given else beside if writable else temporary()
    return base / f"compiled-{content.hexdigest()[:12]}"


setattr(numba.config, "CACHE_DIR", str(_place()))  # noqa: B010  numba sets its settings by name, too
compiled = numba.njit(cache=True, nogil=True)
inlined = numba.njit(cache=True, nogil=True, inline="always")
lean = numba.njit(cache=True, nogil=True, _nrt=False)  # type: ignore[call-overload]
"""For what makes no array and is called a million times: else numba counts the holders of each of the arrays that come
in, and that takes longer than judging a team. It refuses to compile what makes one all the same."""
