"""A guide of one page for each kind of user, written in each language by itself: one file a persona."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

PERSONAS = ("company", "mentor", "student", "teacher", "registrar", "employer", "operator", "guardian")


@cache
def guide(persona: str, language: str) -> dict[str, Any]:
    """``title``, ``lead``, what its ``picture`` shows, and ``parts``: heading, steps, where to begin."""
    text = (Path(__file__).parent / f"{persona}.toml").read_text(encoding="utf-8")
    found: dict[str, Any] = tomllib.loads(text)[language]
    return found
