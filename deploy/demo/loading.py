"""The demo's story, day by day: what each of the twenty briefs has come to, told by those who act in it."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from deploy.demo import coming_in, content, minors, posting, proving, working
from deploy.demo.network import PASSWORD, Person, patiently, until
from deploy.demo.progress import Progress
from deploy.demo.stage import Stage, all_at_once, side_by_side

Day = Callable[[Stage], None]


def load(url: str, var: Path, say: Callable[[str], None], progress: Progress | None = None) -> Stage:
    """Fill the empty installation at ``url``. Raises DemoError; the clock is put back in any case."""
    stage, begun = Stage(url, var, say), time.monotonic()
    stage.check_local()
    try:
        coming_in.the_operator(stage)
        for number, (days, what, act) in enumerate(STORY):
            if progress:
                progress.loads(number, len(STORY))
            say(f"{time.monotonic() - begun:5.0f} s  {f'{days} days ago' if days else 'today'}: {what}")
            stage.days_ago(days)
            act(stage)
    finally:
        stage.days_ago(0)
    kept = _sign_ins(stage)
    if progress:
        progress.loaded(kept["password"], kept["accounts"])
    say(f"{time.monotonic() - begun:5.0f} s  done")
    return stage


def _people(stage: Stage) -> None:
    coming_in.organisations(stage, stage.people["operator"])
    side_by_side(lambda: coming_in.students(stage), lambda: coming_in.skills(stage))
    minors.consented_on_paper(stage, *(stage.people[key] for key in content.story()["under_age"]))
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
    def next_briefs() -> None:
        posting.publish(stage, 4, 15, 18, 19)
        posting.bid(stage, 4, 15, 18, 19)

    finished = (partial(working.finish, stage, number, 1) for number in (1, 13))
    side_by_side(next_briefs, *finished)


def _second_teams(stage: Stage) -> None:
    posting.begin(stage, 4, 15, 18, 19)
    posting.publish(stage, 6)
    posting.bid(stage, 6)


def _silk_and_cold(stage: Stage) -> None:
    """Brief 6 is withdrawn while its team is asked."""
    working.finish(stage, 9, 1)
    posting.propose(stage, 6)
    posting.cancel(stage, 6, content.story()["cancelled"]["6"])
    posting.publish(stage, 7, 11)
    posting.bid(stage, 7, 11)


def _gift_box_begins(stage: Stage) -> None:
    posting.begin(stage, 7, 11)
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
    working.finish(stage, 15, 1)
    working.break_off(stage, 11, "cancel", content.story()["broken_off"]["11"])


def _last_milestones(stage: Stage) -> None:
    def complete(number: int) -> None:
        working.finish(stage, number, 2)
        proving.issued(stage, number, each=2)

    all_at_once(complete, (1, 13))
    proving.issued(stage, 9, each=1)
    proving.archive(stage, 13)


def _credit(stage: Stage) -> None:
    side_by_side(partial(_applications, stage), partial(_seen_by_others, stage), partial(_more_briefs, stage))


def _applications(stage: Stage) -> None:
    first = (datetime.now(UTC) - timedelta(days=365)).date().isoformat()
    rules = {school: proving.rule(stage, school, first) for school in ("S1", "S2")}
    fault, wafer = stage.crews[1], stage.crews[13]
    granted = proving.apply(fault[0], rules["S1"], "机电设备故障诊断")
    proving.decide(stage, "S1", granted, "approved")
    for person in (*fault[1:3], *stage.crews[9][:2]):
        proving.apply(person, rules["S1"], "专业综合实践")
    refused = proving.apply(wafer[0], rules["S2"], "實務專題（一）")
    proving.decide(stage, "S2", refused, "refused", content.story()["credit_refused"])
    for person in wafer[:3]:
        proving.apply(person, rules["S2"], "實務專題（二）")


def _seen_by_others(stage: Stage) -> None:
    proving.publish_portfolios(stage, 1, 9, 13, 15)
    proving.share(stage, stage.crews[1][0], content.story()["audiences"]["S1"])


def _more_briefs(stage: Stage) -> None:
    posting.publish(stage, 5, 8, 16, 17)
    posting.bid(stage, 5, 8, 16, 17)
    posting.draft(stage, 14)
    posting.submit(stage, 14)


def _silent_mentor(stage: Stage) -> None:
    working.deliver(stage, 9, 2)
    working.break_off(stage, 19, "pause", content.story()["broken_off"]["19"])


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
    posting.publish(stage, 11, approval="without_credit", copy_of=stage.briefs[11])
    posting.publish(stage, 2, 20)
    for number in (4, 7, 13):
        posting.publish(stage, number, copy_of=stage.briefs[number])
    posting.bid(stage, 2, 11)
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
    posting.draft(stage, 3)
    posting.submit(stage, 3)
    posting.review(stage, 3, "changes", reason=content.story()["changes"]["3"])
    posting.draft(stage, 18, copy_of=stage.briefs[18])
    posting.submit(stage, 18)
    left = [one for one in stage.bidders(7) if one not in crew]
    stage.guardian, other = minors.asked(stage, *left[:2])
    minors.asks_back(stage, other)


def _yesterday(stage: Stage) -> None:
    """Proposals, statements that the others have not answered yet, drafts, reports, a revocation."""
    for number in (2, 8):
        crew = posting.propose(stage, number)
        posting.accept(stage, number, *(crew if number == 2 else crew[:2]))
    working.state(stage, 15, 2, working.put_in_files(stage, 15, 2))
    working.state_again(stage, 4, 1, content.story()["rework"]["4"][1]["again"], members=3)
    posting.draft(stage, 12)
    for number in (1, 9):
        posting.copy(stage, number)
    for said in content.story()["reports"]:
        posting.report(stage, **said)
    proving.revoke(stage)


def _today(stage: Stage) -> None:
    """The company sees the team that it is to confirm; the mentor's silence has escalated."""
    patiently(lambda: posting.to_confirm(stage, 17))


STORY: tuple[tuple[int, str, Day], ...] = (
    (70, "schools, companies, staff and ninety students come in", _people),
    (69, "the first two briefs are published", _first_briefs),
    (64, "their teams begin; a third brief", _first_teams),
    (48, "the team of the cold chain begins", _cold_chain_begins),
    (40, "first milestones accepted and signed; four more briefs", _first_milestones),
    (36, "four more teams begin", _second_teams),
    (26, "a brief is withdrawn while its team is asked; two more", _silk_and_cold),
    (21, "the gift box begins; images delivered", _gift_box_begins),
    (18, "rework asked for; a brief refused", _first_rework),
    (15, "delivered a second time", _second_round),
    (12, "rework once more; evidence in Taiwan; a team ended", _second_rework),
    (9, "two projects completed, their credentials issued", _last_milestones),
    (7, "credit, shares, published portfolios; four more briefs", _credit),
    (6, "delivered to a mentor who stays silent; a team paused", _silent_mentor),
    (4, "no team for one brief, two proposals accepted", _one_programme_short),
    (3, "a team waits for its papers; three more briefs, and three once more", _risk_waits_for_papers),
    (2, "a share is disputed; a brief waits for the operator", _disputed_share),
    (1, "teams are proposed; drafts; reports; a credential revoked", _yesterday),
    (0, "what waits today", _today),
)

PERSONAS = (
    ("company", "c1-admin"), ("mentor", "c1-mentor"), ("mentor (silent)", "c4-mentor"),
    ("company, Taiwan", "c7-mentor"), ("company, Ireland", "c8-nurse"), ("teacher", "s1-teacher"),
    ("teacher, Taiwan", "s2-teacher"), ("teacher, Ireland", "s3-teacher"), ("registrar", "s1-registrar"),
    ("registrar, Taiwan", "s2-registrar"), ("employer", "c1-recruiter"), ("operator", "operator"),
)  # fmt: skip


def _sign_ins(stage: Stage) -> dict[str, Any]:
    """One account a persona, printed and kept beside the data; and what anybody may open. Returns what was kept."""
    rows = [(persona, stage.people[key]) for persona, key in PERSONAS]
    rows += [("student", stage.crews[4][0]), ("student with credentials", stage.crews[1][0])]
    rows += [("student with a proposal", stage.crews[8][2]), ("student, Taiwan", stage.crews[15][0])]
    rows += [("student, Ireland", stage.crews[18][0])]
    kept: dict[str, Any] = {
        "address": stage.url,
        "password": PASSWORD,
        "accounts": [_account(persona, person) for persona, person in rows],
        "share": stage.share,
        "credential": stage.credential,
        "guardian": {name: stage.guardian[name] for name in ("link", "code")},
    }
    (stage.var / "demo.json").write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")
    stage.say(f"Sign in at {stage.url}/accounts/sign-in with the password “{PASSWORD}”:")
    for persona, person in rows:
        more = "  + code" if person.authenticator else ""
        stage.say(f"  {persona:26} {person.mail:36} {person.name}{more}")
    stage.say("The code of an office's second step: `python -m deploy.demo --code MAIL`.")
    stage.say(f"A share: {stage.share}\nA credential to verify: {stage.credential}")
    stage.say("A guardian's link: {link}  code {code}".format(**stage.guardian))
    stage.say(
        f"All of it stands in {stage.var / 'demo.json'}; `python -m deploy.local reset` takes the demo away."
    )
    return kept


def _account(persona: str, person: Person) -> dict[str, str]:
    """``token``: an access token. ``key``: for an authenticator, where the account's office asks for a second step."""
    facts = {"persona": persona, "mail": person.mail, "name": person.name, "post": person.post}
    facts |= {"token": person.access}
    return facts | ({"key": person.authenticator.secret} if person.authenticator else {})
