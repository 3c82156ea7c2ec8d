"""Ten thousand students and two thousand briefs come by events, and a round of them is solved in the running stack.

People, memberships, briefs and approvals are rows in the outboxes of accounts and projects, and go the way of every
event. What students hold and bid is matching's own: written as its store writes it, since each alone is a request.
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pymongo

from shared import clock
from shared.events import accounts, projects
from shared.events.base import Event
from shared.ids import new_id
from tests import actors_rounds as at
from tests.actors import Actor
from tests.bench import matching_rounds
from tests.bench.events import Row
from tests.bench.pages import running
from tests.journey.loop import everybody_comes_in
from tests.journey.stages import WholeStack

PROGRAMME = "bench"
SOLVING_SECONDS = 60
ASK_EVERY_SECONDS = 0.5
LOOK_AGAIN_SECONDS = 0.02
ROWS_AT_ONCE = 5000
MIB = 1024 * 1024

TERMS: dict[str, Any] = {
    "edition": 1, "region": "cn", "language": "en", "trade": "fault_diagnosis", "kind": "course_project",
    "remote": True, "place": "", "weeks": 8, "hours_per_week": 6, "pay": "", "risk": "low",
    "problem": "The line stops every week, and nobody knows why. " * 8, "deliverables": ["a Pareto chart of the stops"],
    "criteria": ["F1 ≥ 0.80"], "languages": ["en"], "ip": "The company's.", "nda": False, "teams": 1,
    "programmes_min": 1,
}  # fmt: skip


@dataclass
class Seen:
    """What went on beside the solving: seconds from an event's row to its copy, and the worker's memory in bytes."""

    lags: list[float] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)


def rows(folder: Path, size: str = "L") -> Iterator[Row]:
    given = matching_rounds.make(size, 1, slots=True)
    with (
        running(folder) as stage,
        stage.stack.database() as uri,
        pymongo.MongoClient(uri, tz_aware=True) as client,
    ):
        people = everybody_comes_in(stage)
        stage.patience = 900
        teacher, begun = people.teacher, time.monotonic()
        crowd = _Crowd(client, given, teacher.organisation, people.mentor.organisation)
        count = crowd.come()
        stage.until(crowd.are_there, "students and briefs that matching knows")
        seconds = time.monotonic() - begun
        yield Row(f"{count:,} events of {size} until matching knows all", seconds, "s")
        yield Row("of them a second, written, sent and taken in", count / seconds, "events/s")
        crowd.hold_and_bid()
        one = _round(teacher, crowd)
        yield from _solved(stage, crowd, teacher, one)


def _round(teacher: Actor, crowd: "_Crowd") -> str:
    teacher.http.call("GET", "/accounts/renew?next=/help")  # as a browser does, whose token is over
    one = at.begins(teacher, "bench")
    teacher.post(f"{at.API}/{one}/students", {"groups": [f"programme:{PROGRAMME}"]})
    at.changes(teacher, one, briefs=list(crowd.briefs.values()), common_slots=2)
    return one


def _solved(stage: WholeStack, crowd: "_Crowd", teacher: Actor, one: str) -> Iterator[Row]:
    begun = time.monotonic()
    with _watching(stage, crowd) as seen:
        number = at.simulates(teacher, one, SOLVING_SECONDS)
        plan = stage.until(lambda: at.worked_out(teacher, one, number), "the plan")
    seconds = time.monotonic() - begun
    figures = plan["figures"]
    yield Row(f"a round of them, {SOLVING_SECONDS} s of it the search", seconds, "s")
    yield Row("gap of its plan", 100 * plan["result"]["gap"], "%", at_most=2.5)
    yield Row("students placed", figures["placed"], "")
    yield Row("memory of the worker and who solves for it, most", max(seen.memory) / MIB, "MiB", at_most=2048)
    yield Row(f"an event meanwhile, p50 of {len(seen.lags)}", sorted(seen.lags)[len(seen.lags) // 2], "s")
    yield Row("the slowest of them", max(seen.lags), "s", at_most=5)


@contextmanager
def _watching(stage: WholeStack, crowd: "_Crowd") -> Iterator[Seen]:
    seen, stop = Seen(), threading.Event()

    def every(act: Callable[[], None]) -> None:
        while not stop.wait(ASK_EVERY_SECONDS):
            act()

    worker = next(part.pid for part in stage.stack.status() if part.name == "matching-worker")
    acts = (lambda: seen.lags.append(crowd.lag()), lambda: seen.memory.append(_memory(worker or 0)))
    threads = [threading.Thread(target=every, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _memory(pid: int) -> int:
    """Bytes of a process and all below it; what they share is shared out (Pss of proc(5))."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        others = [task.name for task in Path(f"/proc/{pid}/task").iterdir() if task.name != str(pid)]
        for task in others:
            below += Path(f"/proc/{pid}/task/{task}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return 0  # it ended meanwhile
    own = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return 1024 * own + sum(_memory(int(child)) for child in below)


class _Crowd:
    """Who comes, by the names of the synthetic round; ``students`` and ``briefs``: name → id."""

    def __init__(self, client: Any, given: Mapping[str, Any], school: str, company: str) -> None:
        self.given, self.school, self.company = given, school, company
        self.students = {student["id"]: new_id() for student in given["students"]}
        self.briefs = {project["id"]: new_id() for project in given["projects"]}
        self.accounts, self.projects = client["shixun_accounts"], client["shixun_projects"]
        self.matching, self.now = client["shixun_matching"], clock.now()

    def come(self) -> int:
        """Write their events; returns how many."""
        told = [event for person in self.students.values() for event in self._student(person)]
        posted = [event for project in self.given["projects"] for event in self._brief(project)]
        _write(self.accounts, told)
        _write(self.projects, posted)
        return len(told) + len(posted)

    def are_there(self) -> bool:
        wanted = {"memberships": len(self.students), "people": len(self.students)}
        wanted |= {"briefs": len(self.briefs), "approvals": len(self.briefs)}
        return all(self.matching[name].count_documents({}) >= count for name, count in wanted.items())

    def _student(self, person: str) -> Iterator[Event]:
        yield accounts.PersonChanged(
            person=person, personal={person: {"name": person[-6:], "language": "en"}}
        )
        yield accounts.MembershipChanged(
            membership=new_id(), person=person, organisation=self.school, roles=["student"], state="active",
            personal={person: {"programme": PROGRAMME, "school_class": ""}},
        )  # fmt: skip

    def _brief(self, project: Mapping[str, Any]) -> Iterator[Event]:
        brief = self.briefs[project["id"]]
        needs = [
            {"uri": need["skill"], "level": need["level"], "weight": need["weight"]}
            for need in project["needs"]
        ]
        yield projects.BriefPublished(
            **TERMS, brief=brief, organisation=self.company, title=project["id"], skills=needs,
            team_min=project["min"], team_max=project["max"], bidding_until=self.now + timedelta(days=30),
            schools=[self.school],
        )  # fmt: skip
        yield projects.ApprovalDecided(
            approval=new_id(), brief=brief, school=self.school, decision="for_credit"
        )

    def hold_and_bid(self) -> None:
        """As the rows of the store are; what a level used comes from is declared now, so nothing of it has aged."""
        held, weeks, bids = [], [], []
        for student in self.given["students"]:
            person, common = self.students[student["id"]], {"schema_version": 1, "version": 1}
            weeks.append({"_id": person, "given": self.now, "slots": student["slots"], **common})
            for skill, level in student["holdings"].items():
                row = {"person": person, "skill": skill, "level": max(1.0, level), "confidence": 0.5}
                held.append(row | {"_id": new_id(), "source": "declared", "shown": self.now, **common})
            for rank, project in enumerate(student["bids"], start=1):
                row = {"person": person, "brief": self.briefs[project], "rank": rank, "at": self.now}
                bids.append(row | {"_id": new_id(), "schema_version": 1})
        for name, found in (("holdings", held), ("weeks", weeks), ("bids", bids)):
            _insert(self.matching[name], found)

    def lag(self) -> float:
        """Somebody is called otherwise: seconds until matching knows."""
        person = new_id()
        begun = time.monotonic()
        _write(
            self.accounts,
            [accounts.PersonChanged(person=person, personal={person: {"name": "x", "language": "en"}})],
        )
        while self.matching["people"].find_one({"_id": person}) is None:
            assert time.monotonic() - begun < 120, "the event did not come"
            time.sleep(LOOK_AGAIN_SECONDS)
        return time.monotonic() - begun


def _write(database: Any, events: list[Event]) -> None:
    """Rows as ``outbox.append`` writes them, each the first of its aggregate."""
    found = []
    for event in events:
        data = event.encode()
        personal = data.pop("personal")
        row = {
            "_id": new_id(), "schema_version": 1, "type": event.TYPE, "topic": event.TOPIC,
            "aggregate": event.aggregate, "n": 1, "time": clock.now(), "request_id": "-", "data": data,
            "personal": personal, "people": sorted(personal), "epoch": 0,
        }  # fmt: skip
        found.append(row)
    _insert(database["outbox"], found)
    heads = [{"_id": row["aggregate"], "n": 1} for row in found]
    _insert(database["outbox_heads"], heads)


def _insert(collection: Any, found: list[dict[str, Any]]) -> None:
    for start in range(0, len(found), ROWS_AT_ONCE):
        collection.insert_many(found[start : start + ROWS_AT_ONCE])
