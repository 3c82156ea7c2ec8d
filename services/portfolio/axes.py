"""Confirmed skills on eight axes, for the radar of a portfolio: ESCO's top groups, gathered.

``axes.txt`` holds, for each axis, the first eight digits of the SHA-256 of each of its skills' addresses, made from the
skill graph; a skill in none of them works with others and learns.
"""

import hashlib
import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from shared.messages import N_

FILE = Path(__file__).with_name("axes.txt")
DIGITS, OTHER = 8, "transversal"
AXES = {
    "digital": N_("Computing"), "engineering": N_("Machines and engineering"),
    "information": N_("Information and analysis"), "communication": N_("Communication and creativity"),
    "management": N_("Management and business"), "care": N_("Care and service"),
    "handling": N_("Handling and production"), OTHER: N_("Working with others and learning"),
}  # fmt: skip
HIGHEST, FEWEST = 5, 3
"""The highest level; and the fewest axes with evidence that make a picture worth drawing."""
CENTRE, RADIUS = 100.0, 78.0


@lru_cache(maxsize=1)
def _marks() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in FILE.read_text(encoding="ascii").splitlines():
        key, marks = line.split(" ")
        found |= {marks[at : at + DIGITS]: key for at in range(0, len(marks), DIGITS)}
    return found


def axis(uri: str) -> str:
    """
    >>> axis("urn:uuid:none-of-esco")
    'transversal'
    """
    return _marks().get(hashlib.sha256(uri.encode()).hexdigest()[:DIGITS], OTHER)


def radar(items: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """What the shown items confirm, by axis; None where they confirm nothing.

    Each axis has the mean of its three highest skills, as the credential says it, and the evidence behind: a skill at
    its highest level, with the item that shows it. ``points`` are the corners of the picture, when it is worth one.
    """
    best: dict[str, dict[str, Any]] = {}
    for item in items:
        for one in item.get("results", []) if item["status"] == "valid" else []:
            if one["level"] > best.get(one["uri"], {"level": 0})["level"]:
                told = {
                    "label": one["label"],
                    "level": one["level"],
                    "id": item["id"],
                    "title": item["title"],
                }
                best[one["uri"]] = told | {"axis": axis(one["uri"])}
    if not best:
        return None
    rows = [_axis(key, [one for one in best.values() if one["axis"] == key]) for key in AXES]
    drawn = sum(row["level"] > 0 for row in rows) >= FEWEST
    return {
        "rows": rows,
        "points": _points([row["level"] for row in rows]) if drawn else None,
        "grid": _grid(),
    }


def _axis(key: str, evidence: list[dict[str, Any]]) -> dict[str, Any]:
    ranked = sorted(evidence, key=lambda one: (-one["level"], one["label"]))
    top = [one["level"] for one in ranked[:3]]
    return {"name": AXES[key], "level": round(sum(top) / len(top), 1) if top else 0, "evidence": ranked}


def _points(levels: Sequence[float]) -> list[tuple[float, float]]:
    """
    >>> _points([5, 0, 5, 0])[:2]
    [(100.0, 22.0), (100.0, 100.0)]
    """
    return [_place(n / len(levels), level / HIGHEST) for n, level in enumerate(levels)]


def _grid() -> list[dict[str, Any]]:
    """Each axis' outer end, and where its number stands."""
    return [
        {"end": _place(n / len(AXES), 1), "number": _place(n / len(AXES), 1.17)} for n in range(len(AXES))
    ]


def _place(turn: float, part: float) -> tuple[float, float]:
    angle = math.tau * turn
    return round(CENTRE + RADIUS * part * math.sin(angle), 1), round(
        CENTRE - RADIUS * part * math.cos(angle), 1
    )
