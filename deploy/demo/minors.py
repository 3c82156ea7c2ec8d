"""Students of the five-year track who are under age: what their teacher says of them, and what guardians answer."""

from datetime import UTC, datetime, timedelta
from typing import Any

from deploy.demo import content
from deploy.demo.network import ACCOUNTS, Person
from deploy.demo.stage import Stage

AGED = timedelta(days=365 * 16 + 200)


def consented_on_paper(stage: Stage, *minors: Person) -> None:
    """On the first day the teacher saw the guardians' signatures."""
    for minor, path in zip(minors, _memberships(stage, minors), strict=True):
        _asked(stage, minor, path)
        _teacher(stage).post_json(f"{path}/guardian/paper", {"decision": "consented"})


def asked(stage: Stage, *minors: Person) -> list[dict[str, Any]]:
    """Links and codes, which the school hands out apart from each other."""
    paths = _memberships(stage, minors)
    return [_asked(stage, minor, path) for minor, path in zip(minors, paths, strict=True)]


def asks_back(stage: Stage, request: dict[str, Any]) -> None:
    """A guardian has a question first; no account is needed for it."""
    secret = request["link"].rpartition("/")[2]
    body = {"decision": "ask", "code": request["code"], "question": content.story()["guardians"]["question"]}
    Person(stage.url, "guardian", "", "zh-Hans").post_json(f"{ACCOUNTS}/guardian/{secret}", body)


def _teacher(stage: Stage) -> Person:
    return stage.staff("S1", "school_admin")


def _asked(stage: Stage, minor: Person, path: str) -> dict[str, Any]:
    born = (datetime.now(UTC) - AGED).date().isoformat()
    _teacher(stage).call("PUT", f"{path}/age", {"born": born})
    names = content.story()["guardians"]["names"]
    guardian = f"{minor.name[0]}{names[int(minor.key[-2:]) % len(names)]}"
    found: dict[str, Any] = _teacher(stage).post_json(f"{path}/guardian", {"guardian": guardian})
    return found


def _memberships(stage: Stage, minors: tuple[Person, ...]) -> list[str]:
    """Where each of them is kept by the school."""
    teacher, found = _teacher(stage), dict[str, str]()
    after: str | None = ""
    while after is not None:
        query = {"limit": 100} | ({"after": after} if after else {})
        page = teacher.get(f"{ACCOUNTS}/organisations/{teacher.organisation}/members", **query)
        found |= {member["person"]: member["id"] for member in page["items"]}
        after = page.get("next")
    return [f"{ACCOUNTS}/memberships/{found[minor.id]}" for minor in minors]
