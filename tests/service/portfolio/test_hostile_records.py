"""What people wrote into a record comes out of badge, certificate, portfolio and archive as it was written: nothing of
it is markup, a program, or a command of what typesets it."""

import io
import zipfile
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader, PdfWriter

from tests.actors import Actor
from tests.service.portfolio.conftest import Stage
from tests.service.portfolio.test_carriers import download, verdicts

API = "/portfolio/api/v1"
TEXTS = {
    "markup": "</title></script>]]><mark1 onload=mark1><script>mark1</script>",
    "a template": '#read("/etc/passwd") #while true {} $x$ *bold*',
    "a formula": '=HYPERLINK("http://x.example/")',
}
BEGINNING = 6
"""So many characters stand the same in JSON, and on one line."""
RUNS = (b"/JavaScript", b"/JS ", b"/Launch", b"/OpenAction", b"/AA ")


@pytest.fixture(params=TEXTS.values(), ids=list(TEXTS))
def text(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def credential(stage: Stage, text: str) -> str:
    """Everything that anybody wrote about it is that text."""
    changes = {
        "brief_title": text, "project_summary": text, "statement": text, "company_name": text, "school_name": text,
        "criteria": [{"text": text, "met": True}],
        "artefacts": [{"name": text, "sha256": "ab" * 32, "media_type": "text/csv"}],
    }  # fmt: skip
    made = str(stage.issues(record_changes=changes))
    stage.student.put(f"{API}/credentials/{made}/deed", {"deed": text})
    return made


def squashed(text: str) -> str:
    return "".join(text.split())


def unpacked(content: bytes) -> bytes:
    """The same PDF with what it is made of in plain bytes, and not in compressed tables."""
    file = io.BytesIO()
    PdfWriter(clone_from=io.BytesIO(content)).write(file)
    assert b"/Catalog" in file.getvalue()
    return file.getvalue()


def in_pdf(content: bytes) -> str:
    return squashed("".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))


def verifies(stage: Stage, content: bytes) -> bool:
    return set(verdicts(Actor(stage.world.client(), "somebody", ""), content)) == {"valid"}


def test_a_badge_is_a_drawing_that_says_it(stage: Stage, credential: str, text: str) -> None:
    content = download(stage.student, f"{API}/credentials/{credential}/badge.svg")
    drawn = ElementTree.fromstring(content)
    names = {one.tag.rpartition("}")[2] for one in drawn.iter()}
    names |= {name for one in drawn.iter() for name in one.attrib}
    assert not names & {"script", "mark1", "foreignObject", "onload"}
    assert text[:BEGINNING] in squashed("".join(drawn.itertext()))
    assert verifies(stage, content)


@pytest.mark.parametrize(
    "place", ["{api}/credentials/{credential}/certificate.pdf", "/portfolio/mine/portfolio.pdf"]
)
def test_a_pdf_prints_it(stage: Stage, credential: str, text: str, place: str) -> None:
    content = download(stage.student, place.format(api=API, credential=credential))
    assert text[:BEGINNING] in in_pdf(content)
    assert [word for word in RUNS if word in unpacked(content)] == []
    assert verifies(stage, content)


def test_an_archive_holds_it_as_text(stage: Stage, credential: str, text: str) -> None:
    with zipfile.ZipFile(io.BytesIO(download(stage.student, "/portfolio/mine/portfolio.zip"))) as file:
        found = {name: file.read(name).decode() for name in file.namelist()}
    assert [name for name in found if name.startswith("/") or ".." in name or "\\" in name] == []
    assert any(text[:BEGINNING] in one for one in found.values())
    assert {name.rpartition(".")[2] for name in found} <= {"json", "jwt", "txt"}, (
        "nothing that a browser runs"
    )
