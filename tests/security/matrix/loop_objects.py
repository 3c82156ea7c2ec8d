"""What the rows of projects, matching and portfolio name: each half walks the loop and stops here and there.

Everything goes through the public API, with a word of the half in every text that people write.
"""

import hashlib
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from services.portfolio import looking
from shared import clock, mongo
from shared.ids import new_id
from tests import actors_companions as at_companions
from tests import actors_matching as at_matching
from tests import actors_portfolio as at_portfolio
from tests import actors_projects as at_projects
from tests.actors import Actor
from tests.security.matrix.cast import SPARE, STUDENTS, Cast, Half
from tests.world import World

SKILLS = [("sensors", 2), ("perform data analysis", 2)]
HOURS = [day * 24 + hour for day in range(5) for hour in range(13, 18)]
MILESTONES = ("accepted", "delivered", "at_work")


def make(world: World, cast: Cast) -> None:
    for half in cast.halves.values():
        for student in _students(half):
            held = at_matching.lists_skills(student, dict(SKILLS))
            at_matching.hands_in_slots(student, HOURS)
            half.samples.setdefault("holding", held[0]["id"])
            half.samples.setdefault("skill", held[0]["uri"])
        _briefs(world, half)
        half.samples["skill_place"] = half.samples["skill"].replace("http://data.europa.eu/", "")
        _team(world, half)
        _proposals(world, half)
        _round(world, half)
        _credit(world, half)
        _school_keys(world, cast.operator, half)
        _blocked(half)
    world.settle()


def _students(half: Half) -> list[Actor]:
    return [half[role] for role in STUDENTS]


def _post(half: Half, what: str, **changes: Any) -> str:
    mentor, word = half["founder"], half.word(what)
    skills = [
        {"uri": at_matching.finds_skill(mentor, name), "label": name, "level": level}
        for name, level in SKILLS
    ]
    texts = {name: f"{at_projects.FAULT_DIAGNOSIS[name]} {word}" for name in ("title", "problem", "ip")}
    facts = {"skills": skills, "team_min": 2, "team_max": 2} | texts | changes
    brief = str(at_projects.posts_brief(mentor, **facts)["id"])
    half.samples[f"{what}_brief"] = brief
    return brief


def _published(world: World, half: Half, what: str, **changes: Any) -> str:
    brief = _post(half, what, **changes)
    at_projects.submits(half["founder"], brief, half.school)
    world.settle()
    at_projects.reviews(half["teacher"], brief, "publish", approval="for_credit")
    world.settle()
    return brief


def _briefs(world: World, half: Half) -> None:
    """One in each state that a row needs; their versions, for If-Match."""
    _post(half, "draft")
    at_projects.submits(half["founder"], _post(half, "submitted"), half.school)
    _published(world, half, "open")
    at_projects.submits(half["founder"], _post(half, "unapproved"), half.school)
    world.settle()
    at_projects.reviews(half["teacher"], half.samples["unapproved_brief"], "publish")
    at_matching.bids(half["classmate"], half.samples["open_brief"])
    world.settle()


def _team(world: World, half: Half) -> None:
    """A team of two with a milestone accepted, one delivered, and one at work in which a statement is disputed."""
    milestones = [{"title": half.word(name), "week": n + 2} for n, name in enumerate(MILESTONES)]
    brief = _published(world, half, "team", milestones=milestones)
    members = [half["student"], half["mate"]]
    _agreed(world, half, brief, members)
    proposal = at_projects.proposal_of(half["founder"], brief)
    assert proposal, "no team is proposed to the company"
    at_projects.confirms_team(half["founder"], brief, proposal)
    world.settle()
    team = at_projects.team_on(half["founder"], brief)
    assert team, "there is no team"
    half.samples["team"] = team["id"]
    for member in members:
        at_projects.signs_paper(member, team["id"])
    at_projects.starts(half["founder"], team["id"])
    for number in (1, 2, 3):
        _work(half, members, team["id"], number)
    _deliver(members, team["id"], 1)
    _evidence(world, half)
    _deliver(members, team["id"], 2)
    _at_work(half, team["id"])
    world.settle()


def _deliver(members: list[Actor], team: str, number: int) -> None:
    for member in members:
        at_projects.confirms_the_others(member, team, number)
    at_projects.delivers(members[0], team, number)


def _agreed(world: World, half: Half, brief: str, members: list[Actor]) -> None:
    _proposed(world, half, brief, members)
    for member in members:
        proposal = at_matching.proposal_for(member, brief)
        assert proposal, f"{member.name} was not asked"
        at_matching.accepts_proposal(member, proposal["id"])
    world.settle()


def _proposed(world: World, half: Half, brief: str, members: list[Actor]) -> None:
    for member in members:
        at_matching.bids(member, brief)
    world.settle()
    at_projects.closes(half["founder"], brief)
    world.settle()


def _work(half: Half, members: list[Actor], team: str, number: int) -> None:
    for n, member in enumerate(members):
        content = f"{half.word('file')} {number} {n}".encode()
        file = at_projects.uploads(member, team, f"{half.word('filename')}{number}{n}.txt", content)
        at_projects.adds(member, team, number, file, half.word("artefact"))
        at_projects.states(
            member, team, number, half.word("statement"), artefacts=[file["sha256"]], hours="40",
            share=half.word("share"), percent=50,
        )  # fmt: skip
        half.samples[f"file_{n}"] = file["sha256"]


def _at_work(half: Half, team: str) -> None:
    """In the third milestone the mate disputes what the student said; the mate's own statement waits."""
    said = at_projects.milestone(half["mate"], team, 3)["contributions"]
    mine = next(one["id"] for one in said if one["person"] == half["student"].person)
    mates = next(one["id"] for one in said if one["person"] == half["mate"].person)
    half.samples |= {"contribution": mine, "mates_contribution": mates}
    disputed = at_projects.disputes(half["mate"], mine, half.word("dispute"))
    found = at_projects.milestone(half["mate"], team, 3).get("disputes") or [disputed]
    half.samples["dispute"] = str(found[0].get("dispute") or found[0]["id"])
    half.samples["new_file"] = hashlib.sha256(half.word("newfile").encode()).hexdigest()


def _evidence(world: World, half: Half) -> None:
    """The first milestone is accepted and signed: the student holds a credential and shares it."""
    team = half.samples["team"]
    request = at_projects.accepts(half["founder"], team, 1)["request"]
    world.settle()
    half["founder"].post(f"/accounts/api/v1/signing-requests/{request}/sign")
    world.settle()
    student = half["student"]
    credential = str(at_portfolio.my_credentials(student)[0]["id"])
    half.samples["credential"] = credential
    _asked_for_contact(half)
    _appealed(half)
    shared = at_portfolio.shares(student, [credential], audience=half.word("audience"))
    half.samples |= {"share": shared["id"], "share_token": shared["token"]}
    ours = at_portfolio.shares(student, [credential], kind="organisation", organisation=half.company)
    half.samples["our_share"] = ours["id"]
    half.samples["one_share"] = at_portfolio.shares(student, [credential], kind="person")["id"]
    asked = student.post(f"{at_portfolio.API}/credentials/{credential}/record", status=202)
    half.samples["record"] = str(asked["id"])
    verdict = at_portfolio.credential_document(student, credential)
    half.samples["status_number"] = str(verdict.get("credentialStatus", {}).get("statusListIndex", 0))


def _appealed(half: Half) -> None:
    """The registrar has suspended the mate's credential, and the mate appeals."""
    mates = at_portfolio.my_credentials(half["mate"])[0]["id"]
    at_portfolio.changes_status(half["registrar"], mates, "suspended", "under_review")
    made = at_portfolio.appeals(half["mate"], mates, half.word("appeal"))
    half.samples["appeal"] = made["id"]


def _asked_for_contact(half: Half) -> None:
    """While the student was to be found, the company's recruiter asked, and saved a search; now nobody finds them. They
    say that the company took them on."""
    student = half["student"]
    at_portfolio.publishes_portfolio(student)
    text = half.word("contact")
    asked = at_portfolio.asks_for_contact(half["recruiter"], student.person, text=text)
    saved = at_portfolio.saves_search(half["recruiter"], "operate electronic measuring instruments")
    hire = at_portfolio.records_hire(student, half.company)
    half.samples |= {"contact": asked["id"], "saved": saved["id"], "hire": hire["id"]}
    at_portfolio.publishes_portfolio(student, published=False)


def _proposals(world: World, half: Half) -> None:
    """A proposal that waits for the classmate, and one that all took and that waits for the company."""
    brief = _published(world, half, "agreed")
    _agreed(world, half, brief, [half["third"], half["fourth"]])
    proposal = at_projects.proposal_of(half["founder"], brief)
    assert proposal, "no second team is proposed to the company"
    half.samples |= {"agreed_proposal": proposal["id"], "agreed_revision": str(proposal["revision"])}
    brief = _published(world, half, "asking")
    _proposed(world, half, brief, [half["classmate"], half["fifth"]])
    asked = at_matching.proposal_for(half["classmate"], brief)
    assert asked, "the classmate was not asked"
    half.samples["proposal"] = asked["id"]
    for student in (half["student"], half["classmate"]):
        at_matching.bids(student, half.samples["open_brief"])
    formed = at_companions.forms(half["student"], half.samples["open_brief"])
    half.samples |= {"companions": formed, "companions_code": at_companions.code(half["student"], formed)}


def _round(world: World, half: Half) -> None:
    """A round whose bidding is over, with a plan for the two who are in no team."""
    teacher, path = half["teacher"], "/matching/api/v1/rounds"
    found = teacher.post(path, {"name": half.word("round")}, status=201)
    half.samples["round"] = found["id"]
    here = f"{path}/{found['id']}"
    teacher.post(f"{here}/students", {"people": [half[role].person for role in SPARE]})
    closes = (clock.now() + timedelta(days=7)).date().isoformat()
    chosen = {"briefs": [half.samples["open_brief"]], "closes": closes}
    teacher.call("PATCH", here, body=chosen, If_Match=f'"v{teacher.get(here)["version"]}"')
    teacher.post(f"{here}/open")
    teacher.post(f"{here}/close")
    teacher.post(f"{here}/plans", {"seconds": 20}, status=201)
    world.settle()
    assert teacher.get(f"{here}/plans/1")["state"] == "done"


def _credit(world: World, half: Half) -> None:
    """A published rule, a draft of the next, and an application that waits for the registrar."""
    registrar, student = half["registrar"], half["student"]
    rule = at_portfolio.publishes_rule(
        registrar, [("16", "1"), ("32", "2")], valid_from="2026-01-01", title=half.word("rule")
    )
    body = {"title": half.word("draftrule"), "basis": "hours", "rows": [{"at": "16", "credits": "1"}]}
    draft = registrar.post(f"{at_portfolio.API}/credit-rules", body, status=201)
    applied = at_portfolio.applies_for_credit(student, rule["id"], [half.samples["credential"]])
    half.samples |= {"rule": rule["id"], "draft_rule": draft["id"], "application": applied["id"]}
    world.settle()


def _school_keys(world: World, operator: Actor, half: Half) -> None:
    """One key of the school's domain in force, found there as nobody has to answer for it; another asked for."""
    admin = half["school_admin"]
    key = at_portfolio.connects_domain(admin, f"school-{half.name}.example")["id"]
    at_portfolio.decides_on_domain(operator, key)
    with patch.object(looking, "look", lambda *_: None):
        at_portfolio.has_key_looked_for(admin, key)
        world.settle()
    asked = at_portfolio.connects_domain(admin, f"new-{half.name}.example")["id"]
    half.samples |= {"school_key": key, "asked_key": asked}
    world.settle()


def _blocked(half: Half) -> None:
    """What the school decided on somebody who is gone: put there, since nobody of the half may go."""
    record = {
        "state": "approved",
        "total": "2",
        "rule_title": half.word("rule"),
        "rule_number": 1,
        "lines": [],
    }
    gone = {
        "_id": new_id(), "schema_version": 1, "version": 1, "person": new_id(), "record": record,
        "school": half["registrar"].organisation, "decided_at": clock.now(), "since": clock.now(),
    }  # fmt: skip
    with mongo.serving("portfolio"):
        mongo.collection("blocked").insert_one(gone)
    half.samples["blocked"] = gone["_id"]
