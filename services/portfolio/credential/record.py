"""The contribution record: what projects states of an accepted contribution and a reviewer signs off.

As a plain dict (``Record.to_dict``, the form that is hashed and endorsed)::

    {
      "version": 1,
      "contribution_id": "0190…",               a UUID
      "brief_title": "…", "project_summary": "…",
      "criteria": [{"text": "…", "met": true}],
      "skills": [{"uri": "http://…", "label": "…", "needed": 3, "achieved": 3 or null, "untouched": false}],
      "artefacts": [{"name": "…", "sha256": "<64 hex>", "media_type": "text/csv"}],
      "statement": "…", "hours": "120.5" or null,
      "confirmed_by": [{"role": "Company mentor", "organisation": "…"}],
      "peers_confirmed": true,
      "company_name": "…", "school_name": "…",   "" when its use was not consented to
      "accepted_at": "2026-11-20T08:00:00Z", "demo": false
    }

Levels are 1 to 5. ``untouched``: the reviewer left the preset level as it was. Hours are a string, since numbers differ
between engines. Nothing names a person.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from shared.errors import Invalid
from shared.messages import N_

VERSION = 1
LEVELS = range(1, 6)
MOST_SKILLS, MOST_CRITERIA, MOST_ARTEFACTS, MOST_CONFIRMATIONS = 20, 30, 50, 5
SHORT, LONG = 200, 4000  # characters

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,60}/[a-z0-9!#$&^_.+-]{1,100}")
_HOURS = re.compile(r"(0|[1-9]\d{0,3})(\.\d{1,2})?")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_URI = re.compile(r"(https?://|urn:)[^\x00-\x20<>\"{}|^`\\]{1,300}")
_MAIL = re.compile(r"[^\s@]@[^\s@]+\.[^\s@]")
_HIDDEN = {"Cc", "Cs", "Cn", "Co", "Zl", "Zp"}  # control, surrogate, unassigned, private use, separators
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Criterion:
    text: str
    met: bool


@dataclass(frozen=True)
class Skill:
    uri: str
    label: str
    needed: int
    achieved: int | None
    untouched: bool


@dataclass(frozen=True)
class Artefact:
    """``name``: a name or description that shows nobody's name; ``sha256``: hex, of its bytes."""

    name: str
    sha256: str
    media_type: str


@dataclass(frozen=True)
class Confirmation:
    role: str
    organisation: str


@dataclass(frozen=True)
class Record:
    contribution_id: str
    brief_title: str
    project_summary: str
    criteria: tuple[Criterion, ...]
    skills: tuple[Skill, ...]
    artefacts: tuple[Artefact, ...]
    statement: str
    hours: str | None
    confirmed_by: tuple[Confirmation, ...]
    peers_confirmed: bool
    company_name: str
    school_name: str
    accepted_at: str
    demo: bool

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> "Record":
        """Reads the plain form strictly. Raises Invalid that names every field that is wrong."""
        return _Reader().record(record)

    def to_dict(self) -> dict[str, Any]:
        """The plain form; reading and writing it again changes nothing, so its hash stays the same."""
        plain = asdict(self)
        lists = {name: list(value) for name, value in plain.items() if isinstance(value, tuple)}
        return {"version": VERSION, **plain, **lists}


def text_problem(value: Any, longest: int, lines: bool = False) -> str | None:
    """What is wrong with a text that is to be signed, as a sentence; None when nothing is."""
    if not isinstance(value, str) or len(value) > longest:
        return N_("Write a text, not longer than the limit.")
    visible = value.replace("\n", "") if lines else value
    if any(unicodedata.category(c) in _HIDDEN for c in visible) or _BIDI.search(value):
        return N_("Remove the invisible control characters.")
    if unicodedata.normalize("NFC", value) != value:
        return N_("Write accented letters in their composed form (NFC).")
    if _MAIL.search(value):
        return N_("Remove the mail address: a credential names nobody.")
    return None


class _Reader:
    """Reads a record and collects what is wrong, by the field's path."""

    def __init__(self) -> None:
        self.errors: dict[str, str] = {}

    def record(self, source: Mapping[str, Any]) -> Record:
        known = {"version", *Record.__dataclass_fields__}
        if not isinstance(source, Mapping) or set(source) != known or source["version"] != VERSION:
            raise Invalid({"record": N_("The record has not the fields of version 1.")})
        record = Record(
            contribution_id=self._match(source, "contribution_id", _ID),
            brief_title=self._text(source, "brief_title", SHORT, required=True),
            project_summary=self._text(source, "project_summary", LONG, lines=True),
            criteria=self._items(source, "criteria", MOST_CRITERIA, self._criterion),
            skills=self._items(source, "skills", MOST_SKILLS, self._skill),
            artefacts=self._items(source, "artefacts", MOST_ARTEFACTS, self._artefact),
            statement=self._text(source, "statement", LONG, lines=True, required=True),
            hours=None if source["hours"] is None else self._match(source, "hours", _HOURS),
            confirmed_by=self._items(source, "confirmed_by", MOST_CONFIRMATIONS, self._confirmation),
            peers_confirmed=self._flag(source, "peers_confirmed"),
            company_name=self._text(source, "company_name", SHORT),
            school_name=self._text(source, "school_name", SHORT),
            accepted_at=self._match(source, "accepted_at", _TIME),
            demo=self._flag(source, "demo"),
        )
        if not record.confirmed_by:
            self.errors.setdefault("confirmed_by", N_("Somebody outside the team has to confirm it."))
        if len({skill.uri for skill in record.skills}) < len(record.skills):
            self.errors.setdefault("skills", N_("Name each skill once."))
        if self.errors:
            raise Invalid(self.errors)
        return record

    def _items(
        self, source: Mapping[str, Any], name: str, most: int, read: Callable[[Mapping[str, Any], str], Any]
    ) -> tuple[Any, ...]:
        items = source[name]
        if not isinstance(items, list) or len(items) > most:
            self.errors[name] = N_("Give a list, not longer than the limit.")
            return ()
        return tuple(read(item, f"{name}.{place}") for place, item in enumerate(items))

    def _criterion(self, item: Mapping[str, Any], path: str) -> Criterion | None:
        if not self._has(item, path, Criterion):
            return None
        return Criterion(
            self._text(item, "text", LONG, path, lines=True, required=True), self._flag(item, "met", path)
        )

    def _skill(self, item: Mapping[str, Any], path: str) -> Skill | None:
        if not self._has(item, path, Skill):
            return None
        return Skill(
            uri=self._match(item, "uri", _URI, path),
            label=self._text(item, "label", SHORT, path, required=True),
            needed=self._level(item, "needed", path),
            achieved=None if item["achieved"] is None else self._level(item, "achieved", path),
            untouched=self._flag(item, "untouched", path),
        )

    def _artefact(self, item: Mapping[str, Any], path: str) -> Artefact | None:
        if not self._has(item, path, Artefact):
            return None
        return Artefact(
            name=self._text(item, "name", SHORT, path, required=True),
            sha256=self._match(item, "sha256", _SHA256, path),
            media_type=self._match(item, "media_type", _MEDIA_TYPE, path),
        )

    def _confirmation(self, item: Mapping[str, Any], path: str) -> Confirmation | None:
        if not self._has(item, path, Confirmation):
            return None
        role = self._text(item, "role", SHORT, path, required=True)
        return Confirmation(role, self._text(item, "organisation", SHORT, path, required=True))

    def _has(self, item: Any, path: str, kind: type) -> bool:
        if isinstance(item, Mapping) and set(item) == set(kind.__dataclass_fields__):  # type: ignore[attr-defined]
            return True
        self.errors[path] = N_("It has not the fields that it should have.")
        return False

    def _text(
        self,
        source: Mapping[str, Any],
        name: str,
        longest: int,
        path: str = "",
        lines: bool = False,
        required: bool = False,
    ) -> str:
        value = source[name]
        problem = text_problem(value, longest, lines)
        if not problem and required and not value.strip():
            problem = N_("Write something here.")
        if problem:
            self.errors[_join(path, name)] = problem
        return value if isinstance(value, str) else ""

    def _match(self, source: Mapping[str, Any], name: str, form: re.Pattern[str], path: str = "") -> str:
        value = source[name]
        if isinstance(value, str) and form.fullmatch(value):
            return value
        self.errors[_join(path, name)] = N_("It has not the form that it should have.")
        return ""

    def _flag(self, source: Mapping[str, Any], name: str, path: str = "") -> bool:
        if not isinstance(source[name], bool):
            self.errors[_join(path, name)] = N_("Answer yes or no.")
        return bool(source[name])

    def _level(self, source: Mapping[str, Any], name: str, path: str) -> int:
        value = source[name]
        if isinstance(value, int) and not isinstance(value, bool) and value in LEVELS:
            return value
        self.errors[_join(path, name)] = N_("Choose a level from 1 to 5.")
        return 0


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
