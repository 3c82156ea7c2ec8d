"""What JSON gave, as the kind of value that has to stand there; else a `RoundError` naming the place."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from services.matching.engine.errors import RoundError


def a_place(given: object, at: str, known: Mapping[str, int], kind: str) -> int:
    if not isinstance(given, str) or given not in known:
        raise RoundError(f"{at}: there is no {kind} {given!r}.")
    return known[given]


def an_id(table: Mapping[str, object], at: str) -> str:
    found = a_text(table.get("id"), f"{at}.id")
    if not found:
        raise RoundError(f"{at}.id: an id is a text that is not empty.")
    return found


def a_text(given: object, at: str) -> str:
    if not isinstance(given, str):
        raise RoundError(f"{at}: this is no text.")
    return given


def a_yes(given: object, at: str) -> bool:
    if not isinstance(given, bool):
        raise RoundError(f"{at}: say true or false.")
    return given


def a_list(given: object, at: str) -> Sequence[object]:
    if not isinstance(given, list | tuple):
        raise RoundError(f"{at}: this is no list.")
    return given


def a_table(given: object, at: str, keys: Sequence[str] | None = None) -> Mapping[str, Any]:
    if not isinstance(given, dict):
        raise RoundError(f"{at}: this is no JSON object.")
    for key in given:
        if keys is not None and key not in keys:
            raise RoundError(f"{at}: {key!r} is unknown; there may be {', '.join(keys)}.")
    return given


def a_whole(given: object, at: str, lowest: int, highest: int) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or not lowest <= given <= highest:
        raise RoundError(f"{at}: a whole number from {lowest} to {highest} stands here, not {given!r}.")
    return given


def a_number(given: object, at: str, lowest: float, highest: float) -> float:
    if (
        isinstance(given, bool)
        or not isinstance(given, int | float)
        or not math.isfinite(given)
        or not lowest <= given <= highest
    ):
        raise RoundError(f"{at}: a number from {lowest:g} to {highest:g} stands here, not {given!r}.")
    return float(given)
