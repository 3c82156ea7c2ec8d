"""What other services say to accounts, said here as they would: by events in their own outbox."""

from datetime import datetime, timedelta
from typing import Any

from shared import clock, mongo, tokens, waiting
from shared.endorsement import record_hash
from shared.events import projects
from shared.ids import new_id
from shared.messaging import outbox
from shared.mongo import run_in_transaction
from tests.world import World

MESSAGE, DEFAULT = "Review the milestone", "Without an answer the teacher may review in the mentor's place."


def opens(world: World, service: str = "projects", **facts: Any) -> str:
    """Something waits for a person, or for a role; returns the subject's id."""
    subject = facts.pop("subject", None) or new_id()
    wait = waiting.Wait(
        subject=subject,
        kind=facts.pop("kind", "milestone_review"),
        message=facts.pop("message", MESSAGE),
        default=facts.pop("default", DEFAULT),
        url=facts.pop("url", f"/projects/teams/{new_id()}"),
        **facts,
    )
    with mongo.serving(service):
        run_in_transaction(lambda: waiting.open_item(wait, clock.now()))
    return subject


def closes(world: World, subject: str, by: str | None = None, service: str = "projects") -> None:
    with mongo.serving(service):
        run_in_transaction(lambda: waiting.close_items(subject, "milestone_review", clock.now(), by=by))


def record(**facts: Any) -> dict[str, Any]:
    """A contribution record in version 1, as projects states it."""
    return {
        "version": 1,
        "contribution_id": new_id(),
        "brief_title": "车门锁装配线 3 号工位停机原因分析与预警",
        "project_summary": "三个月停机数据的分析与预警看板",
        "criteria": [{"text": "停机原因前三名有数据支持", "met": True}, {"text": "预警提前 10 分钟", "met": False}],
        "skills": [
            {"uri": "http://data.europa.eu/esco/skill/1", "label": "predictive maintenance", "needed": 3,
             "achieved": 3, "untouched": True},
            {"uri": "http://data.europa.eu/esco/skill/2", "label": "perform data analysis", "needed": 3,
             "achieved": 4, "untouched": False},
        ],
        "artefacts": [{"name": "停机分析报告", "sha256": "9f" * 32, "media_type": "application/pdf"}],
        "statement": "我整理了三个月的停机记录，\n写了预警规则，并在 3 号工位试运行两周。",
        "hours": "46.5",
        "confirmed_by": [{"role": "Company mentor", "organisation": "浙江衡锐智能装备有限公司（演示）"}],
        "peers_confirmed": True,
        "company_name": "浙江衡锐智能装备有限公司（演示）",
        "school_name": "青澜职业技术学院（演示）",
        "accepted_at": "2026-11-20T08:00:00Z",
        "demo": True,
    } | facts  # fmt: skip


def asks_to_sign(
    world: World, reviewer: str, organisation: str, student: str, *, role: str = "mentor", **changes: Any
) -> str:
    """projects asks a reviewer to sign one record; returns the request's id. ``changes`` make it a bad one."""
    stated = changes.pop("record", None) or record()
    name, request = stated["contribution_id"], new_id()
    hashes = {name: record_hash(stated)}
    expires: datetime = changes.pop("expires", None) or clock.now() + timedelta(minutes=15)
    until = changes.pop("signed_until", expires)
    claims = {"request": request, "hashes": hashes, "exp": int(until.timestamp())}
    settings = world.settings[changes.pop("signed_by", "projects")]
    tokens.make_service_key(settings)
    facts: dict[str, Any] = {
        "request": request, "review": new_id(), "team": new_id(), "reviewer": reviewer, "organisation": organisation,
        "role": role, "brief_title": stated["brief_title"], "milestone_title": "数据与原因", "contributions": [name],
        "owners": {name: student}, "hashes": hashes, "expires": expires,
        "token": tokens.sign(tokens.service_key(settings), "signing+jwt", claims),
        "personal": {student: {"records": {name: stated}}},
    } | changes  # fmt: skip
    with mongo.serving("projects"):
        run_in_transaction(lambda: outbox.append(projects.SigningRequested(**facts), clock.now()))
    return request
