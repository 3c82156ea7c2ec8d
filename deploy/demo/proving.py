"""What comes of accepted work: credentials, shares, published portfolios, credit, one revocation."""

from typing import Any

from deploy.demo import content
from deploy.demo.network import Person, until
from deploy.demo.posting import PROJECTS, company
from deploy.demo.stage import Stage, all_at_once

PORTFOLIO = "/portfolio/api/v1"


def credentials(person: Person) -> list[dict[str, Any]]:
    """Newest first."""
    found: list[dict[str, Any]] = person.get(f"{PORTFOLIO}/credentials", limit=100)["items"]
    return found


def issued(stage: Stage, number: int, each: int) -> None:
    """Wait until each member holds so many credentials."""
    what = f"the credentials of brief {number}"
    all_at_once(lambda one: until(lambda: len(credentials(one)) >= each, what), stage.crews[number])


def rule(stage: Stage, school: str, valid_from: str) -> str:
    """The registrar's rule, published; its id."""
    registrar = stage.staff(school, "registrar")
    body = content.story()["rules"][school] | {"valid_from": valid_from}
    made = registrar.post_json(f"{PORTFOLIO}/credit-rules", body)["id"]
    registrar.post_json(f"{PORTFOLIO}/credit-rules/{made}/publish")
    return str(made)


def apply(person: Person, rule_id: str, course: str) -> str:
    """Apply with everything that one holds; the application's id."""
    body = {"rule": rule_id, "credentials": [one["id"] for one in credentials(person)], "course": course}
    return str(person.post_json(f"{PORTFOLIO}/credit-applications", body)["id"])


def decide(stage: Stage, school: str, application: str, decision: str, reason: str = "") -> None:
    path = f"{PORTFOLIO}/credit-applications/{application}/decide"
    stage.staff(school, "registrar").post_json(path, {"decision": decision, "reason": reason})


def publish_portfolios(stage: Stage, *numbers: int) -> None:
    everybody = [person for number in numbers for person in stage.crews[number]]
    all_at_once(lambda one: one.call("PUT", f"{PORTFOLIO}/publication", {"published": True}), everybody)


def share(stage: Stage, person: Person, audience: str) -> None:
    """A link to all that the person holds, and the address at which anybody verifies the newest of it."""
    held = credentials(person)
    body = {"credentials": [one["id"] for one in held], "audience": audience, "days": 90}
    stage.share = person.post_json(f"{PORTFOLIO}/shares", body)["url"]
    stage.credential = held[0]["verify_url"]


def revoke(stage: Stage) -> None:
    """One credential, by the school's registrar, with a reason from the list."""
    said = content.story()["revoked"]
    held = credentials(stage.crews[said["brief"]][said["member"]])[-1]["id"]
    registrar = stage.staff(content.brief(said["brief"])["school"], "registrar")
    body = {"status": "revoked", "reason": said["reason"]}
    registrar.post_json(f"{PORTFOLIO}/credentials/{held}/status", body)


def archive(stage: Stage, number: int) -> None:
    """The team and the brief are put away."""
    by = company(stage, number)
    by.post_json(f"{PROJECTS}/teams/{stage.teams[number]}/archive")
    by.post_json(f"{PROJECTS}/briefs/{stage.briefs[number]}/archive")
