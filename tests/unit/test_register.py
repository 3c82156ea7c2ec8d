"""The register of personal fields says all that is stored of people: every event, every schema, both ways."""

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from shared import directory
from shared.config import SERVICES, Settings
from shared.register import BASES, DAYS, KEPT, SEEN, places
from shared.register.facts import ANYWHERE, OF, is_fact
from shared.register.fields import GROUPS
from shared.service import SHARED_INDEXES

ROOT = Path(__file__).parents[2]
STORED = """
import importlib
from shared.events import accounts, base, matching, portfolio, projects
for service in ("accounts", "projects", "matching", "portfolio"):
    store = importlib.import_module(f"services.{service}.store")
    for model in store.MODELS:
        for name in model._fields:
            if name != "_cls":
                print(f"{service}.{model._meta['collection']}.{name}")
    for name in store.INDEXES:
        print(f"plain {service}.{name}")
for event in base.REGISTER.values():
    for name in event.PERSONAL:
        print(f"{event.TYPE}:{name}")
"""
COPIED = tuple(directory.INDEXES)
"""Collections of shared/directory.py, which projects, matching and portfolio have."""
FOLDERS = ("FILES_DIR", "MAIL_DIR")
NOT_TAKEN_ALONG = {
    "accounts.erasures": "whoever is erased has no account to ask with",
    "accounts.class_lists": "a school's list, gone within days; what came of it stands in the account",
    "projects.milestones": "what others wrote about the team's work stands on the team's page",
    "projects.approvals": "a school's words to a company",
    "matching.rounds": "why a school keeps two people apart concerns the other one too",
    "matching.round_plans": "why a school moved somebody by hand concerns others too",
    "matching.stated_groups": "an export travels by events, which never have it; it says where the person reads it",
    "portfolio.blocked": "whoever is erased has no account to ask with",
    "portfolio.log_entries": "a salt, which says nothing to anybody",
}


@pytest.fixture(scope="module")
def stored() -> list[str]:
    """Told by a process of its own, in which nothing but the product has been declared."""
    command = [sys.executable, "-c", STORED]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()


@pytest.fixture(scope="module")
def told() -> list[str]:
    return places(GROUPS)


def lacking(stored: Iterable[str], told: Iterable[str]) -> list[str]:
    """Fields of events and schemas that are neither in the register nor named as facts."""
    known = set(told)
    fields = [place for place in stored if not place.startswith("plain ") and place not in known]
    return [place for place in fields if ":" in place or not is_fact(place)]


def test_every_field_of_every_schema_and_event_is_in_the_register_or_a_named_fact(
    stored: list[str], told: list[str]
) -> None:
    unknown = lacking(stored, told)
    assert unknown == [], f"personal, then say so in shared/register/fields.py; else in facts.py: {unknown}"
    both = [place for place in told if place.rpartition(".")[2] in _own_facts(place)]
    assert both == [], "named as personal and as a fact"


def _own_facts(place: str) -> list[str]:
    return OF.get(place.rpartition(".")[0], "").split()


def test_a_personal_field_that_the_register_lacks_is_found(stored: list[str], told: list[str]) -> None:
    """What people write has no name that passes as a fact, and nothing drops out of the register unseen."""
    names = ("name", "title", "text", "note", "mail", "reason", "comment", "phone", "birth", "level", "grade")
    new = [f"{place}{name}" for place in ("accounts.people.new_", "projects.papers.", "projects.brief.published.v1:")
           for name in names]  # fmt: skip
    unknown = lacking([*stored, *new], told)
    assert unknown == [place for place in new if place not in told]
    assert len(unknown) == len(new) - 2, (
        "accounts.people.new_mail and projects.papers.note stand in the register"
    )
    models = {place for place in stored if not place.startswith("plain ")}
    for place in models & set(told):
        shorter = [one for one in told if one != place]
        facts = place.rpartition(".")[2] in ANYWHERE
        assert lacking(stored, shorter) == ([] if facts else [place])


def test_the_register_names_nothing_that_is_not_there(stored: list[str], told: list[str]) -> None:
    there = {place for place in stored if not place.startswith("plain ")}
    plain = {place.removeprefix("plain ") for place in stored if place.startswith("plain ")}
    plain |= {f"{service}.{name}" for service in SERVICES[1:] for name in COPIED} | set(SHARED_INDEXES)
    unknown = [place for place in told if place not in there and place.rpartition(".")[0] not in plain]
    assert sorted(unknown) == sorted(FOLDERS)
    assert set(Settings.__dataclass_fields__) >= {name.lower() for name in FOLDERS}
    facts = [f"{collection}.{name}" for collection, names in OF.items() for name in names.split()]
    assert [place for place in facts if place not in there and place.rpartition(".")[0] not in plain] == []
    used = {place.rpartition(".")[2] for place in there}
    assert sorted(ANYWHERE - used) == []


def test_every_place_is_named_once(told: list[str]) -> None:
    assert [place for place, times in Counter(told).items() if times > 1] == []


def test_every_term_has_its_words_and_its_setting() -> None:
    settings = set(Settings.__dataclass_fields__)
    for field in (one for group in GROUPS for one in group.fields):
        assert field.basis in BASES
        assert field.seen in SEEN
        assert field.kept in KEPT
        assert ("%(days)s" in KEPT[field.kept]) == (field.kept in DAYS)
    assert set(DAYS.values()) <= settings


def test_a_term_that_the_register_shows_is_kept_by_the_code() -> None:
    """Settings that only the register reads would promise what nobody does."""
    sources = [path for folder in ("services", "shared") for path in (ROOT / folder).rglob("*.py")]
    elsewhere = [path for path in sources if path.name != "config.py" and path.parent.name != "register"]
    code = "\n".join(path.read_text(encoding="utf-8") for path in elsewhere)
    idle = [name for name in DAYS.values() if not re.search(rf"settings\.{name}|\"{name}\"", code)]
    assert idle == []


def test_what_a_person_takes_along_holds_everything_that_stands_in_the_register(told: list[str]) -> None:
    """By collection: the file says what accounts holds once, not again the others' copies of it."""
    stored = {place.rpartition(".")[0] for place in told if ":" not in place and place.count(".") == 2}
    copied = {f"{service}.{name}" for service in SERVICES[1:] for name in COPIED}
    read = set()
    for service in SERVICES:
        source = (ROOT / "services" / service / "store" / "exporting.py").read_text(encoding="utf-8")
        read |= {f"{service}.{name}" for name in re.findall(r'(?:_all|collection)\("(\w+)"', source)}
        read |= {f"{service}.{name}" for name in re.findall(r'_all\(\s*"(\w+)"', source)}
    read.add("accounts.export_parts")
    assert sorted(stored - copied - read - set(NOT_TAKEN_ALONG)) == []
    assert sorted(set(NOT_TAKEN_ALONG) & read) == []
