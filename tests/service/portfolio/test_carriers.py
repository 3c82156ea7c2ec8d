"""How evidence travels: badge, certificate, QR code and lists of files lead back to the same verdict."""

import io
import json
import time
import zipfile
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from services.portfolio.carriers import png, svg
from services.portfolio.pages import reader
from tests.actors import Actor, hidden
from tests.actors_portfolio import changes_status, shares, verify_link
from tests.service.portfolio.conftest import Stage

API = "/portfolio/api/v1"
FORMS = ("badge.png", "badge.svg", "certificate.pdf")


def download(actor: Actor, path: str, status: int = 200) -> bytes:
    answer = actor.http.client.get(path)  # type: ignore[attr-defined]
    assert answer.status_code == status, answer.get_data(as_text=True)[:300]
    return bytes(answer.get_data())


@pytest.fixture
def visitor(stage: Stage) -> Actor:
    somebody = Actor(stage.world.client(), "somebody", "")
    somebody.token = hidden(somebody.page("/portfolio/verify"), "csrf_token")
    return somebody


def sends(visitor: Actor, *files: tuple[str, bytes], status: int = 200) -> Any:
    """Chosen on the page of verification."""
    form = {"file": [(io.BytesIO(content), name) for name, content in files]}
    return visitor.send("/portfolio/verify", form, status=status)


def verifies_file(visitor: Actor, content: bytes, status: int = 200, name: str = "") -> dict[str, Any]:
    """As a program."""
    headers = {"Content-Type": "application/octet-stream"}
    answer = visitor.http.call("POST", f"{API}/verify/files?name={name}", form=content, headers=headers)
    assert answer.status == status, answer.text
    found: dict[str, Any] = answer.json
    return found


def verdicts(visitor: Actor, content: bytes) -> list[str]:
    lines = verifies_file(visitor, content)["items"]
    return [one["verdict"]["verdict"] if "verdict" in one else one["problem"] for one in lines]


def test_badge_and_certificate_hold_the_credential_and_verify(stage: Stage, visitor: Actor) -> None:
    credential = stage.issues()
    document = stage.student.get(f"{API}/credentials/{credential}")
    for form in FORMS:
        content = download(stage.student, f"{API}/credentials/{credential}/{form}")
        assert download(stage.student, f"/portfolio/evidence/{credential}/{form}")[:8] == content[:8]
        assert verdicts(visitor, content) == ["valid"], form
        assert "Valid" in sends(visitor, (form, content)).text
    badge = download(stage.student, f"{API}/credentials/{credential}/badge.png")
    assert json.loads(png.baked_in(badge) or "") == document
    drawing = download(stage.student, f"{API}/credentials/{credential}/badge.svg")
    assert json.loads(svg.baked_in(drawing) or "") == document
    assert Image.open(io.BytesIO(badge)).size == (720, 720)


def test_only_its_holder_and_the_school_take_a_badge(stage: Stage) -> None:
    credential = stage.issues()
    for form in FORMS:
        download(stage.students[1], f"{API}/credentials/{credential}/{form}", status=404)
        download(stage.registrar, f"/portfolio/evidence/{credential}/{form}")


def test_a_badge_names_nobody_and_a_certificate_its_holder(stage: Stage) -> None:
    credential = stage.issues()
    pdf = download(stage.student, f"/portfolio/evidence/{credential}/certificate.pdf")
    pages = PdfReader(io.BytesIO(pdf)).pages
    written = "".join(pages[0].extract_text().split())
    assert len(pages) == 1
    for text in (stage.student.name, "车门锁装配线停机原因分析", "衡锐", "Level4", credential):
        assert text in written, text
    drawing = download(stage.student, f"/portfolio/evidence/{credential}/badge.svg").decode()
    assert stage.student.name not in drawing
    assert stage.student.person not in drawing


def test_the_longest_certificate_is_one_page(stage: Stage) -> None:
    skill = {"label": "x " * 99 + "y", "needed": 3, "achieved": 4, "untouched": False}
    long = {
        "brief_title": "长" * 200,
        "statement": "述" * 2000,
        "skills": [skill | {"uri": f"http://data.europa.eu/esco/skill/{n}"} for n in range(20)],
        "confirmed_by": [{"role": "Company mentor", "organisation": f"司{n}" * 60} for n in range(5)],
        "company_name": "司" * 200,
        "school_name": "校" * 200,
    }
    credential = stage.issues(record_changes=long)
    pdf = download(stage.student, f"/portfolio/evidence/{credential}/certificate.pdf")
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1


def test_a_picture_of_the_qr_code_opens_the_verification(stage: Stage, visitor: Actor) -> None:
    credential = stage.issues()
    pdf = download(stage.student, f"/portfolio/evidence/{credential}/certificate.pdf")
    page = PdfReader(io.BytesIO(pdf)).pages[0]
    code = page.images[0].image
    assert code is not None
    shot = io.BytesIO()
    code.convert("RGB").resize((400, 400)).save(shot, "JPEG", quality=60)
    answer = sends(visitor, ("IMG_1.jpg", shot.getvalue()), status=303)
    assert answer.headers["Location"] == verify_link(stage.student, credential)
    assert verdicts(visitor, shot.getvalue()) == ["valid"]


def test_a_pile_is_one_line_each_with_the_day_and_the_log(stage: Stage, visitor: Actor) -> None:
    first, second = stage.issues(), stage.issues(stage.students[1])
    changes_status(stage.registrar, second, "revoked", "issued_in_error")
    stage.world.settle()
    document = stage.student.get(f"{API}/credentials/{first}")
    badge = download(stage.student, f"{API}/credentials/{first}/badge.png")
    jwt = stage.students[1].get(f"{API}/credentials/{second}/jwt")
    foreign = document | {"issuer": {**document["issuer"], "id": "did:web:elsewhere.example"}}
    files = [
        ("a.png", badge), ("b.jwt", jwt.encode()), ("c.json", json.dumps(document | {"name": "X"}).encode()),
        ("d.json", json.dumps(foreign).encode()), ("e.txt", b"hello"),
        ("f.csv", f"http://127.0.0.1:8080/portfolio/verify/{first}\nhttps://elsewhere.example/x\n".encode()),
    ]  # fmt: skip
    expected = ["valid", "revoked", "invalid", "invalid"]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        for name, content in files:
            made.writestr(name, content)

    said = verifies_file(visitor, packed.getvalue(), name="pile.zip")
    found = [one["verdict"]["verdict"] if "verdict" in one else None for one in said["items"]]
    assert found == [*expected, None, "valid", None]
    assert "no credential" in said["items"][4]["problem"]
    assert "another site" in said["items"][6]["problem"]
    assert said["items"][6]["name"] == "https://elsewhere.example/x"
    assert said["checkpoint"].splitlines()[1] == "3"

    page = sends(visitor, *files).text
    assert "Valid: 2 of 7" in page
    assert "Checkpoint of the log" in page
    assert sends(visitor, ("pile.zip", packed.getvalue())).text.count("Not read") == 2


def test_an_unknown_issuer_is_never_valid(stage: Stage, visitor: Actor) -> None:
    document = stage.student.get(f"{API}/credentials/{stage.issues()}")
    foreign = document | {"issuer": {**document["issuer"], "id": "did:web:elsewhere.example"}}
    badge = png.bake(picture(), json.dumps(foreign))
    line = verifies_file(visitor, badge)["items"][0]
    assert line["verdict"]["verdict"] != "valid"
    assert "not on our trust list" in json.dumps(line)


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    return out.getvalue()


def test_the_page_says_what_is_wrong_with_a_file(stage: Stage, visitor: Actor) -> None:
    assert "no credential in this file" in sends(visitor, ("me.png", picture()), status=422).text
    assert "cut off" in sends(visitor, ("half.png", picture()[:40]), status=422).text
    sends(visitor, ("long.json", b"{" + b"x" * 70_000), status=413)


def test_lists_have_a_limit_of_their_own(
    stage: Stage, visitor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "PILES", 1)
    links = "\n".join(f"http://127.0.0.1:8080/portfolio/verify/{n}" for n in range(3)).encode()
    assert len(verifies_file(visitor, links)["items"]) == 3
    verifies_file(visitor, links, status=429)
    assert "Too many" in sends(visitor, ("links.csv", links), status=429).text


def test_a_hundred_and_one_are_too_many(stage: Stage, visitor: Actor) -> None:
    links = "\n".join(f"http://127.0.0.1:8080/portfolio/verify/{n}" for n in range(101)).encode()
    assert "At most 100" in json.dumps(verifies_file(visitor, links)["items"][0])


def test_a_share_gives_no_badge_unless_it_shows_the_document(stage: Stage, visitor: Actor) -> None:
    credential = stage.issues()
    other = stage.issues()
    for fields, status in ((["results", "company"], 404), (["results", "document"], 200)):
        shared = shares(stage.student, [credential], fields=fields, days=7)
        entered = visitor.http.call("GET", shared["url"].removeprefix("http://127.0.0.1:8080"))
        place = entered.headers["Location"]
        for form in ("badge.png", "badge.svg"):
            download(visitor, f"{place}/{credential}/{form}", status=status)
            download(visitor, f"{place}/{other}/{form}", status=404)
        assert ("badge.png" in visitor.page(place)) == (status == 200)
        stage.student.send(f"/portfolio/shares/{shared['id']}/revoke", {})
        download(visitor, f"{place}/{credential}/badge.png", status=404)


def test_a_credential_of_64_kb_is_answered_within_a_second(stage: Stage, visitor: Actor) -> None:
    document = stage.student.get(f"{API}/credentials/{stage.issues()}")
    filler = "x" * (64_000 - len(json.dumps(document, ensure_ascii=False).encode()))
    long = json.dumps(document | {"description": filler}, ensure_ascii=False).encode()
    begun = time.thread_time()
    assert verdicts(visitor, png.bake(picture(), long.decode())) == ["invalid"]
    assert time.thread_time() - begun <= 1, "of the processor: other tests may run beside this one"
