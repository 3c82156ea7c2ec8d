"""What companies, mentors, schools and students do in projects, through the public API like anybody else."""

from typing import Any

from tests.actors import Actor

API = "/projects/api/v1"

FAULT_DIAGNOSIS: dict[str, Any] = {
    "lang": "zh-Hans",
    "title": "车门锁装配线 3 号工位停机原因分析与预警",
    "trade": "fault_diagnosis",
    "kind": "course_project",
    "place": "mixed",
    "problem": "3 号工位每周停机约 6 小时，原因写在纸面交接班本里，没有人统计；要找到主因并提前一小时预警。",
    "deliverables": ["停机帕累托图", "预警模型", "一页班组处置卡"],
    "criteria": ["留出两周数据 F1 ≥ 0.80", "处置卡由班组长签字"],
    "milestones": [{"title": "结题验收", "week": 8}],
    "weeks": 8,
    "hours_per_week": 6,
    "supervision_hours": 16,
    "ip": "企业可内部使用，成果署作者姓名。",
    "nda": False,
    "data_access": "导出的 PLC 日志，已去除订单号。",
    "team_min": 4,
    "team_max": 4,
}  # fmt: skip


def may_have_many_briefs(operator: Actor, company: str) -> None:
    """For what writes thousands of them."""
    limits = {"briefs": 100_000, "reason": "Writes thousands of them."}
    operator.put(f"/accounts/api/v1/organisations/{company}/limits", limits)


def brief_terms(actor: Actor, **changes: Any) -> dict[str, Any]:
    """demo.md's fault-diagnosis brief, its skills as the trade's template names them."""
    trades = actor.get(f"{API}/trades")["items"]
    template = next(trade for trade in trades if trade["key"] == "fault_diagnosis")
    return {**FAULT_DIAGNOSIS, "skills": template["skills"][:5], **changes}


def posts_brief(actor: Actor, **changes: Any) -> dict[str, Any]:
    """Write a whole brief; returns it as a draft."""
    made: dict[str, Any] = actor.post(f"{API}/briefs", brief_terms(actor, **changes), status=201)
    return made


def submits(actor: Actor, brief: str, *schools: str, status: int = 200) -> dict[str, Any]:
    answer: dict[str, Any] = actor.post(
        f"{API}/briefs/{brief}/submit", {"schools": list(schools)}, status=status
    )
    return answer


def reviews(actor: Actor, brief: str, decision: str = "publish", status: int = 200, **facts: Any) -> Any:
    """As teacher or operator; ``approval="for_credit"`` decides for the own school in the same press."""
    return actor.post(f"{API}/briefs/{brief}/review", {"decision": decision, **facts}, status=status)


def approves(actor: Actor, brief: str, decision: str = "for_credit", status: int = 200, **facts: Any) -> Any:
    return actor.post(f"{API}/briefs/{brief}/approval", {"decision": decision, **facts}, status=status)


def closes(actor: Actor, brief: str, status: int = 200) -> Any:
    return actor.post(f"{API}/briefs/{brief}/close", {}, status=status)


def proposal_of(actor: Actor, brief: str) -> dict[str, Any] | None:
    """The newest team that is proposed for my brief and waits for my answer."""
    found = actor.get(f"{API}/briefs/{brief}/proposals")["items"]
    return next((one for one in found if one["state"] == "proposed"), None)


def confirms_team(actor: Actor, brief: str, proposal: dict[str, Any], status: int = 200) -> Any:
    body = {"proposal": proposal["id"], "revision": proposal["revision"]}
    return actor.post(f"{API}/briefs/{brief}/confirm-team", body, status=status)


def declines_team(actor: Actor, brief: str, proposal: dict[str, Any], status: int = 200) -> Any:
    body = {"proposal": proposal["id"], "revision": proposal["revision"]}
    return actor.post(f"{API}/briefs/{brief}/decline-team", body, status=status)


def team_on(actor: Actor, brief: str) -> dict[str, Any] | None:
    """My newest team on that brief, whole; None while there is none."""
    rows = actor.get(f"{API}/teams")["items"]
    found = next((row["id"] for row in rows if row["brief"] == brief), None)
    return actor.get(f"{API}/teams/{found}") if found else None


def signs_paper(actor: Actor, team: str, key: str = "ip_note") -> Any:
    return actor.post(f"{API}/teams/{team}/papers", {"key": key})


def starts(actor: Actor, team: str, *papers: str, status: int = 200, **facts: Any) -> dict[str, Any]:
    """As mentor or teacher: note the team's papers and begin. The members have signed theirs."""
    given = [{"key": key} for key in (papers or ("cooperation_agreement",))]
    answer: dict[str, Any] = actor.post(
        f"{API}/teams/{team}/start", {"papers": given, **facts}, status=status
    )
    return answer


def uploads(
    actor: Actor, team: str, name: str, content: bytes, status: int = 201, **query: Any
) -> dict[str, Any]:
    """Upload a file in one part; returns {sha256, size, media_type}."""
    answer = actor.http.call(
        "POST", path_of_upload(team, name, **query), form=content,
        headers={"Content-Type": "application/octet-stream", "X-CSRF-Token": actor.token},
    )  # fmt: skip
    assert answer.status == status, (
        f"{actor.name}: upload of {name} answered {answer.status}: {answer.text[:600]}"
    )
    found: dict[str, Any] = answer.json
    return found


def path_of_upload(team: str, name: str, **query: Any) -> str:
    more = "".join(f"&{key}={value}" for key, value in query.items())
    return f"{API}/teams/{team}/files?name={name}{more}"


def adds(
    actor: Actor, team: str, number: int, file: dict[str, Any], description: str, status: int = 201
) -> Any:
    """Put an uploaded file into the milestone."""
    body = {"sha256": file["sha256"], "description": description}
    return actor.post(f"{API}/teams/{team}/milestones/{number}/artefacts", body, status=status)


def links(actor: Actor, team: str, number: int, link: str, description: str, status: int = 201) -> Any:
    body = {"link": link, "description": description}
    return actor.post(f"{API}/teams/{team}/milestones/{number}/artefacts", body, status=status)


def milestone(actor: Actor, team: str, number: int) -> dict[str, Any]:
    found: dict[str, Any] = actor.get(f"{API}/teams/{team}/milestones/{number}")
    return found


def states(
    actor: Actor, team: str, number: int, text: str, status: int = 200, **facts: Any
) -> dict[str, Any]:
    """Say what I did, pointing at files of the milestone: ``artefacts=[sha256]``, ``hours``, ``share``."""
    path = f"{API}/teams/{team}/milestones/{number}/statement"
    answer: dict[str, Any] = actor.put(path, {"text": text, **facts}, status=status)
    return answer


def confirms_statement(actor: Actor, contribution: str, status: int = 200, revision: int = 1) -> Any:
    """``revision``: how often it had been written when the actor read it."""
    body = {"revision": revision}
    return actor.post(f"{API}/contributions/{contribution}/confirm", body, status=status)


def confirms_the_others(actor: Actor, team: str, number: int) -> None:
    """Confirm every statement of the milestone that waits for me."""
    for said in milestone(actor, team, number)["contributions"]:
        if said["peers"].get(actor.person) == "waiting":
            confirms_statement(actor, said["id"], revision=said["revision"])


def disputes(actor: Actor, contribution: str, reason: str, status: int = 200, revision: int = 1) -> Any:
    body = {"reason": reason, "revision": revision}
    return actor.post(f"{API}/contributions/{contribution}/dispute", body, status=status)


def decides(actor: Actor, dispute: str, decision: str, reason: str, status: int = 200) -> Any:
    body = {"decision": decision, "reason": reason}
    return actor.post(f"{API}/disputes/{dispute}/decide", body, status=status)


def delivers(actor: Actor, team: str, number: int, status: int = 200) -> Any:
    return actor.post(f"{API}/teams/{team}/milestones/{number}/deliver", {}, status=status)


def accepts(actor: Actor, team: str, number: int, status: int = 200, **facts: Any) -> dict[str, Any]:
    """Every criterion met; returns {request, event}: the request is then signed in accounts."""
    criteria = milestone(actor, team, number)["criteria"]
    body = {"decision": "accept", "verdicts": [{"met": True} for _ in criteria], **facts}
    answer: dict[str, Any] = actor.post(f"{API}/teams/{team}/milestones/{number}/review", body, status=status)
    return answer


def asks_rework(actor: Actor, team: str, number: int, reason: str, status: int = 200) -> Any:
    """The first criterion is not met."""
    criteria = milestone(actor, team, number)["criteria"]
    verdicts = [{"met": n > 0, "reason": "" if n else reason} for n, _ in enumerate(criteria)]
    body = {"decision": "rework", "verdicts": verdicts, "reason": reason}
    return actor.post(f"{API}/teams/{team}/milestones/{number}/review", body, status=status)


def leaves(actor: Actor, team: str, reason: str, status: int = 200) -> Any:
    return actor.post(f"{API}/teams/{team}/leave", {"reason": reason}, status=status)
