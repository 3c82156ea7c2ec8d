"""Sheets to print, by Typst: a template of ours, and data. What users wrote reaches it as JSON alone, never as markup.

The compiler runs in a process of its own, without environment, with a limit of time, processor and memory.
"""

import io
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import segno

from shared.errors import Unavailable
from shared.messages import N_

COMPILER = Path(__file__).with_name("compiler.py")
LIMIT_SECONDS = 20.0
FONTS = {"zh-Hans": "Noto Sans CJK SC", "zh-Hant": "Noto Sans CJK TC", "en": "Noto Sans CJK SC"}
"""By the reader's language: the same character is drawn differently where it is read."""


def sheet(
    template: Path,
    data: Mapping[str, Any],
    form: Literal["pdf", "png", "svg"] = "pdf",
    limit: float = LIMIT_SECONDS,
) -> bytes:
    """The template with the data, as PDF or as a picture of its one page. Nothing outside the template's own folder can
    be read. Raises Unavailable."""
    asked = {
        "folder": str(template.parent), "template": template.name, "form": form,
        "data": json.dumps(data, ensure_ascii=False),
    }  # fmt: skip
    command = [sys.executable, "-I", "-B", str(COMPILER)]
    try:
        done = subprocess.run(  # noqa: S603 -- our own file, arguments of ours
            command, input=json.dumps(asked).encode(), capture_output=True, timeout=limit, env={}, check=True
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        raise Unavailable(N_("The sheet could not be made. Nothing was changed; try again.")) from error
    return done.stdout


def qr(text: str) -> str:
    """As SVG, for a template's image()."""
    return _qr(text, "svg", xmldecl=False).decode()


def qr_picture(text: str) -> list[int]:
    """As PNG, its bytes: in a PDF it stays a picture, which readers of pictures find there."""
    return list(_qr(text, "png"))


def _qr(text: str, kind: str, **options: Any) -> bytes:
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        drawn, kind=kind, scale=4, border=4, light="#fff", **options
    )
    return drawn.getvalue()
