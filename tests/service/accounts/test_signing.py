"""A reviewer signs what exactly stands on the page, with a fresh password; what is forged is parked."""

from base64 import b64encode, urlsafe_b64encode
from datetime import datetime, timedelta

import pytest

from shared import clock, commands, endorsement, mongo
from shared.keys import Keeper, KeysError
from shared.multikey import from_multikey
from shared.skillnames import skill_name
from tests.actors import PASSWORD
from tests.service.accounts.conftest import Cast
from tests.service.accounts.others import asks_to_sign, record

API = "/accounts/api/v1/signing-requests"


@pytest.fixture
def student(cast: Cast) -> str:
    return cast.admin.person


def asked(cast: Cast, student: str, **changes: object) -> str:
    request = asks_to_sign(cast.world, cast.boss.person, cast.boss.organisation, student, **changes)  # type: ignore[arg-type]
    cast.world.settle()
    return request


def events(cast: Cast, kind: str) -> list[dict]:
    with mongo.serving("accounts"):
        return [row["data"] for row in mongo.collection("outbox").find({"type": kind})]


def parked(cast: Cast) -> list[str]:
    with mongo.serving("accounts"):
        return [row["reason"] for row in mongo.collection("parked").find()]


def test_the_page_shows_exactly_what_is_signed(cast: Cast, student: str) -> None:
    stated = record(statement="我写了预警规则。<b>并试运行</b>")
    request = asked(cast, student, record=stated)
    page = cast.boss.page(f"/accounts/sign/{request}")
    for shown in (
        "我写了预警规则。&lt;b&gt;", "陈老师", "Level 4", "the preset was left as it was", "Not met", "停机分析报告",
        "9f" * 32, endorsement.record_hash(stated), "confirmed the statement", "浙江衡锐智能装备有限公司（演示）",
    ):  # fmt: skip
        assert shown in page, f"the page does not show {shown}"


def test_skills_and_the_moment_stand_in_the_readers_way(cast: Cast, student: str) -> None:
    page = f"/accounts/sign/{asked(cast, student)}"
    cast.boss.send("/accounts/language", {"to": "zh-Hans", "next": page})
    shown = cast.boss.page(page)
    assert f"<dt>{skill_name('perform data analysis', 'zh-Hans')}</dt>" in shown
    assert "2026年11月20日" in shown
    assert shown.count("2026-11-20T08:00:00Z") == 1, "in the record, byte for byte, and nowhere else"


def test_a_signature_covers_the_record_and_is_the_reviewers_own(cast: Cast, student: str) -> None:
    stated = record()
    request = asked(cast, student, record=stated)
    sent = cast.boss.send(f"/accounts/sign/{request}", {})
    assert sent.headers["Location"].startswith("/projects/teams/")
    assert "?after=" in sent.headers["Location"]
    [key], [signed] = events(cast, "accounts.key.declared.v1"), events(cast, "accounts.endorsement.signed.v1")
    assert key["person"] == signed["signer"] == cast.boss.person
    name = stated["contribution_id"]
    endorsement.check(
        signed["endorsements"][name], contribution_id=name, record_sha256=endorsement.record_hash(stated),
        public=from_multikey(key["public_key"]),
    )  # fmt: skip
    cast.boss.send(f"/accounts/sign/{request}", {}, status=409)
    assert "You signed this." in cast.boss.page(f"/accounts/sign/{request}")


def test_a_reviewers_key_is_declared_compromised_and_the_next_signature_is_by_another(
    cast: Cast, student: str
) -> None:
    requests = [asked(cast, student) for _ in range(3)]

    def signs() -> None:
        cast.boss.send(f"/accounts/sign/{requests.pop()}", {})

    def declares(name: str, since: datetime) -> int:
        return commands.declare_compromised(cast.world.services["accounts"], name, since)

    signs()
    [first] = events(cast, "accounts.key.declared.v1")
    since = clock.now().replace(microsecond=0) - timedelta(minutes=1)
    assert declares(f"did:key:{first['public_key']}", since) == 0, "as it stands in a credential"
    told = events(cast, "accounts.key.declared.v1")[1]
    assert (told["key"], told["public_key"]) == (first["key"], first["public_key"])
    assert datetime.fromisoformat(told["compromised_at"]) == since
    assert told["statement"] != first["statement"]
    signs()
    signs()
    declared = [row["key"] for row in events(cast, "accounts.key.declared.v1")]
    assert (len(declared), len(set(declared))) == (3, 2), "one new key, made at the next signature"
    with pytest.raises(KeysError, match="earlier day"):
        declares(first["key"], since + timedelta(seconds=1))
    assert declares("nobody", since) == 2


def test_after_a_quarter_of_an_hour_the_password_is_asked_again(cast: Cast, student: str) -> None:
    (cast.world.folder / "clock").write_text(str(timedelta(minutes=16).total_seconds()))
    cast.boss.http.call("GET", "/accounts/renew")
    request = asked(cast, student)
    cast.boss.post(f"{API}/{request}/sign", status=401)
    assert 'type="password"' in cast.boss.page(f"/accounts/sign/{request}")
    wrong = cast.boss.send(f"/accounts/sign/{request}", {"password": "not mine at all"}, status=422)
    assert "This is not your password." in wrong.text
    assert events(cast, "accounts.endorsement.signed.v1") == []
    cast.boss.send(f"/accounts/sign/{request}", {"password": PASSWORD})
    assert len(events(cast, "accounts.endorsement.signed.v1")) == 1


def test_a_programs_token_signs_nothing(cast: Cast, student: str) -> None:
    body = {"name": "x", "scopes": ["read", "write"]}
    token = cast.boss.post("/accounts/api/v1/tokens", body, status=201)["token"]
    program = {"Authorization": f"Bearer {token}"}
    path = f"{API}/{asked(cast, student)}"
    http = cast.world.client()
    assert http.call("GET", path, headers=program).json["state"] == "asked"
    assert http.call("POST", f"{path}/sign", body={}, headers=program).status == 401


def test_only_the_reviewer_who_was_asked_sees_the_request(cast: Cast, student: str) -> None:
    path = f"{API}/{asked(cast, student)}"
    cast.admin.get(path, status=404)
    cast.admin.post(f"{path}/sign", status=404)
    cast.operator.get(path, status=404)


def test_a_reviewer_who_lost_the_role_signs_nothing(cast: Cast, student: str) -> None:
    request = asked(cast, student, role="teacher")
    cast.boss.post(f"{API}/{request}/sign", status=403)


def test_nobody_signs_their_own_contribution(cast: Cast) -> None:
    request = asked(cast, cast.boss.person)
    cast.boss.post(f"{API}/{request}/sign", status=403)


def test_projects_hears_of_a_refusal_and_of_silence(cast: Cast, student: str) -> None:
    declined, silent = asked(cast, student), asked(cast, student)
    cast.boss.send(f"/accounts/sign/{declined}/decline", {})
    cast.world.later(minutes=16)
    cast.boss.signs_in()
    cast.boss.post(f"{API}/{silent}/sign", status=409)
    by = {row["request"]: row.get("by") for row in events(cast, "accounts.endorsement.declined.v1")}
    assert by == {declined: cast.boss.person, silent: None}


@pytest.mark.parametrize(
    "forged", ["another service's signature", "another record", "another time", "no signature"]
)
def test_what_projects_did_not_sign_is_parked_and_nobody_is_asked(
    cast: Cast, student: str, forged: str
) -> None:
    stated = record()
    changes: dict = {
        "another service's signature": {"signed_by": "matching"},
        "another record": {"personal": {student: {"records": {stated["contribution_id"]: record()}}}},
        "another time": {"signed_until": clock.now() + timedelta(minutes=5)},
        "no signature": {"token": "e30.e30.e30"},
    }[forged]
    asks_to_sign(cast.world, cast.boss.person, cast.boss.organisation, student, record=stated, **changes)
    with pytest.raises(AssertionError, match="parked"):
        cast.world.settle()
    assert "request to sign" in parked(cast)[0]
    assert cast.world.count("accounts", "signing_requests") == 0


def test_no_private_key_lies_open_in_the_database_or_in_a_file(cast: Cast, student: str) -> None:
    cast.boss.send(f"/accounts/sign/{asked(cast, student)}", {})
    with mongo.serving("accounts"):
        [row] = mongo.collection("keys").find()
        held = b"".join(
            batch for name in mongo.database().list_collection_names()
            for batch in mongo.database()[name].find_raw_batches()
        )  # fmt: skip
    private = cast.world.settings["accounts"].keys_dir
    secret = Keeper.open(private / "accounts", "endorsements").unwrap(row["sealed"])
    forms = (secret, secret.hex().encode(), b64encode(secret), urlsafe_b64encode(secret).rstrip(b"="))
    files = b"".join(path.read_bytes() for path in cast.world.folder.rglob("*") if path.is_file())
    for form in forms:
        assert form not in held, "the database holds a private key"
        assert form not in files, "a file holds a private key"
    assert (private / "accounts" / "endorsements.master").stat().st_mode & 0o077 == 0
