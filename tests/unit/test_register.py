"""The register of personal fields says all that is stored of people: every event, every schema, both ways."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from shared.config import SERVICES, Settings
from shared.register import BASES, DAYS, KEPT, SEEN, places
from shared.register.facts import ANYWHERE, OF, is_fact
from shared.register.fields import GROUPS

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
COPIED = ("people", "memberships", "minorities")
"""Collections of shared/directory.py, which projects, matching and portfolio have."""


@pytest.fixture(scope="module")
def stored() -> list[str]:
    """Told by a process of its own, in which nothing but the product has been declared."""
    command = [sys.executable, "-c", STORED]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()


@pytest.fixture(scope="module")
def told() -> list[str]:
    return places(GROUPS)


def test_every_personal_field_of_every_event_stands_in_the_register(
    stored: list[str], told: list[str]
) -> None:
    declared = {place for place in stored if ":" in place}
    assert declared == {place for place in told if ":" in place}


def test_every_field_of_every_schema_is_in_the_register_or_a_named_fact(
    stored: list[str], told: list[str]
) -> None:
    models = [place for place in stored if ":" not in place and not place.startswith("plain ")]
    unknown = [place for place in models if place not in told and not is_fact(place)]
    assert unknown == [], f"personal, then say so in shared/register/fields.py; else in facts.py: {unknown}"
    both = [place for place in models if place in told and place.rpartition(".")[2] in _own_facts(place)]
    assert both == [], "named as personal and as a fact"


def _own_facts(place: str) -> list[str]:
    return OF.get(place.rpartition(".")[0], "").split()


def test_the_register_names_nothing_that_is_not_there(stored: list[str], told: list[str]) -> None:
    models = {place for place in stored if ":" not in place}
    plain = {place.removeprefix("plain ") for place in stored if place.startswith("plain ")}
    plain |= {f"{service}.{name}" for service in SERVICES[1:] for name in COPIED}
    plain |= {f"{service}.audit" for service in SERVICES}
    gone = [
        place
        for place in told
        if ":" not in place and place not in models and place.rpartition(".")[0] not in plain
    ]
    assert gone == []
    facts = [f"{collection}.{name}" for collection, names in OF.items() for name in names.split()]
    assert [place for place in facts if place not in models] == []
    used = {place.rpartition(".")[2] for place in models}
    assert sorted(ANYWHERE - used) == []


def test_every_place_is_named_once(told: list[str]) -> None:
    assert [place for place, times in Counter(told).items() if times > 1] == []


def test_a_personal_field_that_is_new_is_seen() -> None:
    """What people write has no name that passes as a fact."""
    for name in (
        "name",
        "title",
        "text",
        "note",
        "mail",
        "reason",
        "comment",
        "phone",
        "birth",
        "level",
        "grade",
    ):
        assert name not in ANYWHERE
        assert not is_fact(f"projects.papers.{name}")


def test_every_term_has_its_words_and_its_setting() -> None:
    settings = set(Settings.__dataclass_fields__)
    for field in (one for group in GROUPS for one in group.fields):
        assert field.basis in BASES
        assert field.seen in SEEN
        assert field.kept in KEPT
        assert ("%(days)s" in KEPT[field.kept]) == (field.kept in DAYS)
    assert set(DAYS.values()) <= settings
