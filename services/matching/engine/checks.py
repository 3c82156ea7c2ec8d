"""What JSON gave, as the kind of value that has to stand there; else an error naming the place."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from services.matching.engine.errors import Wrong


def a_place(given: object, at: str, known: Mapping[str, int], kind: str) -> int:
    if not isinstance(given, str) or given not in known:
        raise Wrong(f"unknown_{kind}", at, given=f"{given!r}")
    return known[given]


def an_id(table: Mapping[str, object], at: str) -> str:
    found = a_text(table.get("id"), f"{at}.id")
    if not found:
        raise Wrong("no_id", f"{at}.id")
    return found


def a_text(given: object, at: str) -> str:
    if not isinstance(given, str):
        raise Wrong("no_text", at)
    return given


def a_yes(given: object, at: str) -> bool:
    if not isinstance(given, bool):
        raise Wrong("yes_or_no", at)
    return given


def a_list(given: object, at: str) -> Sequence[object]:
    if not isinstance(given, list | tuple):
        raise Wrong("no_list", at)
    return given


def a_table(given: object, at: str, keys: Sequence[str] | None = None) -> Mapping[str, Any]:
    if not isinstance(given, dict):
        raise Wrong("no_object", at)
    for key in given:
        if keys is not None and key not in keys:
            raise Wrong("unknown_key", at, given=f"{key!r}", known=", ".join(keys))
    return given


def a_whole(given: object, at: str, lowest: int, highest: int) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or not lowest <= given <= highest:
        raise Wrong("whole", at, lowest=lowest, highest=highest, given=f"{given!r}")
    return given


def a_number(given: object, at: str, lowest: float, highest: float) -> float:
    if (
        isinstance(given, bool)
        or not isinstance(given, int | float)
        or not math.isfinite(given)
        or not lowest <= given <= highest
    ):
        raise Wrong("number", at, lowest=f"{lowest:g}", highest=f"{highest:g}", given=f"{given!r}")
    return float(given)
