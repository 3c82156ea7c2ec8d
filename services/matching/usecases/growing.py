"""Choosing a target, saying what became of a step, and answering what one would rather be."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from services.matching import book
from services.matching.domain.growth import FIRST_LEVEL, Growth
from services.matching.store import briefs, growths
from services.matching.usecases import holding, laying
from shared import mongo
from shared.errors import Invalid, NotFound
from shared.messages import N_
from shared.messaging import timers
from shared.mongo import transactional
from shared.viewer import Viewer


@transactional
def choose(
    kind: str,
    key: str,
    level: int | None,
    hours: int | None,
    expected_version: int | None,
    viewer: Viewer,
    now: datetime,
) -> Growth:
    """Go for an occupation, a skill or a brief; without level or hours these stay as they were.

    Raises Stale when the way was changed elsewhere meanwhile.
    """
    growth = growths.mine(viewer)
    mongo.expect_version(growth, expected_version)
    _check(kind, key, viewer)
    chosen = level or (growth.target["level"] if growth.target else FIRST_LEVEL)
    growth.choose({"kind": kind, "key": key, "level": chosen}, hours or growth.hours, now)
    laying.lay(growth, "hours" if growth.steps else "chosen", "", now)
    growths.save(growth)
    laying.show_card(growth, now)
    return growth


def _check(kind: str, key: str, viewer: Viewer) -> None:
    """Raises Invalid for what is no target."""
    graph = book.graph()
    if kind == "occupation" and key not in book.occupations().by_uri:
        raise Invalid({"key": N_("There is no such occupation. Search for it, and take one from the list.")})
    if kind == "skill" and (key not in graph or graph.skill(key).kind == "group"):
        raise Invalid({"key": N_("There is no such skill. Search for it, and take one from the list.")})
    if kind == "brief":
        try:
            briefs.brief(key, viewer)
        except NotFound as error:
            raise Invalid({"key": error.message}) from None


@transactional
def give_up(viewer: Viewer, now: datetime) -> Growth:
    """No target any more: the way and its cards go, the answers about occupations stay."""
    growth = growths.mine(viewer)
    if growth.target:
        growth.give_up()
        growths.save(growth)
        laying.card_done(growth, now, "withdrawn")
        timers.cancel(growth.id, laying.LATE, laying.WEEK)
    return growth


@transactional
def finish(key: str, viewer: Viewer, now: datetime) -> None:
    """A skill is learnt: it stands on the viewer's list at the step's level, and the way goes on from here."""
    growth = growths.mine(viewer)
    at_it = growth.current is not None and growth.current["key"] == key
    step = growth.finish(key, now)
    growths.save(growth)
    if at_it:
        laying.card_done(growth, now)
    early = step["end"] is not None and now < step["end"] and not step["late"]
    claimed: list[dict[str, Any]] = [{"uri": key, "level": step["level"]}]
    holding.claim(claimed, viewer, now, "early" if early else "done", key)


@transactional
def fail(key: str, viewer: Viewer, now: datetime) -> None:
    """It did not work out: a skill is begun anew, a brief leaves the way, and everything after it moves."""
    growth = growths.mine(viewer)
    growth.fail(key)
    laying.lay(growth, "failed", key, now)
    growths.save(growth)


@transactional
def prefer(pair: int, choice: int, viewer: Viewer) -> Growth:
    """Answer one pair: the next one, or one that was answered before."""
    growth = growths.mine(viewer)
    growth.choices = [*growth.choices[:pair], choice, *growth.choices[pair + 1 :]]
    growths.save(growth)
    return growth


@transactional
def answer(choices: Sequence[int], viewer: Viewer) -> Growth:
    """Answer all pairs at once, or take all answers back."""
    growth = growths.mine(viewer)
    growth.choices = list(choices)
    growths.save(growth)
    return growth
