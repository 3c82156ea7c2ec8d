"""What the rows of accounts name: waiting items, a request to sign, a token, a session."""

import base64
import io
import json
import re
from datetime import timedelta

from PIL import Image

from shared import clock, mongo, tokens
from shared.endorsement import record_hash
from shared.events import faults, waiting
from shared.events import projects as events
from shared.ids import new_id
from shared.messaging import outbox
from tests.actors import PASSWORD, Actor
from tests.security.matrix import accounts_links as links
from tests.security.matrix.cast import Cast, Half
from tests.world import World


def make(world: World, cast: Cast) -> None:
    platform = gives_a_logo(cast.operator)
    for half in cast.halves.values():
        _items(half)
        _to_sign(world, half)
        _own_things(half)
        _a_minor(half)
        _a_class(half)
        _a_list(half)
        _a_calendar(half)
        _a_programme(half)
        _opened(half, cast.operator)
        _a_twin(half, cast.operator)
        half.samples["export"] = half["student"].post("/accounts/api/v1/me/exports", status=202)["id"]
        agreed = half["student"].get("/accounts/api/v1/me/consents")["items"]
        half.samples["consent"] = next(one["id"] for one in agreed if one["basis"] == "consent")
        half.samples["erasure_link"] = links.erasure_link(world, half)
        _parked(half)
        _reported(half, cast.operator)
        _deputy(world, half)
        _robots(half)
        half.samples["platform"] = platform
    world.settle()
    for half in cast.halves.values():
        half["teacher"].post(f"/accounts/api/v1/items/{half.samples['taken_item']}/take")
        half.samples["leave_link"] = links.leave_link(world, half["student"])
        half.samples["task_link"] = links.task_link(world, half)
        half.samples["reset_link"] = links.reset_link(world, half["student"])
        half.samples["confirm_link"] = links.confirm_link(world, half)
        _slips(world, half)
        half.samples["address_link"] = links.address_link(world, half["student"])
        half.samples["domain_link"] = links.domain_link(world, half)
        half.samples["mail_file"] = sorted(path.stem for path in (world.folder / "mail").glob("*.eml"))[0]


def gives_a_logo(operator: Actor) -> str:
    """Of the organisation that runs the platform; returns its id."""
    platform = str(operator.get("/accounts/api/v1/me")["memberships"][0]["organisation"])
    path, out = f"/accounts/api/v1/organisations/{platform}", io.BytesIO()
    operator.get(path)
    Image.new("RGB", (300, 200), "teal").save(out, "JPEG")
    headers = {"X-CSRF-Token": operator.token, "If-Match": operator.seen["headers"]["ETag"]}
    answer = operator.http.call("PUT", f"{path}/logo", form=out.getvalue(), headers=headers)
    assert answer.status == 200, answer.text
    return platform


def _tell(event: object) -> None:
    with mongo.serving("projects"):
        mongo.run_in_transaction(lambda: outbox.append(event, clock.now()))  # type: ignore[arg-type]


def _items(half: Half) -> None:
    whose = {
        "role_item": {"organisation": half.school, "role": "teacher"},
        "taken_item": {"organisation": half.school, "role": "teacher"},
        "own_item": {"person": half["student"].person},
    }
    for name, owner in whose.items():
        half.samples[name] = new_id()
        facts = {"person": None, "organisation": None, "role": None} | owner
        _tell(
            waiting.OPENED["projects"](
                item=half.samples[name], subject=new_id(), kind="review", message="Review the brief %(title)s",
                params={"title": half.word("title")}, people={}, default="", url="/accounts/home", due=None,
                remind=None, **facts,
            )
        )  # fmt: skip


def _to_sign(world: World, half: Half) -> None:
    request, contribution = new_id(), new_id()
    record = {"person": half.word("student"), "did": half.word("statement")}
    hashes = {contribution: record_hash(record)}
    until = clock.now() + timedelta(minutes=15)
    key = tokens.service_key(world.settings["projects"])
    token = tokens.sign(
        key, "signing+jwt", {"request": request, "hashes": hashes, "exp": int(until.timestamp())}
    )
    student = half["student"].person
    _tell(
        events.SigningRequested(
            request=request, review=new_id(), team=new_id(), reviewer=half["mentor"].person,
            organisation=half.company, role="mentor", brief_title=half.word("brief"), milestone_title="M1",
            contributions=[contribution], owners={contribution: student}, hashes=hashes, expires=until,
            token=token, personal={student: {"records": {contribution: record}}},
        )
    )  # fmt: skip
    half.samples["signing"] = request


def _a_minor(half: Half) -> None:
    """The newcomer is under age, and the guardian is asked."""
    path = f"/accounts/api/v1/memberships/{half.samples['membership_of_newcomer']}"
    half["teacher"].put(f"{path}/age", {"born": "2012-03-01"})
    asked = half["teacher"].post(f"{path}/guardian", {"guardian": half.word("guardian")})
    half.samples["guardian_link"] = asked["link"].rsplit("/", 1)[1]


def _a_class(half: Half) -> None:
    facts = {"school": half.school, "name": half.word("class"), "teachers": [half["teacher"].person]}
    half.samples["class"] = half["teacher"].post("/accounts/api/v1/classes", facts, status=201)["id"]
    half.samples["teacher_of_class"] = half["teacher"].person
    duty = {
        "person": half["teacher"].person,
        "kind": "supervisor",
        "begins": "2089-01-01",
        "ends": "2089-02-01",
    }
    half["teacher"].send(f"/accounts/classes/{half.samples['class']}/duties", duty)
    page = half["teacher"].page(f"/accounts/classes/{half.samples['class']}")
    half.samples["duty"] = re.search(r"/accounts/duties/([0-9a-f-]+)/end", page)[1]  # type: ignore[index]


def _a_calendar(half: Half) -> None:
    half["school_admin"].send("/accounts/calendar", {"days": f"2090-10-01, {half.word('holiday')}, off"})
    half.samples["year"] = str(clock.now().year)


def _a_programme(half: Half) -> None:
    path = f"/accounts/api/v1/organisations/{half.school}/programmes"
    made = half["registrar"].post(path, {"code": "460301", "name": half.word("programme")}, status=201)
    half.samples["programme"] = made["id"]


def _a_list(half: Half) -> None:
    rows = {"rows": f"{half.word('listed')},2026003"}
    place = half["teacher"].send("/accounts/classes/import", rows).headers["Location"]
    half.samples["class_list"] = str(place).rsplit("/", 1)[1]


def _own_things(half: Half) -> None:
    student = half["student"]
    body = {"name": half.word("token"), "scopes": ["read"]}
    half.samples["token"] = student.post("/accounts/api/v1/tokens", body, status=201)["id"]
    half.samples["session"] = session_of(student)
    half.samples["person"] = student.person
    half.samples["registrar"] = half["registrar"].person
    half.samples["mail"] = student.mail
    invited = half["school_admin"].invites(kind="invitation", roles=["teacher"])
    half.samples["invitation"] = invited["id"]


def _opened(half: Half, operator: Actor) -> None:
    """The operator has looked at somebody whom no row names; the access is still open."""
    path = f"/accounts/api/v1/people/{half['newcomer'].person}/accesses"
    opened = operator.post(path, {"reason": half.word("reason")}, status=201)
    half.samples["access"] = opened["id"]


def _a_twin(half: Half, operator: Actor) -> None:
    """The same company once more, under another name."""
    found = operator.get(f"/accounts/api/v1/organisations/{half.company}")
    facts = {"name": "Twin", "kind": "company", "region": found["region"]}
    half.samples["twin"] = operator.post("/accounts/api/v1/organisations", facts, status=201)["id"]


def session_of(actor: Actor) -> str:
    """The id of the browser's session, out of the cookie that names it."""
    cookies = actor.http.client._cookies.values()  # type: ignore[attr-defined]
    claims = next(one.value for one in cookies if one.key == "shixun").split(".")[1]
    return str(json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["sid"])


def _slips(world: World, half: Half) -> None:
    """Two students without a mail address: one has come in by the slip, the other's waits."""
    path = f"/accounts/api/v1/organisations/{half.school}/students"
    names = {half.word("in"): "2026001", half.word("waits"): "2026002"}
    students = [{"name": name, "number": number} for name, number in names.items()]
    half["teacher"].post(path, {"students": students})
    codes = {one["student"]["number"]: one["code"] for one in half["teacher"].post(f"{path}/slips")["items"]}
    body = {"code": codes["2026001"], "password": PASSWORD}
    Actor(world.client(), "", "").post("/accounts/api/v1/slips/use", body)
    half.samples["slip"] = codes["2026002"]


def _robots(half: Half) -> None:
    """The student's own, and the company's; no host is allowed here, so that nothing ever goes there."""
    whose = {"channel": {"person": half["student"].person}, "group_channel": {"organisation": half.company}}
    facts = {
        "form": "slack",
        "host": "hooks.slack.com",
        "by": new_id(),
        "language": "en",
        "sealed": {"key_id": "x"},
    }
    nothing = {"person": None, "organisation": None, "sent": None, "failed": None, "reason": "", "code": ""}
    choices = {
        "schema_version": 1,
        "version": 1,
        "reminders": "never",
        "news": "never",
        "made": clock.now(),
    }
    for name, owner in whose.items():
        half.samples[name] = new_id()
        with mongo.serving("accounts"):
            row = {"_id": half.samples[name], **facts, **nothing, **choices, **owner}
            mongo.collection("channels").insert_one(row)


def _parked(half: Half) -> None:
    """Projects says that it could not do an event."""
    half.samples["fault"] = new_id()
    _tell(
        faults.SET_ASIDE["projects"](
            fault=half.samples["fault"], kind="event", what="matching.bids.counted.v1", topic="matching.bids",
            partition=0, offset=3, error="Invalid", fields=["bids"], at=clock.now(),
        )
    )  # fmt: skip


def _reported(half: Half, operator: Actor) -> None:
    """The student says that their company's page should not be there; of a brief it was decided that it stays."""
    body = {"about": f"/accounts/orgs/{half.company}", "category": "fraud", "text": half.word("reported")}
    half.samples["report"] = half["student"].post("/accounts/api/v1/reports", body, status=201)["id"]
    body = {"about": f"/matching/briefs/{new_id()}", "category": "other", "text": half.word("reported")}
    decided = half["student"].post("/accounts/api/v1/reports", body, status=201)["id"]
    operator.post(f"/accounts/api/v1/reports/{decided}/decide", {"decision": "rejected", "reason": "R"})
    half.samples["decided_report"] = decided


def _deputy(world: World, half: Half) -> None:
    """A second mentor of the company stands in for the first, a long time from now."""
    admin, mentor = half["company_admin"], half["mentor"]
    second = Actor(world.client(), half.word("second"), f"second@{half.name}.example")
    second.joins(admin.invites(kind="invitation", roles=["mentor"])["code"])
    days = {"begins": "2091-01-01", "ends": "2091-01-05"}
    body = {"organisation": half.company, "deputy": second.person} | days
    half.samples["second_mentor"] = second.person
    half.samples["deputy"] = mentor.post("/accounts/api/v1/deputies", body, status=201)["id"]
