"""What students do who go together, through the public API alone."""

from typing import Any

from tests.actors import Actor

API = "/matching/api/v1/companions"


def forms(captain: Actor, brief: str) -> str:
    return str(captain.post(API, {"brief": brief}, status=201)["id"])


def code(captain: Actor, team: str) -> str:
    return str(captain.post(f"{API}/{team}/code", status=201)["code"])


def joins(student: Actor, secret: str) -> dict[str, Any]:
    return dict(student.post(f"{API}/join", {"code": secret}))


def team_of(brief: str, captain: Actor, *others: Actor) -> str:
    """A team of them all; it has not applied."""
    team = forms(captain, brief)
    secret = code(captain, team) if others else ""
    for other in others:
        joins(other, secret)
    return team


def applies(captain: Actor, team: str) -> dict[str, Any]:
    return dict(captain.post(f"{API}/{team}/apply"))


def leaves(student: Actor, team: str) -> None:
    student.post(f"{API}/{team}/leave")


def seen(student: Actor, team: str) -> dict[str, Any]:
    return dict(student.get(f"{API}/{team}"))


def all_of(student: Actor) -> dict[str, Any]:
    return dict(student.get(API))


def is_willing(student: Actor, willing: bool = True) -> None:
    student.put(f"{API}/willing", {"willing": willing})


def asks_for(captain: Actor, team: str, skill: str, status: int = 200) -> Any:
    return captain.post(f"{API}/{team}/ask", {"skill": skill}, status=status)


def names(student: Actor, other: Actor) -> None:
    student.post(f"{API}/named", {"name": other.name})


def name_each_other(one: Actor, other: Actor) -> None:
    names(one, other)
    names(other, one)
