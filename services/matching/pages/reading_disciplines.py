"""What each discipline of a team brings, as its members read it."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext

from services.matching import disciplines


def shown(
    programmes: Mapping[str, str],
    qualities: Mapping[str, Mapping[str, float]],
    needs: Sequence[Mapping[str, Any]],
    least: int,
) -> dict[str, Any] | None:
    """None for a team of one discipline of which no more are asked. ``needs``: rows of {skill, name, level, href};
    ``least``: from so many programmes the brief wants its team."""
    count, found = disciplines.count(programmes), disciplines.of(programmes)
    if count < 2 and least < 2:
        return None
    cells = [disciplines.brings(programmes, qualities, need["skill"]) for need in needs]
    names = [name or gettext("Programme not known") for name in found]
    return {
        "count": count, "least": least, "columns": names,
        "rows": [{**need, "cells": row, "team": max(row)} for need, row in zip(needs, cells, strict=True)],
        "alone": [
            {"name": name, "skills": [needs[need]["name"] for need in mine]}
            for place, name in enumerate(names)
            if (mine := disciplines.alone(cells, place)) and len(names) > 1
        ],
    }  # fmt: skip
