"""The portfolio to take along: JSON Resume and an archive, out of what ``showing.shown`` chose and no more."""

import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

RESUME_SCHEMA = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"
_OLDEST = (1980, 1, 1, 0, 0, 0)
"""Of every file in an archive: what it holds says its own times, and the same content gives the same archive."""


def resume(name: str, items: Sequence[Mapping[str, Any]], issuer: str, now: datetime) -> dict[str, Any]:
    """As JSON Resume 1.0.0. ``items``: shown ones, each with its ``url`` of verification; only valid ones are told."""
    valid = [one for one in items if one["status"] == "valid"]
    return {
        "$schema": RESUME_SCHEMA,
        "basics": {"name": name} if name else {},
        "projects": [_project(one) for one in valid],
        "skills": _skills(valid),
        "certificates": [
            {"name": one["title"], "date": _day(one["issued_at"]), "issuer": issuer, "url": one["url"]}
            for one in valid
        ],
        "meta": {"version": "v1.0.0", "lastModified": now.isoformat(timespec="seconds")},
    }


def _project(item: Mapping[str, Any]) -> dict[str, Any]:
    met = [one["text"] for one in item.get("criteria", []) if one["met"]]
    described = item.get("deed") or item.get("statement")
    return {
        "name": item["title"],
        "endDate": _day(item["accepted_at"]),
        "url": item["url"],
        "type": "practical training",
        **({"description": described} if described else {}),
        **({"entity": item["company"]} if item.get("company") else {}),
        **({"highlights": met} if met else {}),
        **({"keywords": [one["label"] for one in item["results"]]} if item.get("results") else {}),
    }


def _skills(items: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each skill once, at its highest confirmed level."""
    best: dict[str, tuple[int, str]] = {}
    for item in items:
        for one in item.get("results", []):
            best[one["uri"]] = max(best.get(one["uri"], (0, "")), (one["level"], one["label"]))
    rows = sorted(best.values(), key=lambda row: (-row[0], row[1]))
    return [{"name": label, "level": f"{level} of 5"} for level, label in rows]


def _day(at: datetime) -> str:
    return at.date().isoformat()


def archive(files: Mapping[str, str]) -> bytes:
    """A ZIP of texts by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in files.items():
            made.writestr(zipfile.ZipInfo(name, _OLDEST), text.encode(), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not written in a file")
