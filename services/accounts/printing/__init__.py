"""Sheets to print, by Typst: a template of ours, and data. What users wrote reaches it as JSON alone, never as markup.

The compiler runs in a process of its own, without environment, with a limit of time, processor and memory.
"""

import io
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import segno

from shared.errors import Unavailable
from shared.messages import N_

TEMPLATES = Path(__file__).parent / "templates"
COMPILER = Path(__file__).with_name("compiler.py")
LIMIT_SECONDS = 20.0


def sheet(
    template: str, data: Mapping[str, Any], *, folder: Path = TEMPLATES, limit: float = LIMIT_SECONDS
) -> bytes:
    """The PDF of ``folder/template`` with the data; nothing but that folder can be read. Raises Unavailable."""
    asked = {"folder": str(folder), "template": template, "data": json.dumps(data, ensure_ascii=False)}
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
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        drawn, kind="svg", scale=4, border=4, xmldecl=False, light="#fff"
    )
    return drawn.getvalue().decode()
