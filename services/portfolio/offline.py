"""What people take along to check credentials without this site: one HTML file, and ``shixun-verify`` as a wheel.

Both are made of the files of the package ``verifier``; the wheel takes along what that needs of ``shared``.
"""

import base64
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from typing import Any

from shared.linkeddata import CONTEXTS
from shared.messages import N_

TAKEN = ("dataintegrity", "endorsement", "errors", "linkeddata", "messages", "multikey", "signatures")
"""The modules of shared that go into the wheel."""
NEEDS = ("cryptography", "pyld", "rfc8785")
SCRIPTS = ("bytes.js", "linkeddata.js", "checks.js", "view.js")
PAGE = "shixun-verify.html"
TITLE = N_("Verify without a network")
_EPOCH = (2026, 1, 1, 0, 0, 0)  # the same files give the same wheel
_SENTENCE = re.compile(r'N_\("((?:[^"\\]|\\.)*)"\)')
_MARK = re.compile(r"\{\{([a-z]+)\}\}")


def wheel_name() -> str:
    return f"shixun_verify-{metadata.version('shixun')}-py3-none-any.whl"


@cache
def wheel() -> bytes:
    """Installs the command ``shixun-verify``; no web framework, no database, no broker."""
    about = f"shixun_verify-{metadata.version('shixun')}.dist-info"
    content = dict(_modules()) | {
        f"{about}/METADATA": _metadata().encode(),
        f"{about}/WHEEL": b"Wheel-Version: 1.0\nGenerator: shixun\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{about}/entry_points.txt": b"[console_scripts]\nshixun-verify = verifier.__main__:run\n",
    }
    record = "".join(f"{name},{_digest(data)},{len(data)}\n" for name, data in sorted(content.items()))
    content[f"{about}/RECORD"] = f"{record}{about}/RECORD,,\n".encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(content.items()):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _modules() -> Iterator[tuple[str, bytes]]:
    verifier, shared = resources.files("verifier"), resources.files("shared")
    for folder, inside in ((verifier, "verifier"), (verifier / "log", "verifier/log")):
        yield from ((f"{inside}/{one.name}", one.read_bytes()) for one in _files(folder, ".py"))
    for name in ("__init__", *TAKEN):
        yield f"shared/{name}.py", (shared / f"{name}.py").read_bytes()
    yield from ((f"shared/contexts/{one.name}", one.read_bytes()) for one in _files(shared / "contexts", ""))


def _files(folder: Traversable, ending: str) -> list[Traversable]:
    return [one for one in folder.iterdir() if one.is_file() and one.name.endswith(ending)]


def _metadata() -> str:
    needs = "".join(f"Requires-Dist: {name}\n" for name in NEEDS)
    return (
        f"Metadata-Version: 2.4\nName: shixun-verify\nVersion: {metadata.version('shixun')}\n"
        "Summary: Checks Shixun's credentials without the platform and without a network.\n"
        f"License-Expression: Apache-2.0\nRequires-Python: >=3.11\n{needs}"
    )


def _digest(data: bytes) -> str:
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def sentences() -> list[str]:
    """What the page says, in English; each is a key of the catalogues."""
    found = [match for name in SCRIPTS for match in _SENTENCE.findall(_source(name))]
    return list(dict.fromkeys(json.loads(f'"{text}"') for text in found))


def page(trust: Mapping[str, Any], say: Callable[[str], str], language: str) -> str:
    """The file with everything inside: it can load nothing, since its own policy forbids every address."""
    held = {"contexts": dict(CONTEXTS), "trust": trust, "words": {text: say(text) for text in sentences()}}
    script = "\n".join(
        [
            '"use strict";',
            f"const HELD = {_json(held)};",
            "const CONTEXTS = HELD.contexts;",
            *map(_source, SCRIPTS),
        ]
    )
    style = _source("page.css")
    parts = {
        "language": language, "title": say(TITLE), "script": script, "style": style,
        "scriptdigest": _policy_digest(script), "styledigest": _policy_digest(style),
    }  # fmt: skip
    return _MARK.sub(lambda mark: parts[mark[1]], _source("page.html"))


def _json(value: Any) -> str:
    """Inside a script: nothing in it can end the element."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _policy_digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _source(name: str) -> str:
    return (resources.files("verifier") / "page" / name).read_text(encoding="utf-8")
