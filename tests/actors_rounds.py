"""What a school's teacher does with a round, through the public API like anybody else."""

from collections.abc import Callable, Sequence
from typing import Any

from tests.actors import Actor

API = "/matching/api/v1/rounds"


def begins(teacher: Actor, name: str) -> str:
    return str(teacher.post(API, {"name": name}, status=201)["id"])


def takes_in(teacher: Actor, one: str, people: Sequence[str]) -> int:
    return int(teacher.post(f"{API}/{one}/students", {"people": list(people)})["new"])


def changes(teacher: Actor, one: str, **given: Any) -> dict[str, Any]:
    version = teacher.get(f"{API}/{one}")["version"]
    return dict(teacher.call("PATCH", f"{API}/{one}", body=given, If_Match=f'"v{version}"'))


def acts(teacher: Actor, one: str, verb: str) -> dict[str, Any]:
    """``verb``: open, close or cancel."""
    return dict(teacher.post(f"{API}/{one}/{verb}"))


def simulates(teacher: Actor, one: str, seconds: float = 20) -> int:
    """Returns the number of the plan that is being worked out."""
    return int(teacher.post(f"{API}/{one}/plans", {"seconds": seconds}, status=201)["number"])


def plan(teacher: Actor, one: str, number: int) -> dict[str, Any]:
    return dict(teacher.get(f"{API}/{one}/plans/{number}"))


def worked_out(teacher: Actor, one: str, number: int) -> dict[str, Any] | None:
    found = plan(teacher, one, number)
    assert found["state"] != "failed", found
    return found if found["state"] == "done" else None


def adjusts(teacher: Actor, one: str, number: int, **change: Any) -> dict[str, Any]:
    return dict(teacher.post(f"{API}/{one}/plans/{number}/changes", change, status=201))


def publishes(teacher: Actor, one: str, number: int) -> dict[str, Any]:
    return dict(teacher.post(f"{API}/{one}/publish", {"plan": number}))


def repairs(teacher: Actor, one: str, settle: Callable[[], object]) -> int:
    """Returns the number of the repair that was worked out."""
    number = int(teacher.post(f"{API}/{one}/repairs", status=201)["number"])
    settle()
    return number


def carries_out(teacher: Actor, one: str, number: int) -> dict[str, Any]:
    return dict(teacher.post(f"{API}/{one}/plans/{number}/carry-out"))


def contests(teacher: Actor, one: str) -> list[dict[str, Any]]:
    return list(teacher.get(f"{API}/{one}/contests")["items"])


def decides(teacher: Actor, one: str, contest: str, to: str, reason: str) -> None:
    teacher.post(f"{API}/{one}/contests/{contest}", {"to": to, "reason": reason})
