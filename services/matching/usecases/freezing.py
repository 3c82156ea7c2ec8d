"""What a round decides on, frozen: read once, hashed, and never silently read again."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from services.matching import book
from services.matching.domain.binding import Bound
from services.matching.domain.briefs import Brief
from services.matching.domain.rounds import ABOUT_BRIEFS, Round
from services.matching.placing import digest
from services.matching.placing.repeating import NEW
from services.matching.scoring import Holding, Need, level_used
from services.matching.store import bids, briefs, holdings, rounds, students
from services.matching.store.plans import Frozen
from services.matching.store.students import Studies
from services.matching.usecases import keeping
from shared import directory
from shared.ids import new_id
from shared.messages import N_

LEFT_OUT = {
    "school": N_("no longer a student of the school"),
    "guardian": N_("their guardian has not consented"),
    "engaged": N_("in a team already, or asked for one"),
}
"""Why a student who takes part is not in the input."""

QUARTILES = ("q1", "q2", "q3", "q4")


@dataclass(frozen=True)
class Taking:
    """Who of a round can be placed now, where each studies, and why the others cannot."""

    studies: Mapping[str, Studies]
    left_out: Mapping[str, str]


def taking_part(one: Round, now: datetime, ours: Collection[str] = ()) -> Taking:
    """``ours``: proposals of the round itself, whose people are not in another team."""
    people = rounds.students(one.id)
    there = {place.person: place for place in reversed(students.studies_in([one.school], people))}
    minors = directory.under_age(there, "contract", now)
    held = {person for person, proposal in students.engaged(there).items() if proposal not in ours}
    out = {person: "school" for person in people if person not in there}
    out |= dict.fromkeys(minors, "guardian") | dict.fromkeys(held, "engaged")
    return Taking({person: place for person, place in there.items() if person not in out}, out)


def usable(one: Round) -> list[Brief]:
    """The round's briefs that the school still approves and nobody has cancelled, in their order; none of a company
    that is suspended."""
    offered = set(rounds.offered(one.school, one.region))
    known = [briefs.found(brief) for brief in one.briefs if brief in offered]
    there = [brief for brief in known if brief is not None and _needs(brief)]
    suspended = briefs.of_suspended(there)
    return [brief for brief in there if brief.id not in suspended]


def freeze(one: Round, now: datetime, ours: Collection[str] = (), together: bool = True) -> Frozen:
    """Read everything that the round decides on, as it is now. Without ``together`` no wish keeps anybody together."""
    taking, offered = taking_part(one, now, ours), usable(one)
    people = {person: f"s{number}" for number, person in enumerate(sorted(taking.studies), start=1)}
    places = _places(offered)
    held = holdings.of_people(people)
    used = {person: _levels(held.get(person, ()), now.date()) for person in people}
    labels = _labels(taking.studies, held, used)
    shown = any(said["evidence"] != NEW for said in labels.values())
    wished = {brief: bids.on(brief) for brief in places}
    weeks = bids.weeks_of(people)
    bound = keeping.for_round(one, offered, people)
    bound = bound if together else bound.loosened()
    rows = [
        {
            "id": name, "holdings": used[person], "group": _group(labels[person], shown),
            "programme": taking.studies[person].programme, "newcomer": labels[person]["evidence"] == NEW,
            "bids": _bids(person, wished, places, one.settings.max_bids),
        } | ({"slots": sorted(weeks[person])} if person in weeks else {})
        for person, name in people.items()
    ]  # fmt: skip
    document = {
        "format": "shixun.round/1", "settings": _settings(one, rows), "students": rows,
        "projects": [_project(brief, place) for brief in offered for place in places[brief.id]],
    } | _pairs(one, people, places, bound)  # fmt: skip
    return Frozen(
        id=new_id(), round=one.id, sha256=digest(document), document=document,
        people={name: person for person, name in people.items()},
        briefs={place: brief for brief, names in places.items() for place in names},
        labels={people[person]: said for person, said in labels.items()},
        left_out=dict(Counter(taking.left_out.values())),
        wishes=[
            {"names": [people[person] for person in sorted(wish) if person in people], "why": why}
            for wish, why in bound.wishes
        ],
        graph=book.graph().version,
    )  # fmt: skip


def _places(offered: Sequence[Brief]) -> dict[str, list[str]]:
    """brief → one name for each of its teams: p1; p2-1 and p2-2 where it wants two."""
    return {
        brief.id: [
            f"p{number}" if brief.teams == 1 else f"p{number}-{team}" for team in range(1, brief.teams + 1)
        ]
        for number, brief in enumerate(offered, start=1)
    }


def _levels(held: Sequence[Holding], today: date) -> dict[str, float]:
    """A skill that this version of the graph does not know counts for nothing."""
    known = (holding for holding in held if holding.skill in book.graph())
    return {holding.skill: round(level_used(holding, today), 6) for holding in known}


def _bids(
    person: str, wished: Mapping[str, Mapping[str, int]], places: Mapping[str, Sequence[str]], most: int
) -> list[str]:
    """The places of the briefs that the person bid on, the most wanted first; the teams of one brief side by side."""
    mine = sorted((ranks[person], brief) for brief, ranks in wished.items() if person in ranks)
    return [place for _, brief in mine[:most] for place in places[brief]]


def _settings(one: Round, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Where a brief wants several teams a list is longer than the bids that it holds."""
    chosen, longest = one.settings, max((len(row["bids"]) for row in rows), default=0)
    weights = {"coverage": chosen.coverage, "preference": chosen.preference, "growth": chosen.growth}
    return {
        "weights": weights, "max_bids": max(chosen.max_bids, longest), "common_slots": chosen.common_slots,
        "place_everyone": chosen.place_everyone, "coverage_floor": chosen.coverage_floor,
        "four_fifths": chosen.four_fifths, "seed": chosen.seed,
        "newcomers_share": None if chosen.newcomers_percent is None else chosen.newcomers_percent / 100,
    }  # fmt: skip


def _needs(brief: Brief) -> dict[str, Need]:
    return {need.skill: need for need in reversed(brief.needs) if need.skill in book.graph()}


def _project(brief: Brief, place: str) -> dict[str, Any]:
    needs = [
        {"skill": need.skill, "level": need.level, "weight": need.weight}
        for need in reversed(_needs(brief).values())
    ]
    size = {"min": brief.team_min, "max": brief.team_max}
    several = brief.programmes_min if brief.programmes_min > 1 else 0
    return {"id": place, "needs": needs, **size, "programmes_min": several}


def _pairs(
    one: Round, people: Mapping[str, str], places: Mapping[str, Sequence[str]], bound: Bound
) -> dict[str, Any]:
    """The round's rules by the names of the input. A student kept at a brief of two teams is kept at its first."""
    found: dict[str, list[list[str]]] = {"apart": [], "together": [], "fixed": [], "forbidden": []}
    for row in one.pairs:
        first, kind = people.get(row["one"]), row["kind"]
        names = list(places.get(row["other"], ())) if kind in ABOUT_BRIEFS else [people.get(row["other"])]
        for name in names[:1] if kind == "fixed" else names:
            if first and name:
                found[kind].append([first, name])
    wished = [[people[person] for person in pair] for pair in bound.pairs]
    found["together"] += [pair for pair in wished if pair not in found["together"]]
    return found


def _labels(
    studies: Mapping[str, Studies],
    held: Mapping[str, Sequence[Holding]],
    used: Mapping[str, Mapping[str, float]],
) -> dict[str, dict[str, str]]:
    """Each student's groups: prior level by quartiles, whether work was confirmed, programme and class."""
    level = {person: sum(found.values()) / len(found) if found else 0.0 for person, found in used.items()}
    order = sorted(level, key=lambda person: (level[person], person))
    quartile = {person: QUARTILES[4 * place // len(order)] for place, person in enumerate(order)}
    confirmed = {
        person for person, found in held.items() if any(holding.source == "confirmed" for holding in found)
    }
    return {
        person: {
            "level": quartile[person], "evidence": "shown" if person in confirmed else NEW,
            "programme": place.programme, "school_class": place.school_class,
        }
        for person, place in studies.items()
    }  # fmt: skip


def _group(said: Mapping[str, str], shown: bool) -> str:
    """What four-fifths compares: the quartile of prior level; where others have evidence, those without it apart."""
    return NEW if shown and said["evidence"] == NEW else said["level"]
