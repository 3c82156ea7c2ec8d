"""Companies write briefs and hand them in; schools and the operator review them; students bid; teams are formed."""

from functools import partial
from typing import Any

from deploy.demo import content
from deploy.demo.network import ACCOUNTS, Person, patiently, until
from deploy.demo.stage import Stage, all_at_once

PROJECTS, MATCHING = "/projects/api/v1", "/matching/api/v1"
BIDDING_DAYS = 21
"""Longer than any of the demo's steps, so that each bidding ends by its company's press."""


def company(stage: Stage, number: int) -> Person:
    """Who posts the brief, and confirms its team."""
    return stage.staff(content.brief(number)["company"], "company_admin")


def mentor(stage: Stage, number: int) -> Person:
    return stage.staff(content.brief(number)["company"], "mentor")


def teacher(stage: Stage, number: int) -> Person:
    return stage.staff(content.brief(number)["school"], "teacher")


def draft(stage: Stage, number: int, copy_of: str | None = None) -> str:
    """Write the brief, from nothing or as a copy of an earlier one."""
    terms = {"copy_of": copy_of} if copy_of else content.terms(content.brief(number), stage.uris, stage.words)
    by = company(stage, number)
    stage.briefs[number] = made = str(patiently(lambda: by.post_json(f"{PROJECTS}/briefs", terms))["id"])
    return made


def copy(stage: Stage, number: int) -> None:
    """Begin next term's brief from this one."""
    company(stage, number).post_json(f"{PROJECTS}/briefs", {"copy_of": stage.briefs[number]})


def submit(stage: Stage, number: int, to_operator: bool = False) -> None:
    """Hand it in to the school of its region, or to whoever runs the platform."""
    schools = [] if to_operator else [stage.organisations[content.brief(number)["school"]]]
    path, by = f"{PROJECTS}/briefs/{stage.briefs[number]}/submit", company(stage, number)
    patiently(lambda: by.post_json(path, {"schools": schools}))


def review(stage: Stage, number: int, decision: str, by: Person | None = None, **said: Any) -> None:
    """By the school's teacher, or whom it was handed in to instead."""
    path, reviewer = f"{PROJECTS}/briefs/{stage.briefs[number]}/review", by or teacher(stage, number)
    patiently(lambda: reviewer.post_json(path, {"decision": decision, **said}))


def publish(stage: Stage, *numbers: int, approval: str = "for_credit", copy_of: str | None = None) -> None:
    """From nothing to bidding in one day."""

    def out(number: int) -> None:
        draft(stage, number, copy_of)
        submit(stage, number)
        review(stage, number, "publish", approval=approval, bidding_days=BIDDING_DAYS)

    all_at_once(out, numbers)


def cancel(stage: Stage, number: int, reason: str) -> None:
    """The company withdraws the brief."""
    company(stage, number).post_json(f"{PROJECTS}/briefs/{stage.briefs[number]}/cancel", {"reason": reason})


def report(stage: Stage, by: str, brief: int, category: str, text: str) -> None:
    """Somebody who read the brief tells the platform's operator about it."""
    body = {"about": f"/matching/briefs/{stage.briefs[brief]}", "category": category, "text": text}
    stage.people[by].post_json(f"{ACCOUNTS}/reports", body)


def bid(stage: Stage, *numbers: int) -> None:
    """Who is to bid does, as soon as the brief is to be seen; on one brief one after the other."""
    all_at_once(lambda number: _bid(stage, number), numbers)


def _bid(stage: Stage, number: int) -> None:
    body = {"briefs": [stage.briefs[number]]}

    def hands_in(person: Person) -> None:
        patiently(lambda: person.put_json(f"{MATCHING}/bids", body))

    for person in stage.bidders(number):
        hands_in(person)


def close(stage: Stage, number: int) -> None:
    until(lambda: _counted(stage, number), f"the bids on brief {number} to be counted")
    company(stage, number).post_json(f"{PROJECTS}/briefs/{stage.briefs[number]}/close")


def _counted(stage: Stage, number: int) -> bool:
    shown = company(stage, number).get(f"{PROJECTS}/briefs/{stage.briefs[number]}")
    return int(shown.get("bids") or 0) >= len(stage.bidders(number))


def propose(stage: Stage, number: int) -> list[Person]:
    """Close the bidding; the members of the proposed team, captain first."""
    close(stage, number)
    return until(lambda: _proposed(stage, number), f"a team for brief {number}")


def _proposed(stage: Stage, number: int) -> list[Person] | None:
    by_id = {person.id: person for person in stage.people.values()}
    for person in stage.bidders(number):
        mine = proposal(person, stage.briefs[number])
        if mine is not None:
            seats = sorted(mine["members"], key=lambda seat: not seat.get("captain"))
            stage.crews[number] = crew = [by_id[seat["person"]] for seat in seats]
            return crew
    return None


def proposal(person: Person, brief: str) -> dict[str, Any] | None:
    """The open proposal for the brief in which the student has a seat."""
    rows = person.get(f"{MATCHING}/proposals")["items"]
    mine = (one for one in rows if one["brief"] == brief and one["seat"] in ("asked", "accepted"))
    return next(mine, None)


def accept(stage: Stage, number: int, *members: Person) -> None:
    """These members take their seats, one after the other; nobody named: all do."""
    for person in members or stage.crews[number]:
        _take_seat(stage, number, person)


def _take_seat(stage: Stage, number: int, person: Person) -> None:
    mine = until(lambda: proposal(person, stage.briefs[number]), f"{person.name}'s seat")
    if mine["seat"] == "asked":
        patiently(lambda: person.post_json(f"{MATCHING}/proposals/{mine['id']}/accept"))


def confirm(stage: Stage, number: int) -> str:
    """The company takes the team; its id."""
    by, brief = company(stage, number), stage.briefs[number]
    asked = until(lambda: to_confirm(stage, number), f"the team of brief {number} to be shown to the company")
    body = {"proposal": asked["id"], "revision": asked["revision"]}
    by.post_json(f"{PROJECTS}/briefs/{brief}/confirm-team", body)
    stage.teams[number] = found = until(lambda: _team(by, brief), f"the team of brief {number}")
    return found


def to_confirm(stage: Stage, number: int) -> dict[str, Any] | None:
    rows = company(stage, number).get(f"{PROJECTS}/briefs/{stage.briefs[number]}/proposals")["items"]
    return next((one for one in rows if one["state"] == "proposed"), None)


def _team(by: Person, brief: str) -> str | None:
    rows = by.get(f"{PROJECTS}/teams", limit=100)["items"]
    return next(
        (str(one["id"]) for one in rows if one["brief"] == brief and one["state"] != "cancelled"), None
    )


def sign_notes(stage: Stage, number: int, members: list[Person]) -> None:
    """Each member signs the note on results and confidentiality."""
    path = f"{PROJECTS}/teams/{stage.teams[number]}/papers"
    for one in members:
        patiently(partial(one.post_json, path, {"key": "ip_note"}))


def begin(stage: Stage, *numbers: int) -> None:
    """From the end of the bidding to the first day of work."""
    all_at_once(lambda number: _begin(stage, number), numbers)


def _begin(stage: Stage, number: int) -> None:
    propose(stage, number)
    accept(stage, number)
    confirm(stage, number)
    sign_notes(stage, number, stage.crews[number])
    note = content.story()["agreements"][content.brief(number)["school"]]
    body = {"papers": [{"key": "cooperation_agreement", "note": note}]}
    mentor(stage, number).post_json(f"{PROJECTS}/teams/{stage.teams[number]}/start", body)
