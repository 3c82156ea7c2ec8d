"""The portfolio in its owner's order and words, and as files: none of them holds more than the share."""

import io
import json
import zipfile
from typing import Any

import pytest
from pypdf import PdfReader

from services.portfolio.pages import reader
from tests.actors import Actor
from tests.actors_portfolio import (
    changes_status,
    my_credentials,
    opens_share,
    publishes_portfolio,
    shares,
    verifies,
    verify_link,
)
from tests.service.portfolio.conftest import Stage
from tests.service.portfolio.test_carriers import download, verdicts

API = "/portfolio/api/v1"
DEED = "我清洗了三个月的停机数据，找到了导致停线的传感器故障。"
SECRET = "SecretStatement"


def enters(stage: Stage, visitor: Actor, credentials: list[str], fields: list[str]) -> str:
    """The place of a share, opened by its link."""
    made = shares(stage.student, credentials, fields=fields, days=7)
    entered = visitor.http.call("GET", made["url"].removeprefix("http://127.0.0.1:8080"))
    return str(entered.headers["Location"])


def unpacked(content: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        read = {name: opened.read(name).decode() for name in opened.namelist()}
    return {name: json.loads(text) if name.endswith(".json") else text for name, text in read.items()}


def written(pdf: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


def test_the_owner_takes_everything_along_and_it_verifies(stage: Stage) -> None:
    first, second = stage.issues(), stage.issues()
    stage.student.put(f"{API}/credentials/{second}/deed", {"deed": DEED})
    visitor = Actor(stage.world.client(), "somebody", "")

    files = unpacked(download(stage.student, f"{API}/export/portfolio.zip"))
    for credential in (first, second):
        assert verifies(visitor, files[f"credentials/{credential}.json"])["verdict"] == "valid"
        assert verifies(visitor, files[f"credentials/{credential}.jwt"])["verdict"] == "valid"
        assert files[f"credentials/{credential}.proof.json"]["proof"].startswith("c2sp.org/tlog-proof")

    pdf = download(stage.student, "/portfolio/mine/portfolio.pdf")
    assert stage.student.name in written(pdf)
    assert "传感器故障" in written(pdf)
    assert verdicts(visitor, pdf) == ["valid", "valid"]

    resume = json.loads(download(stage.student, "/portfolio/mine/resume.json"))
    assert resume["basics"] == {"name": stage.student.name}
    assert resume["skills"] == [{"name": "troubleshoot", "level": "4 of 5"}]
    assert [one["name"] for one in resume["certificates"]] == ["车门锁装配线停机原因分析"] * 2
    assert resume["certificates"][0]["url"].endswith(verify_link(stage.student, second)), (
        "the newest is first"
    )
    assert DEED in json.dumps(resume, ensure_ascii=False)


@pytest.mark.parametrize(
    "fields", [["results"], ["name", "school", "company"], ["statement", "hours", "criteria"]]
)
def test_no_file_of_a_share_holds_more_than_the_share(stage: Stage, fields: list[str]) -> None:
    mine = stage.issues(record_changes={"statement": SECRET, "hours": "42.75", "school_name": "SecretSchool"})
    other = stage.issues(record_changes={"brief_title": "SecretProject"})
    visitor = Actor(stage.world.client(), "somebody", "")
    place = enters(stage, visitor, [mine], fields)
    hidden = ["SecretProject", other]
    hidden += [SECRET, "42.75"] if "statement" not in fields else []
    hidden += ["SecretSchool"] if "school" not in fields else []
    hidden += ["衡锐"] if "company" not in fields else []
    hidden += [stage.student.name] if "name" not in fields else []
    pdf, resume = (download(visitor, f"{place}/{name}") for name in ("portfolio.pdf", "resume.json"))
    packed = download(visitor, f"{place}/portfolio.zip")
    texts = [
        written(pdf),
        resume.decode(),
        json.dumps(unpacked(packed), ensure_ascii=False),
        visitor.page(place),
    ]
    for text in texts:
        assert [word for word in hidden if word in text] == []
    assert SECRET in texts[0] or "statement" not in fields
    assert not dict(PdfReader(io.BytesIO(pdf)).attachments)
    assert not [name for name in unpacked(packed) if name.endswith((".jwt", ".proof.json"))]
    assert not [name for name in unpacked(packed) if name == f"credentials/{mine}.json"]


@pytest.mark.parametrize("nda", [True, False])
def test_the_files_of_confidential_work_are_named_nowhere_but_to_their_holder(
    stage: Stage, nda: bool
) -> None:
    stage.tells_brief(nda)
    credential = stage.issues()
    visitor = Actor(stage.world.client(), "somebody", "")
    place = enters(stage, visitor, [credential], ["artefacts", "document"])
    files = unpacked(download(visitor, f"{place}/portfolio.zip"))
    badge = download(visitor, f"{place}/{credential}/badge.svg").decode()
    for text in (visitor.page(place), json.dumps(files), badge):
        assert ("stops.csv" in text) is not nda
    asked = {"document": files[f"credentials/{credential}.json"], "artefacts": ["ab" * 32]}
    verdict = visitor.post(f"{API}/verify", asked)
    assert verdict["verdict"] == "valid", "its holder shows the file, and the digest is there"
    assert "stops.csv" in stage.student.page(f"/portfolio/evidence/{credential}")


def test_a_share_of_the_document_gives_it_in_every_file(stage: Stage) -> None:
    credential = stage.issues()
    visitor = Actor(stage.world.client(), "somebody", "")
    place = enters(stage, visitor, [credential], ["document"])
    assert verdicts(visitor, download(visitor, f"{place}/portfolio.pdf")) == ["valid"]
    assert f"credentials/{credential}.jwt" in unpacked(download(visitor, f"{place}/portfolio.zip"))


def test_files_of_a_share_end_with_it_and_count_as_a_visit(stage: Stage) -> None:
    made = shares(stage.student, [stage.issues()], fields=["results"], days=7)
    visitor = Actor(stage.world.client(), "somebody", "")
    place = visitor.http.call("GET", made["url"].removeprefix("http://127.0.0.1:8080")).headers["Location"]
    download(visitor, f"{place}/resume.json")
    assert len(stage.student.get(f"{API}/views")["items"]) == 1
    stranger = Actor(stage.world.client(), "else", "")
    stage.student.send(f"/portfolio/shares/{made['id']}/revoke", {})
    for name in ("portfolio.pdf", "resume.json", "portfolio.zip"):
        download(visitor, f"{place}/{name}", status=404)
        download(stranger, f"{place}/{name}", status=404)


def test_the_owner_sees_which_share_was_looked_at(stage: Stage) -> None:
    made = shares(stage.student, [stage.issues()], fields=["results"], days=7, audience="HR of Hengrui")
    visitor = Actor(stage.world.client(), "somebody", "")
    place = visitor.http.call("GET", made["url"].removeprefix("http://127.0.0.1:8080")).headers["Location"]
    visitor.page(place)
    page = stage.student.page("/portfolio/views")
    assert "HR of Hengrui" in page
    assert "Somebody with the link" in page


def test_a_reader_gets_only_so_many_files(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "SHEETS", 1)
    visitor = Actor(stage.world.client(), "somebody", "")
    place = enters(stage, visitor, [stage.issues()], ["results"])
    download(visitor, f"{place}/resume.json")
    download(visitor, f"{place}/portfolio.pdf", status=429)
    visitor.page(place)


def test_what_is_no_longer_valid_is_in_no_resume(stage: Stage) -> None:
    credential = stage.issues()
    changes_status(stage.registrar, credential, "revoked", "issued_in_error")
    resume = json.loads(download(stage.student, "/portfolio/mine/resume.json"))
    assert resume["projects"] == resume["certificates"] == resume["skills"] == []
    assert "No evidence yet" in stage.student.http.call("GET", "/portfolio/mine/preview").text


def test_readers_see_the_order_and_the_words_of_the_owner(stage: Stage) -> None:
    first, second = stage.issues(), stage.issues()
    newest = [row["id"] for row in my_credentials(stage.student)]
    assert stage.student.page("/portfolio/mine").index(newest[0]) < stage.student.page(
        "/portfolio/mine"
    ).index(newest[1])
    stage.student.send(f"/portfolio/mine/{newest[1]}/move", {"to": "up"})
    stage.student.send(f"/portfolio/evidence/{newest[1]}/deed", {"deed": DEED})
    visitor = Actor(stage.world.client(), "somebody", "")
    token = shares(stage.student, [first, second], fields=["results"])["token"]
    items = opens_share(visitor, token)["items"]
    assert [one["id"] for one in items] == [newest[1], newest[0]]
    assert [one["deed"] for one in items] == [DEED, ""]
    page = stage.student.page("/portfolio/mine/preview")
    assert page.index(DEED) < page.index(f'id="e-{newest[0]}"')


def test_a_deed_of_more_than_forty_words_is_refused_and_kept_in_the_form(stage: Stage) -> None:
    credential = stage.issues()
    long = "word " * 41
    answer = stage.student.send(f"/portfolio/evidence/{credential}/deed", {"deed": long}, status=422)
    assert "Say it in 40 words" in answer.text
    assert long.strip() in answer.text
    stage.student.put(f"{API}/credentials/{credential}/deed", {"deed": long}, status=422)
    stage.students[1].put(f"{API}/credentials/{credential}/deed", {"deed": "x"}, status=404)


@pytest.mark.parametrize(("nda", "shown"), [(False, True), (True, False), (None, False)])
def test_files_are_named_only_where_the_brief_allows(stage: Stage, nda: bool | None, shown: bool) -> None:
    """Of a brief that has not come nothing is known, so its files are not named either."""
    credential = stage.issues()
    if nda is not None:
        stage.tells_brief(nda)
        stage.world.settle()
    visitor = Actor(stage.world.client(), "somebody", "")
    place = enters(stage, visitor, [credential], ["artefacts"])
    page = visitor.page(place)
    assert ("stops.csv" in page) == shown
    assert ("confidentiality" in page) == (not shown)
    files = json.dumps(unpacked(download(visitor, f"{place}/portfolio.zip")))
    assert ("stops.csv" in files) == shown
    assert "ab" * 32 in files, "whoever has the file can compare it"
    assert "stops.csv" in json.dumps(unpacked(download(stage.student, "/portfolio/mine/portfolio.zip")))


def test_skills_lead_to_the_evidence_behind_them(stage: Stage) -> None:
    credential = stage.issues()
    visitor = Actor(stage.world.client(), "somebody", "")
    page = visitor.page(enters(stage, visitor, [credential], ["results"]))
    assert "Confirmed skills, with the evidence behind each" in page
    assert f'href="#e-{credential}"' in page
    assert "Confirmed skills" not in visitor.page(enters(stage, visitor, [credential], ["company"]))
    publishes_portfolio(stage.student)
    assert "Confirmed skills" in stage.student.page("/portfolio/mine/preview")
