"""Teams at work: files, statements and what the others say of them, delivery, rework, acceptance with signature."""

from collections.abc import Mapping, Sequence
from typing import Any

from deploy.demo import content
from deploy.demo.network import ACCOUNTS, Person, patiently, until
from deploy.demo.posting import PROJECTS, mentor
from deploy.demo.stage import Stage


def _path(stage: Stage, number: int, milestone: int) -> str:
    return f"{PROJECTS}/teams/{stage.teams[number]}/milestones/{milestone}"


def milestone_of(stage: Stage, number: int, milestone: int) -> dict[str, Any]:
    found: dict[str, Any] = mentor(stage, number).get(_path(stage, number, milestone))
    return found


def put_in_files(stage: Stage, number: int, milestone: int) -> list[str]:
    """The captain uploads what the team made; the files' hashes."""
    captain, path = stage.crews[number][0], _path(stage, number, milestone)
    hashes = []
    for name, description, text in content.brief(number)["work"][milestone - 1]["files"]:
        upload = f"{PROJECTS}/teams/{stage.teams[number]}/files?name={name}"
        held = captain.upload(upload, text.encode())["sha256"]
        captain.post_json(f"{path}/artefacts", {"sha256": held, "description": description})
        hashes.append(held)
    return hashes


def state(
    stage: Stage,
    number: int,
    milestone: int,
    hashes: Sequence[str],
    more: str = "",
    members: int | None = None,
) -> None:
    """Each member, or the first ``members``, says what they did; ``more`` is what a later round adds."""
    rows = content.brief(number)["work"][milestone - 1]["statements"]
    for n, (person, row) in enumerate(zip(stage.crews[number][:members], rows, strict=False)):
        text, share, percent, hours = row
        body = {"text": text + more, "share": share, "percent": percent, "hours": hours}
        body["artefacts"] = [hashes[n % len(hashes)]]
        person.call("PUT", f"{_path(stage, number, milestone)}/statement", body)


def confirm_each_other(stage: Stage, number: int, milestone: int) -> None:
    """Each confirms what each of the others states: one after the other, as they write to the same milestone."""
    rows = milestone_of(stage, number, milestone)["contributions"]
    for person in stage.crews[number]:
        for row in rows:
            if person.id != row["person"]:
                person.post_json(
                    f"{PROJECTS}/contributions/{row['id']}/confirm", {"revision": row["revision"]}
                )


def deliver(stage: Stage, number: int, milestone: int) -> None:
    """The whole way of a milestone up to the mentor."""
    hashes = put_in_files(stage, number, milestone)
    state(stage, number, milestone, hashes)
    confirm_each_other(stage, number, milestone)
    stage.crews[number][0].post_json(f"{_path(stage, number, milestone)}/deliver")


def finish(stage: Stage, number: int, milestone: int) -> None:
    """Delivered and accepted on one day."""
    deliver(stage, number, milestone)
    accept(stage, number, milestone)


def deliver_again(stage: Stage, number: int, milestone: int, more: str) -> None:
    """After rework was asked for: the same files, statements written anew."""
    state_again(stage, number, milestone, more)
    confirm_each_other(stage, number, milestone)
    stage.crews[number][0].post_json(f"{_path(stage, number, milestone)}/deliver")


def state_again(stage: Stage, number: int, milestone: int, more: str, members: int | None = None) -> None:
    hashes = [one["sha256"] for one in milestone_of(stage, number, milestone)["artefacts"]]
    state(stage, number, milestone, hashes, more, members)


def accept(stage: Stage, number: int, milestone: int) -> None:
    """The mentor accepts, levels by exception, and signs; done when the milestone says so."""
    by, asked = mentor(stage, number), milestone_of(stage, number, milestone)
    body = {"decision": "accept", "verdicts": [{"met": True, "reason": ""} for _ in asked["criteria"]]}
    body["ratings"] = _ratings(stage, number, milestone) if asked["rates_skills"] else []
    by.sign_in()
    request = by.post_json(f"{_path(stage, number, milestone)}/review", body)["request"]
    patiently(lambda: by.sign(f"{ACCOUNTS}/signing-requests/{request}/sign"))
    until(
        lambda: milestone_of(stage, number, milestone)["state"] == "accepted",
        f"milestone {milestone} of brief {number} to be accepted",
    )


def _ratings(stage: Stage, number: int, milestone: int) -> list[dict[str, Any]]:
    rows = content.story()["ratings"].get(f"{number}.{milestone}", ())
    return [
        {"person": stage.crews[number][who].id, "skill": stage.uris[skill], "level": level, "reason": why}
        for who, skill, level, why in rows
        if who < len(stage.crews[number])
    ]


def ask_for_rework(stage: Stage, number: int, milestone: int, said: Mapping[str, Any]) -> None:
    by, criteria = mentor(stage, number), milestone_of(stage, number, milestone)["criteria"]
    verdicts = [
        {"met": n != said["criterion"], "reason": said["why"] if n == said["criterion"] else ""}
        for n in range(len(criteria))
    ]
    body = {"decision": "rework", "verdicts": verdicts, "reason": said["reason"]}
    by.post_json(f"{_path(stage, number, milestone)}/review", body)


def dispute(stage: Stage, number: int, milestone: int, about: Person, by: Person, reason: str) -> None:
    """One member says that another's statement is not right; the rest confirm."""
    for row in milestone_of(stage, number, milestone)["contributions"]:
        others = [one for one in stage.crews[number] if one.id != row["person"]]
        for person in others:
            if row["person"] == about.id and person is by:
                said = {"reason": reason, "revision": row["revision"]}
                by.post_json(f"{PROJECTS}/contributions/{row['id']}/dispute", said)
            else:
                person.post_json(
                    f"{PROJECTS}/contributions/{row['id']}/confirm", {"revision": row["revision"]}
                )


def break_off(stage: Stage, number: int, verb: str, reason: str) -> None:
    """The mentor lets the team's work rest (``pause``) or ends it (``cancel``)."""
    mentor(stage, number).post_json(f"{PROJECTS}/teams/{stage.teams[number]}/{verb}", {"reason": reason})
