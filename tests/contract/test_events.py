"""Events are a promise: what was ever sent can be read, with and without the people in it."""

import json
import re
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest

from deploy.gateway import ROOT
from shared.events import __main__ as generator
from shared.events.base import REGISTER, Event, EventError, Fact, Id, decode
from tests.contract import samples
from tests.contract.desk import LetterSent

ALL = samples.public()


@pytest.mark.parametrize("event", ALL, ids=lambda event: event.TYPE)
def test_a_sample_of_every_event_loads(event: type[Event]) -> None:
    assert samples.path(event).exists(), "write it: python -m tests.contract.samples"
    read = decode(event.TYPE, json.loads(samples.path(event).read_text(encoding="utf-8")))
    assert isinstance(read, event)
    assert decode(event.TYPE, read.encode()) == read


@pytest.mark.parametrize("event", [event for event in ALL if event.PERSONAL], ids=lambda event: event.TYPE)
def test_an_event_that_was_scrubbed_is_a_valid_event(event: type[Event]) -> None:
    assert samples.path(event, scrubbed=True).exists(), "write it: python -m tests.contract.samples"
    read = decode(event.TYPE, json.loads(samples.path(event, scrubbed=True).read_text(encoding="utf-8")))
    assert read is not None
    assert all(read.about(samples.PERSON, name) is None for name in event.PERSONAL)


def test_there_is_no_sample_whose_event_nobody_can_read_any_more() -> None:
    known = {event.TYPE for event in ALL}
    kept = {
        path.name.removesuffix(".json").removesuffix(".scrubbed") for path in samples.FOLDER.glob("*.json")
    }
    assert kept <= known, "an event that was shipped stays readable"


@pytest.mark.parametrize("event", ALL, ids=lambda event: event.TYPE)
def test_types_and_topics_are_named_after_their_producer(event: type[Event]) -> None:
    service, *_, version = event.TYPE.split(".")
    assert re.fullmatch(r"v[1-9][0-9]*", version)
    assert event.TOPIC.startswith(f"{service}.")


def test_the_document_of_events_is_what_the_declarations_say() -> None:
    written = (ROOT / "docs" / "events.md").read_text(encoding="utf-8")
    assert written == generator.document(), "it is stale: python -m shared.events > docs/events.md"


def test_a_type_declared_twice_is_refused() -> None:
    with pytest.raises(TypeError, match="declared twice"):

        class Again(Event, type=LetterSent.TYPE, topic="letters.letter", key="letter"):
            letter: Id


def test_a_field_that_says_nothing_about_itself_is_refused() -> None:
    with pytest.raises(TypeError, match="neither Id nor Fact"):

        class Unclassed(Event, type="letters.unclassed.v1", topic="letters.letter", key="letter"):
            letter: Id
            name: str

    assert "letters.unclassed.v1" not in REGISTER


def test_a_key_that_is_no_id_of_the_event_is_refused() -> None:
    with pytest.raises(TypeError, match="not one of its Ids"):

        class Keyless(Event, type="letters.keyless.v1", topic="letters.letter", key="letter"):
            other: Id


def test_a_personal_field_that_is_not_declared_is_refused() -> None:
    with pytest.raises(EventError, match=r"does not declare the personal fields \['mark'\]"):
        LetterSent(letter="1", number=1, personal={"someone": {"mark": 5}}).encode()


def test_errors_of_events_hold_no_values() -> None:
    """They are logged and stored."""
    for data in ({"letter": "1", "number": "in confidence"}, {"letter": ["in confidence"], "number": 1}):
        with pytest.raises(EventError) as refused:
            decode(LetterSent.TYPE, data)
        assert "confidence" not in str(refused.value)


def test_times_are_utc_with_milliseconds_and_unknown_fields_are_passed_over() -> None:
    read = decode(Timed.TYPE, {"letter": "1", "at": "2026-05-04T17:30:00.123+08:00", "later": "x"})
    assert isinstance(read, Timed)
    assert read.at == datetime(2026, 5, 4, 9, 30, 0, 123000, UTC)
    assert read.encode()["at"] == "2026-05-04T09:30:00.123+00:00"
    with pytest.raises(EventError):
        decode(Timed.TYPE, {"letter": "1", "at": "2026-05-04T17:30:00"})


def test_types_that_nobody_declared_are_no_error() -> None:
    assert decode("letters.parcel.sent.v9", {}) is None


class Timed(Event, type="letters.timed.v1", topic="letters.letter", key="letter"):
    """Declared here alone."""

    NOTES: ClassVar[list[Any]] = []
    letter: Id
    at: Fact[datetime]
