"""A school connects its own domain: asked for, confirmed, published, found, signed with, lost, taken back."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from services.portfolio import keyring, looking
from services.portfolio.usecases import installing, schoolkeys
from shared import clock, commands, mongo
from shared.events import projects as told_by_projects
from shared.ids import new_id
from shared.keys import Keeper
from shared.messaging.jobs import BACKOFF_SECONDS, Job
from shared.signatures import KeysError
from tests import actors_portfolio as at
from tests import school_site
from tests.actors import Actor
from tests.school_site import DOMAIN, PATH, Site
from tests.service.portfolio.conftest import Stage, joined, tell

PAGE = "/portfolio/school-keys"


@dataclass
class Keys:
    """A school's administrator, its web server, and the stage."""

    stage: Stage
    admin: Actor
    site: Site

    def asks(self, domain: str = DOMAIN) -> str:
        return str(at.connects_domain(self.admin, domain)["id"])

    def looks(self, key: str) -> dict[str, Any]:
        """Now, whenever the last look was."""
        self.stage.world.later(minutes=2)
        for actor in (self.admin, self.stage.student):
            actor.signs_in()
        at.has_key_looked_for(self.admin, key)
        self.stage.world.settle()
        return at.school_key(self.admin, key)

    def publishes(self, key: str) -> None:
        self.site.publishes(at.school_key(self.admin, key)["document"])

    def confirmed(self) -> str:
        """A key that was asked for, decided on, published and found."""
        key = self.asks()
        at.decides_on_domain(self.stage.operator, key)
        self.publishes(key)
        assert self.looks(key)["state"] == "confirmed"
        return key

    def approves(self, decision: str = "for_credit") -> None:
        """The school approves the project for its students."""
        told = told_by_projects.ApprovalDecided(
            approval=new_id(), brief=self.stage.brief, school=self.stage.school, decision=decision
        )
        tell("projects", told)
        self.stage.world.settle()

    def verdict(self, credential: str) -> dict[str, Any]:
        return at.looks_up(Actor(self.stage.world.client(), "somebody", ""), credential)

    def signatures(self, credential: str) -> list[str]:
        """By whom the endorsements in it are."""
        document = at.credential_document(self.stage.student, credential)
        return [one["issuer"]["id"].partition("#")[0] for one in document["endorsement"]]

    def anew(self, **passed: int) -> None:
        """Later, when everybody has to sign in again."""
        self.stage.world.later(**passed)
        for actor in (self.admin, self.stage.student, self.stage.operator):
            actor.signs_in()


@pytest.fixture
def keys(
    stage: Stage, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Keys]:
    stage.operator.organisation = stage.school
    admin = joined(stage.world, stage.operator, "校管", "admin@qinglan.example", ["school_admin"])
    with school_site.running(tmp_path_factory.mktemp("tls")) as site:
        monkeypatch.setattr(looking, "reach", site.reach)
        yield Keys(stage, admin, site)


def items(actor: Actor) -> list[str]:
    return sorted(one["kind"] for one in actor.waiting() if one["kind"].startswith("schoolkey"))


def test_a_domain_is_called_only_once_an_operator_has_confirmed_it(keys: Keys) -> None:
    place = keys.admin.send(PAGE, {"domain": f" {DOMAIN.upper()} "}).headers["Location"]
    key = place.rsplit("/", 1)[1]
    keys.stage.world.settle()
    assert items(keys.stage.operator) == ["schoolkey.decide"]
    at.has_key_looked_for(keys.admin, key, status=409)
    at.decides_on_domain(keys.admin, key, status=403)
    assert keys.site.calls == []

    page = keys.stage.operator.page(place)
    assert "Is this domain the school’s?" in page
    keys.stage.operator.send(f"{place}/decide", {"confirmed": "true"})
    keys.stage.world.settle()
    assert items(keys.stage.operator) == []
    assert items(keys.admin) == ["schoolkey.publish"]
    assert keys.site.calls == [], "it is looked for when the school says so, or a day later"
    keys.stage.world.later(days=1)
    assert keys.site.calls == [PATH]


def test_an_operator_may_refuse_and_nobody_decides_what_they_asked_for(keys: Keys) -> None:
    key = keys.asks()
    assert at.decides_on_domain(keys.stage.operator, key, confirmed=False)["state"] == "ended"
    assert "did not find that the domain is the school’s" in keys.admin.page(f"{PAGE}/{key}")
    at.decides_on_domain(keys.stage.operator, key, status=409)
    keys.asks()


def test_once_found_it_signs_what_the_school_approved_and_the_verdict_says_so(keys: Keys) -> None:
    keys.approves()
    before = keys.stage.issues()
    assert [one[:8] for one in keys.signatures(before)] == ["did:key:"]
    assert "school_signature" not in keys.verdict(before)

    key = keys.confirmed()
    assert items(keys.admin) == []
    credential = keys.stage.issues()
    assert keys.signatures(credential)[1:] == [f"did:web:{DOMAIN}"]
    told = keys.verdict(credential)
    day = clock.now().date().isoformat()
    assert told["verdict"] == "valid"
    assert told["school_signature"] == {
        "outcome": "ok", "school": "青澜职业技术学院（演示）", "domain": DOMAIN, "day": day,
        "reason": f"Also signed by 青澜职业技术学院（演示） with its key of {DOMAIN}, last seen there on {day}.",
    }  # fmt: skip
    page = Actor(keys.stage.world.client(), "somebody", "").page(f"/portfolio/verify/{credential}")
    assert page.count(f"with its key of {DOMAIN}") == 2, "at the top and among the checks"
    listed = keys.stage.student.get("/portfolio/trust.json")["schools"]
    assert [(one["method"], one["ends"]) for one in listed] == [(f"did:web:{DOMAIN}#{key}", None)]
    assert "In force since" in keys.admin.page(f"{PAGE}/{key}")


@pytest.mark.parametrize("decision", ["refused", None])
def test_it_signs_nothing_that_the_school_did_not_approve(keys: Keys, decision: str | None) -> None:
    keys.confirmed()
    if decision:
        keys.approves(decision)
    credential = keys.stage.issues()
    assert len(keys.signatures(credential)) == 1
    assert keys.verdict(credential)["verdict"] == "valid"


def test_it_signs_nothing_of_a_student_who_does_not_let_the_school_be_named(keys: Keys) -> None:
    keys.approves()
    keys.confirmed()
    credential = keys.stage.issues(record_changes={"school_name": ""})
    assert len(keys.signatures(credential)) == 1
    assert DOMAIN not in json.dumps(at.credential_document(keys.stage.student, credential))


def test_what_is_not_found_confirms_nothing_and_the_page_says_why(keys: Keys) -> None:
    key = keys.asks()
    at.decides_on_domain(keys.stage.operator, key)
    found = keys.looks(key)
    assert found["state"] == "waiting"
    said = f"{DOMAIN} answered HTTP 404 instead of the document."
    assert found["problem"] == said
    assert said in keys.admin.page(f"{PAGE}/{key}")
    at.has_key_looked_for(keys.admin, key, status=409)
    assert keys.site.calls == [PATH]


@pytest.mark.parametrize(
    "typed",
    [
        "localhost", "school", "127.0.0.1", "2130706433", "[::1]", "school.example:8443", "https://school.example",
        "school.example/x", "user@school.example", "school..example", "-school.example", "大学.example",
        "printer.local", "db.internal", "school.example\n",
    ],
)  # fmt: skip
def test_a_domain_is_a_plain_name_of_the_public_web(keys: Keys, typed: str) -> None:
    if typed.endswith("\n"):
        assert at.connects_domain(keys.admin, typed)["domain"] == "school.example"
    else:
        at.connects_domain(keys.admin, typed, status=422)


def test_a_key_that_is_gone_signs_nothing_until_it_is_back_and_nothing_waits_for_it(keys: Keys) -> None:
    keys.approves()
    key = keys.confirmed()
    signed = keys.stage.issues()
    keys.site.publishes(b"", 404)
    keys.anew(days=7)
    found = at.school_key(keys.admin, key)
    assert (found["state"], found["failing_since"] is not None) == ("failing", True)
    assert items(keys.admin) == ["schoolkey.failing"]
    assert "answered HTTP 404" in keys.admin.page(f"{PAGE}/{key}")
    assert len(keys.signatures(keys.stage.issues())) == 1
    assert keys.verdict(signed)["verdict"] == "valid", "what it signed before stays good"

    keys.publishes(key)
    keys.anew(days=1)
    assert at.school_key(keys.admin, key)["state"] == "confirmed"
    assert items(keys.admin) == []
    assert len(keys.signatures(keys.stage.issues())) == 2


def test_a_server_that_is_away_for_a_moment_is_asked_again_before_it_counts(keys: Keys) -> None:
    key = keys.confirmed()
    keys.site.publishes(b"", 503)
    work = schoolkeys.KINDS[schoolkeys.LOOK]

    def tries(attempt: int, pressed: bool) -> Any:
        job = Job("j", schoolkeys.LOOK, key, {"pressed": pressed}, attempt, "h")
        with mongo.serving("portfolio"):
            return work.perform(job, clock.now())

    for attempt in range(1, len(BACKOFF_SECONDS) + 1):
        with pytest.raises(schoolkeys.LookAgain):
            tries(attempt, pressed=False)
    assert tries(len(BACKOFF_SECONDS) + 1, pressed=False).passing
    assert tries(1, pressed=True).passing, "whoever pressed reads at once what was found"


def test_another_key_takes_its_place_once_it_is_found_and_both_stay_verifiable(keys: Keys) -> None:
    keys.approves()
    old = keys.confirmed()
    by_old = keys.stage.issues()
    new = keys.asks()
    assert at.school_key(keys.admin, new)["state"] == "waiting", "the domain was confirmed before"
    assert keys.looks(new)["state"] == "waiting", "the document still lists the old one alone"
    assert len(keys.signatures(keys.stage.issues())) == 2
    at.connects_domain(keys.admin, DOMAIN, status=409)

    keys.publishes(new)
    assert len(keys.site.body.decode().split("Multikey")) == 3, "the old one stays in the document"
    assert keys.looks(new)["state"] == "confirmed"
    ended = at.school_key(keys.admin, old)
    assert (ended["state"], ended["why"]) == ("ended", "replaced")
    by_new = keys.stage.issues()
    document = json.dumps(at.credential_document(keys.stage.student, by_new))
    assert f"#{new}" in document
    assert f"#{old}" not in document
    assert [keys.verdict(one)["verdict"] for one in (by_old, by_new)] == ["valid", "valid"]


def test_taken_back_it_signs_nothing_more_and_what_it_signed_stays_good(keys: Keys) -> None:
    keys.approves()
    key = keys.confirmed()
    signed = keys.stage.issues()
    assert "What it signed stays good" in keys.admin.page(f"{PAGE}/{key}/end")
    keys.admin.send(f"{PAGE}/{key}/end", {})
    assert len(keys.signatures(keys.stage.issues())) == 1
    assert keys.verdict(signed)["verdict"] == "valid"
    assert not sealed(key), "the private half is gone"
    at.takes_key_back(keys.admin, key, status=409)
    at.has_key_looked_for(keys.admin, key, status=409)
    calls = len(keys.site.calls)
    keys.stage.world.later(days=8)
    assert len(keys.site.calls) == calls, "nothing is called any more"


def test_what_a_compromised_key_signed_from_that_day_on_counts_no_longer(keys: Keys) -> None:
    keys.approves()
    key = keys.confirmed()
    good = keys.stage.issues()
    keys.anew(days=3)
    bad = keys.stage.issues()
    at.declares_key_compromised(keys.admin, key, "2099-01-01", status=422)
    day = (clock.now()).date().isoformat()
    found = at.declares_key_compromised(keys.admin, key, day)
    assert (found["state"], found["why"]) == ("ended", "compromised")
    assert keys.verdict(good)["verdict"] == "valid"
    told = keys.verdict(bad)
    assert (told["verdict"], told["school_signature"]["outcome"]) == ("not_checkable", "failed")
    assert "not in force" in told["school_signature"]["reason"]
    at.declares_key_compromised(keys.admin, key, day, status=409)
    assert at.declares_key_compromised(keys.admin, key, "0001-01-01")["compromised_from"].startswith(
        "1999-12-31"
    )
    assert keys.verdict(good)["verdict"] == "not_checkable"
    assert len(keys.signatures(keys.stage.issues())) == 1
    assert key not in json.dumps(at.school_key(keys.admin, keys.asks())["document"]), (
        "a lost key is not published"
    )


def test_a_key_that_never_signed_is_taken_back_and_not_compromised(keys: Keys) -> None:
    key = keys.asks()
    at.declares_key_compromised(keys.admin, key, clock.now().date().isoformat(), status=409)
    keys.stage.world.settle()
    at.takes_key_back(keys.admin, key)
    keys.stage.world.settle()
    assert items(keys.stage.operator) == []


def test_what_is_not_published_in_thirty_days_ends(keys: Keys) -> None:
    key = keys.asks()
    at.decides_on_domain(keys.stage.operator, key)
    keys.anew(days=32)
    found = at.school_key(keys.admin, key)
    assert (found["state"], found["why"]) == ("ended", "lapsed")
    assert items(keys.admin) == []


def test_no_other_school_connects_the_same_domain_or_sees_the_key(keys: Keys) -> None:
    key = keys.confirmed()
    facts = {"name": "江南职业技术学院（演示）", "kind": "school", "region": "cn"}
    keys.stage.operator.organisation = keys.stage.operator.post(
        "/accounts/api/v1/organisations", facts, status=201
    )["id"]
    other = joined(keys.stage.world, keys.stage.operator, "别校", "x@jiangnan.example", ["school_admin"])
    at.connects_domain(other, DOMAIN, status=422)
    at.school_key(other, key, status=404)
    at.takes_key_back(other, key, status=404)
    assert other.get(f"{at.API}/school-keys")["items"] == []
    assert [one["id"] for one in keys.stage.operator.get(f"{at.API}/school-keys")["items"]] == [key]


def test_the_private_half_lies_sealed_and_is_never_told(keys: Keys) -> None:
    key = keys.confirmed()
    told = [
        keys.admin.page(f"{PAGE}/{key}"),
        json.dumps(at.school_key(keys.admin, key)),
        keys.admin.page(PAGE),
    ]
    kept = sealed(key)
    assert kept["purpose"] == "school-keys"
    assert set(kept) == {"key_id", "purpose", "nonce", "sealed"}
    assert not [text for text in told if kept["sealed"] in text]


def test_another_master_seals_schools_keys_and_they_sign_on(keys: Keys) -> None:
    keys.approves()
    key = keys.confirmed()
    before = sealed(key)
    assert commands.rotate_key(keys.stage.world.services["portfolio"], "school-keys-master") == 0
    assert sealed(key) != before
    assert len(keys.signatures(keys.stage.issues())) == 2


def test_no_new_master_is_made_while_the_lost_one_sealed_a_key(keys: Keys, tmp_path: Path) -> None:
    keys.confirmed()
    with mongo.serving("portfolio"), pytest.raises(KeysError, match="master is missing"):
        installing.prepare(replace(keys.stage.world.settings["portfolio"], keys_dir=tmp_path))


def test_a_key_that_cannot_be_opened_holds_up_no_credential(
    keys: Keys, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    keys.approves()
    keys.confirmed()
    other = Keeper.prepare(tmp_path, keyring.SCHOOLS)
    monkeypatch.setattr(keyring, "schools", lambda settings: other)
    credential = keys.stage.issues()
    assert len(keys.signatures(credential)) == 1
    assert keys.verdict(credential)["verdict"] == "valid"


def sealed(key: str) -> Any:
    with mongo.serving("portfolio"):
        return (mongo.collection("school_keys").find_one({"_id": key}) or {}).get("sealed")
