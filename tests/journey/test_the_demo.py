"""The demo on a whole running stack: told through the public ways, every state occurs, everybody has something to do,
every page says that it is one, and no link of a persona's first pages leads nowhere."""

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from deploy.demo import content, loading
from deploy.demo.network import Person
from deploy.demo.stage import Stage
from deploy.local.process import free_port
from deploy.local.stack import Stack
from tests import schemas, second_opinion
from tests.browser.conftest import launched
from tests.browser.looks import DESK, PHONE, Look, Looker
from tests.browser.visitor import Guest
from tests.journey import demo_pages
from tests.journey.stages import environment

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack"), pytest.mark.soak]

PROJECTS, MATCHING, PORTFOLIO = "/projects/api/v1", "/matching/api/v1", "/portfolio/api/v1"
BRIEFS = {
    "draft",
    "submitted",
    "changes_requested",
    "refused",
    "published",
    "closed",
    "archived",
    "cancelled",
}
APPROVALS = {"asked", "for_credit", "without_credit"}
TEAMS = {"confirmed", "active", "paused", "delivered", "completed", "archived", "cancelled"}
MILESTONES = {"planned", "delivered", "accepted", "rework"}
CONTRIBUTIONS = {"stated", "confirmed", "disputed", "returned", "evidenced", "withdrawn"}
PROPOSALS = {"open", "proposed", "confirmed"}
BUSY = ("company", "mentor", "student", "teacher", "registrar", "operator")
"""Personas on whose home something has to wait; employers have found people instead."""

BANNER = 'class="demo-banner"'
LINK = re.compile(r'<a\b[^>]*\bhref="(/[^"#]*)')


@dataclass
class Demo:
    stage: Stage
    kept: dict[str, Any]
    stack: Stack

    def persona(self, name: str) -> Person:
        """Signed in, in a browser of their own."""
        row = next(one for one in self.kept["accounts"] if one["persona"] == name)
        person = next(one for one in self.stage.people.values() if one.mail == row["mail"])
        if person.send("GET", "/accounts/home", accept="text/html", browser=True)[0] != 200:
            person.sign_in()  # never yet, or too long ago
        return person

    def of_role(self, role: str) -> list[Person]:
        rows = [row for facts in (*content.companies(), *content.schools()) for row in facts["people"]]
        return [self.stage.people[row["key"]] for row in rows if role in row["roles"]]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    stack = Stack(tmp_path_factory.mktemp("demo"), free_port(), environment(GATEWAY_RATE="5000"))
    stack.up(tied_to_caller=True)
    begun = time.monotonic()
    stage = loading.load(stack.url, stack.settings.var, print)
    print(f"the demo was loaded in {time.monotonic() - begun:.0f} s")
    kept = json.loads((Path(stack.settings.var) / "demo.json").read_text(encoding="utf-8"))
    yield Demo(stage, kept, stack)
    stack.down()


def listed(people: list[Person], path: str) -> list[dict[str, Any]]:
    found = {row["id"]: row for one in people for row in one.get(path, limit=100)["items"]}
    return list(found.values())


def test_briefs_and_approvals_are_in_every_state(demo: Demo) -> None:
    admins = demo.of_role("company_admin")
    briefs = listed(admins, f"{PROJECTS}/briefs")
    assert {one["state"] for one in briefs} == BRIEFS
    assert {one["title"] for one in briefs} >= {one["title"] for one in content.briefs()}
    whole = [
        by.get(f"{PROJECTS}/briefs/{row['id']}")
        for by in admins
        for row in by.get(f"{PROJECTS}/briefs", limit=100)["items"]
    ]
    found = {approval["state"] for one in whole for approval in one["approvals"]}
    assert found >= APPROVALS


def test_teams_milestones_and_contributions_are_in_every_state_that_lasts(demo: Demo) -> None:
    mentors = demo.of_role("mentor")
    teams = [
        mentor.get(f"{PROJECTS}/teams/{row['id']}")
        for mentor in mentors
        for row in mentor.get(f"{PROJECTS}/teams", limit=100)["items"]
    ]
    assert {team["state"] for team in teams} >= TEAMS
    milestones = [
        mentor.get(f"{PROJECTS}/teams/{row['id']}/milestones/{one['number']}")
        for mentor in mentors
        for row in mentor.get(f"{PROJECTS}/teams", limit=100)["items"]
        for one in mentor.get(f"{PROJECTS}/teams/{row['id']}")["milestones"]
    ]
    assert {one["state"] for one in milestones} == MILESTONES
    stated = chain.from_iterable(one["contributions"] for one in milestones)
    assert {one["state"] for one in stated} >= CONTRIBUTIONS


def test_proposals_wait_for_students_for_companies_and_are_confirmed(demo: Demo) -> None:
    students = [demo.stage.people[one.key] for one in content.students()]
    found = [row for one in students for row in one.get(f"{MATCHING}/proposals")["items"]]
    assert {row["state"] for row in found} >= PROPOSALS


def test_nobody_works_in_a_team_of_another_region(demo: Demo) -> None:
    schools = {one.key: one.school for one in content.students()}
    for number, crew in demo.stage.crews.items():
        assert {schools[one.key] for one in crew} == {content.brief(number)["school"]}


def test_three_things_are_late_or_more(demo: Demo) -> None:
    everybody = [person for person in demo.stage.people.values() if person.access]
    items = {row["id"]: row for one in everybody for row in one.get("/accounts/api/v1/items")["items"]}
    assert sum(row["late"] for row in items.values()) >= 3


@pytest.mark.parametrize("persona", BUSY)
def test_something_stands_on_each_persona_s_home(demo: Demo, persona: str) -> None:
    person = demo.persona(persona)
    found = [
        row for path in ("items", "items/awaited") for row in person.get(f"/accounts/api/v1/{path}")["items"]
    ]
    assert len(found) >= 3


def test_an_employer_finds_people_and_anybody_opens_what_is_shared(demo: Demo) -> None:
    employer = demo.persona("employer")
    found = employer.get(f"{PORTFOLIO}/search", skill="数据分析")
    assert len(found["items"]) >= 3
    visitor = Person(demo.stage.url, "visitor", "", "en")
    for address in (demo.kept["share"], demo.kept["credential"], demo.kept["guardian"]["link"]):
        status, page = visitor.send("GET", address.removeprefix(demo.stage.url), accept="text/html")
        if status == 303:
            status, page = visitor.send("GET", f"/portfolio/shared/{shared_id(visitor)}", accept="text/html")
        assert status == 200
        assert BANNER in page


def test_every_credential_and_a_record_fit_their_schemas_and_somebody_elses_verifier(
    demo: Demo, request: pytest.FixtureRequest
) -> None:
    held = list(credentials(demo))
    record = recorded(*next((holder, name) for holder, name, status, _ in held if status == "valid"))
    documents = [document for *_, document in held]
    print(f"{len(documents)} credentials and a record")
    assert len(documents) >= 5
    assert [error for one in documents for error in schemas.errors_of_badge(one)] == []
    assert schemas.errors_of_record(record) == []
    visitor, methods = Person(demo.stage.url, "visitor", "", "en"), [signed_off_by(one) for one in documents]
    known = second_opinion.documents(visitor.get("/portfolio/did.json"), methods)
    installed = second_opinion.install(request.config.cache)  # type: ignore[arg-type]
    answers = second_opinion.ask(installed, known, [*documents, record], "2999-01-01T00:00:00Z")
    assert [one for one in answers if one != second_opinion.BELIEVED] == []


def credentials(demo: Demo) -> Iterator[tuple[Person, str, str, dict[str, Any]]]:
    """Each as (holder, id, status, document)."""
    for one in content.students():
        student = demo.stage.people[one.key]
        for row in student.get(f"{PORTFOLIO}/credentials", limit=100)["items"]:
            document = student.get(f"{PORTFOLIO}/credentials/{row['id']}")
            yield student, row["id"], row["status"], document


def recorded(student: Person, credential: str) -> dict[str, Any]:
    """The record (CLR) of the project of that credential."""
    made = student.post_json(f"{PORTFOLIO}/credentials/{credential}/record")["id"]
    deadline = time.monotonic() + 30
    while made not in [row["id"] for row in student.get(f"{PORTFOLIO}/records")["items"]]:
        assert time.monotonic() < deadline, "the record is not signed"
        time.sleep(0.2)
    found: dict[str, Any] = student.get(f"{PORTFOLIO}/records/{made}")
    return found


def signed_off_by(document: dict[str, Any]) -> str:
    return str(document["endorsement"][0]["proof"][0]["verificationMethod"])


def shared_id(visitor: Person) -> str:
    return next(name for name in visitor.cookies if "share" in name).removeprefix("share-")


def test_tokens_of_the_file_open_the_interfaces(demo: Demo) -> None:
    for row in demo.kept["accounts"]:
        program = Person(demo.stage.url, "program", "", "en", access=row["token"])
        assert program.get("/accounts/api/v1/me")["mail"] == row["mail"]


@pytest.mark.parametrize("persona", [*BUSY, "employer"])
def test_every_link_of_the_first_pages_leads_somewhere_and_every_page_says_demo(
    demo: Demo, persona: str
) -> None:
    person = demo.persona(persona)
    home = person.page("/accounts/home")
    first = links(home)
    entries = {
        entry: person.send("GET", entry, accept="text/html", browser=True) for entry in navigation(home)
    }
    paths = first.union(*(links(page) for _, page in entries.values()))
    answers = {path: person.send("GET", path, accept="text/html", browser=True) for path in sorted(paths)}
    assert {path: status for path, (status, _) in answers.items() if status not in (200, 303)} == {}
    pages = {path: page for path, (status, page) in answers.items() if status == 200 and "<main" in page}
    assert [path for path, page in pages.items() if BANNER not in page] == []


def test_signed_out_pages_say_demo_too(demo: Demo) -> None:
    visitor = Person(demo.stage.url, "visitor", "", "zh-Hant")
    for path in ("/", "/accounts/sign-in", "/accounts/start", "/help", "/portfolio/verify", "/portfolio/log"):
        assert BANNER in visitor.page(path)


@pytest.mark.browser
@pytest.mark.parametrize("look", [DESK, PHONE], ids=str)
@pytest.mark.parametrize("persona", [*BUSY, "employer", "nobody"])
def test_every_kind_of_page_that_a_persona_comes_upon(demo: Demo, persona: str, look: Look) -> None:
    nobody = Person(demo.stage.url, "visitor", "", "en")
    person, first = (nobody, "/") if persona == "nobody" else (demo.persona(persona), "/accounts/home")
    with launched(demo.stack.settings.port) as browser:
        looker = Looker(Guest(None, browser, address=demo.stack.url), look)
        for got in demo_pages.found(person, persona, first, links):
            looker(got)
    print(f"{looker.looked_at} pages of {persona} at {look}")
    assert not looker.faults, "\n".join(looker.faults)


def links(page: str) -> set[str]:
    return {unescape(path) for path in LINK.findall(page) if not path.startswith("/static/")}


def navigation(page: str) -> set[str]:
    return links(page.partition('<nav class="entries"')[2].partition("</nav>")[0])
