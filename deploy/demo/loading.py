"""The demo's story, day by day: what each of the twenty briefs has come to, told by those who act in it."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from deploy.demo import coming_in, content, posting, proving, working
from deploy.demo.network import PASSWORD, Person, patiently, until
from deploy.demo.stage import Stage

Day = Callable[[Stage], None]


def load(url: str, var: Path, say: Callable[[str], None]) -> Stage:
    """Fill the empty installation at ``url``. Raises DemoError; the clock is put back in any case."""
    stage, begun = Stage(url, var, say), time.monotonic()
    stage.check_local()
    try:
        coming_in.the_operator(stage)
        for days, what, act in STORY:
            say(f"{time.monotonic() - begun:5.0f} s  {f'{days} days ago' if days else 'today'}: {what}")
            stage.days_ago(days)
            act(stage)
    finally:
        stage.days_ago(0)
    _sign_ins(stage)
    say(f"{time.monotonic() - begun:5.0f} s  done")
    return stage


def _people(stage: Stage) -> None:
    coming_in.organisations(stage, stage.people["operator"])
    coming_in.students(stage)
    coming_in.skills(stage)
    coming_in.what_students_bring(stage)


def _first_briefs(stage: Stage) -> None:
    posting.publish(stage, 1, 13)
    posting.bid(stage, 1, 13)


def _first_teams(stage: Stage) -> None:
    posting.begin(stage, 1, 13)
    posting.publish(stage, 9)
    posting.bid(stage, 9)


def _cold_chain_begins(stage: Stage) -> None:
    posting.begin(stage, 9)


def _first_milestones(stage: Stage) -> None:
    for number in (1, 13):
        working.deliver(stage, number, 1)
        working.accept(stage, number, 1)
    posting.publish(stage, 4, 15, 18)
    posting.bid(stage, 4, 15, 18)


def _second_teams(stage: Stage) -> None:
    posting.begin(stage, 4, 15, 18)
    posting.publish(stage, 6)


def _silk_and_cold(stage: Stage) -> None:
    working.deliver(stage, 9, 1)
    working.accept(stage, 9, 1)
    company = posting.company(stage, 6)
    body = {"reason": content.story()["cancelled"]["6"]}
    company.post_json(f"{posting.PROJECTS}/briefs/{stage.briefs[6]}/cancel", body)
    posting.publish(stage, 7)
    posting.bid(stage, 7)


def _gift_box_begins(stage: Stage) -> None:
    posting.begin(stage, 7)
    working.deliver(stage, 4, 1)


def _first_rework(stage: Stage) -> None:
    working.ask_for_rework(stage, 4, 1, content.story()["rework"]["4"][0])
    posting.draft(stage, 10)
    posting.submit(stage, 10)
    posting.review(stage, 10, "refuse", reason=content.story()["refused"]["10"])


def _second_round(stage: Stage) -> None:
    working.deliver_again(stage, 4, 1, content.story()["rework"]["4"][0]["again"])


def _second_rework(stage: Stage) -> None:
    working.ask_for_rework(stage, 4, 1, content.story()["rework"]["4"][1])
    working.deliver(stage, 15, 1)
    working.accept(stage, 15, 1)


def _last_milestones(stage: Stage) -> None:
    for number in (1, 13):
        working.deliver(stage, number, 2)
        working.accept(stage, number, 2)
        proving.issued(stage, number, each=2)
    proving.issued(stage, 9, each=1)
    proving.archive(stage, 13)


def _credit(stage: Stage) -> None:
    first = (datetime.now(UTC) - timedelta(days=365)).date().isoformat()
    rules = {school: proving.rule(stage, school, first) for school in ("S1", "S2")}
    fault, wafer = stage.crews[1], stage.crews[13]
    granted = proving.apply(fault[0], rules["S1"], "机电设备故障诊断")
    proving.decide(stage, "S1", granted, "approved")
    for person in (*fault[1:3], *stage.crews[9][:2]):
        proving.apply(person, rules["S1"], "专业综合实践")
    refused = proving.apply(wafer[0], rules["S2"], "實務專題（一）")
    proving.decide(stage, "S2", refused, "refused", content.story()["credit_refused"])
    proving.apply(wafer[1], rules["S2"], "實務專題（一）")
    proving.publish_portfolios(stage, 1, 9, 13, 15)
    proving.share(stage, fault[0], content.story()["audiences"]["S1"])
    posting.publish(stage, 5, 8, 16, 17)
    posting.bid(stage, 5, 8, 16, 17)
    posting.draft(stage, 14)
    posting.submit(stage, 14)


def _silent_mentor(stage: Stage) -> None:
    working.deliver(stage, 9, 2)


def _one_programme_short(stage: Stage) -> None:
    """Brief 16 asks for two programmes and has bids of one: no team, and bidding opens again."""
    posting.close(stage, 16)
    for number in (5, 17):
        posting.propose(stage, number)
        posting.accept(stage, number)
    brief = f"{posting.PROJECTS}/briefs/{stage.briefs[16]}"
    until(lambda: posting.company(stage, 16).get(brief)["state"] == "published", "brief 16 to open again")


def _risk_waits_for_papers(stage: Stage) -> None:
    posting.confirm(stage, 5)
    posting.sign_notes(stage, 5, stage.crews[5][:2])
    working.deliver(stage, 18, 1)
    posting.publish(stage, 11, approval="without_credit")
    posting.publish(stage, 2, 19)
    posting.bid(stage, 2, 11, 19)
    posting.draft(stage, 6, copy_of=stage.briefs[6])
    posting.submit(stage, 6, to_operator=True)
    operator = stage.people["operator"]
    posting.review(stage, 6, "publish", by=operator, approval=None, bidding_days=posting.BIDDING_DAYS)


def _disputed_share(stage: Stage) -> None:
    crew = stage.crews[7]
    working.state(stage, 7, 1, working.put_in_files(stage, 7, 1))
    working.dispute(stage, 7, 1, crew[1], crew[2], content.story()["dispute"]["7"])
    posting.draft(stage, 10, copy_of=stage.briefs[10])
    posting.submit(stage, 10, to_operator=True)
    posting.draft(stage, 20)
    posting.submit(stage, 20)
    posting.review(stage, 20, "changes", reason=content.story()["changes"]["20"])


def _yesterday(stage: Stage) -> None:
    crew = posting.propose(stage, 8)
    posting.accept(stage, 8, *crew[:2])
    for number in (3, 12):
        posting.draft(stage, number)
    posting.copy(stage, 9)
    proving.revoke(stage)


def _today(stage: Stage) -> None:
    """The company sees the team that it is to confirm; the mentor's silence has escalated."""
    patiently(lambda: posting.to_confirm(stage, 17))


STORY: tuple[tuple[int, str, Day], ...] = (
    (70, "schools, companies, staff and ninety students come in", _people),
    (69, "the first two briefs are published", _first_briefs),
    (64, "their teams begin; a third brief", _first_teams),
    (48, "the team of the cold chain begins", _cold_chain_begins),
    (40, "first milestones accepted and signed; three more briefs", _first_milestones),
    (36, "three more teams begin", _second_teams),
    (26, "a brief is cancelled, a milestone accepted", _silk_and_cold),
    (21, "the gift box begins; images delivered", _gift_box_begins),
    (18, "rework asked for; a brief refused", _first_rework),
    (15, "delivered a second time", _second_round),
    (12, "rework once more; evidence in Taiwan", _second_rework),
    (9, "two projects completed, their credentials issued", _last_milestones),
    (7, "credit, shares, published portfolios; four more briefs", _credit),
    (6, "delivered to a mentor who stays silent", _silent_mentor),
    (4, "no team for one brief, two proposals accepted", _one_programme_short),
    (3, "a team waits for its papers; three more briefs", _risk_waits_for_papers),
    (2, "a share is disputed; a brief waits for the operator", _disputed_share),
    (1, "a team is proposed; drafts; a credential revoked", _yesterday),
    (0, "what waits today", _today),
)

PERSONAS = (
    ("company", "c1-admin"), ("company mentor", "c1-mentor"), ("company (silent mentor)", "c4-mentor"),
    ("company, Taiwan", "c7-mentor"), ("company, Ireland", "c8-nurse"), ("teacher", "s1-teacher"),
    ("teacher, Taiwan", "s2-teacher"), ("teacher, Ireland", "s3-teacher"), ("registrar", "s1-registrar"),
    ("registrar, Taiwan", "s2-registrar"), ("employer", "c1-recruiter"), ("operator", "operator"),
)  # fmt: skip


def _sign_ins(stage: Stage) -> None:
    """One account a persona, printed and kept beside the data; and what anybody may open."""
    rows = [(persona, stage.people[key]) for persona, key in PERSONAS]
    rows += [("student with credentials", stage.crews[1][0]), ("student with a proposal", stage.crews[8][2])]
    rows += [("student in rework", stage.crews[4][0]), ("student, Taiwan", stage.crews[15][0])]
    rows += [("student, Ireland", stage.crews[18][0])]
    kept = {
        "address": stage.url,
        "password": PASSWORD,
        "accounts": [_account(persona, person) for persona, person in rows],
        "share": stage.share,
        "credential": stage.credential,
    }
    (stage.var / "demo.json").write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")
    stage.say(f"Sign in at {stage.url}/accounts/sign-in with the password “{PASSWORD}”:")
    for persona, person in rows:
        more = "  + code" if person.authenticator else ""
        stage.say(f"  {persona:26} {person.mail:36} {person.name}{more}")
    stage.say("The code of an office's second step: `python -m deploy.demo --code MAIL`.")
    stage.say(f"A share: {stage.share}\nA credential to verify: {stage.credential}")
    stage.say(
        f"All of it stands in {stage.var / 'demo.json'}; `python -m deploy.local reset` takes the demo away."
    )


def _account(persona: str, person: Person) -> dict[str, str]:
    """``key`` is for an authenticator, where the account's office asks for a second step."""
    facts = {"persona": persona, "mail": person.mail, "name": person.name, "post": person.post}
    return facts | ({"key": person.authenticator.secret} if person.authenticator else {})
