"""``python -m tests.contract.samples`` writes a sample of every declared event that has none yet.

A sample that was once shipped is never changed: events of that shape lie in outboxes. A new meaning is a new version.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from shared.config import SERVICES
from shared.events import accounts, base, matching, portfolio, projects

FOLDER = Path(__file__).parent / "samples"
PRODUCERS = (accounts, projects, matching, portfolio)
PERSON = "0197c0de-0000-7000-8000-000000000001"
_SCALARS: dict[Any, Any] = {
    str: "text", int: 3, float: 0.5, bool: True, datetime: "2026-05-04T09:30:00.000+00:00", Any: "anything",
}  # fmt: skip


def public() -> list[type[base.Event]]:
    """Every event of the product, by type."""
    return [base.REGISTER[name] for name in sorted(base.REGISTER) if name.partition(".")[0] in SERVICES]


def path(event: type[base.Event], scrubbed: bool = False) -> Path:
    return FOLDER / f"{event.TYPE}{'.scrubbed' if scrubbed else ''}.json"


def sample(event: type[base.Event], scrubbed: bool = False) -> dict[str, Any]:
    """An event with every field set; scrubbed, as it is after the only person in it was erased."""
    hints, classes = get_type_hints(event), base.classes(event)
    values = {
        one.name: _value(hints[one.name], one.name, classes[one.name], number)
        for number, one in enumerate(fields(event), 1)  # type: ignore[arg-type]
        if one.name != "personal"
    }
    said = {name: f"{name} of the person" for name in event.PERSONAL}
    return values | {"personal": {PERSON: said} if said and not scrubbed else {}}


def _value(hint: Any, name: str, kind: str, number: int) -> Any:
    inner = [part for part in get_args(hint) if part is not type(None)]
    if get_origin(hint) is list:
        return [_value(inner[0], name, kind, number)]
    if get_origin(hint) is dict:
        return {"name": _value(inner[1], name, kind, number)}
    if inner:
        return _value(inner[0], name, kind, number)
    if kind == "id":
        return PERSON if name in ("person", "members", "captain", "by") else f"{PERSON[:-2]}{number + 10}"
    return _SCALARS[hint]


def missing() -> Iterator[tuple[Path, dict[str, Any]]]:
    for event in public():
        for scrubbed in (False, True) if event.PERSONAL else (False,):
            if not path(event, scrubbed).exists():
                yield path(event, scrubbed), sample(event, scrubbed)


def main() -> int:
    FOLDER.mkdir(exist_ok=True)
    for file, values in missing():
        file.write_text(json.dumps(values, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        print(file.name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
