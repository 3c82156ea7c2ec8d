"""Whoever runs the platform is the issuer by name: in what is signed, and on the trust list."""

import io
from typing import Any

import pytest
from pypdf import PdfReader

from services.portfolio.credential.composing import PRODUCT
from shared import directory, mongo
from tests import actors_portfolio as at
from tests.actors import Actor
from tests.service.portfolio.conftest import Stage
from tests.service.portfolio.test_carriers import download

RUNS_IT = "江南实训联盟（演示）"


@pytest.fixture(autouse=True)
def _nothing_is_remembered() -> Any:
    directory.read_anew()
    yield
    directory.read_anew()


def named(stage: Stage, name: str) -> None:
    """By the copy that portfolio has of the operator's organisation."""
    with mongo.serving("portfolio"):
        mongo.collection("organisations").update_one({"kind": "operator"}, {"$set": {"name": name}})
    directory.read_anew()


def issuer(stage: Stage, credential: str) -> str:
    return str(at.credential_document(stage.student, credential)["issuer"]["name"])


def test_a_credential_and_a_record_name_who_runs_the_platform_when_they_are_signed(stage: Stage) -> None:
    named(stage, RUNS_IT)
    first = stage.issues()
    record = stage.student.post(f"/portfolio/api/v1/credentials/{first}/record", status=202)["id"]
    stage.world.settle()
    assert issuer(stage, first) == RUNS_IT
    assert stage.student.get(f"/portfolio/api/v1/records/{record}")["issuer"]["name"] == RUNS_IT
    named(stage, "")
    second = stage.issues()
    assert (issuer(stage, first), issuer(stage, second)) == (RUNS_IT, PRODUCT)


def test_the_verdict_and_the_trust_list_name_them_as_they_are_called_now(stage: Stage) -> None:
    credential = stage.issues()
    named(stage, RUNS_IT)
    visitor = Actor(stage.world.client(), "somebody", "")
    told = at.looks_up(visitor, credential)
    assert (told["verdict"], told["issuer"]) == ("valid", RUNS_IT)
    assert told["trust_list"].startswith(f"{RUNS_IT} · ")
    listed = visitor.get("/portfolio/trust.json")
    assert (listed["issuers"][0]["name"], listed["name"]) == (RUNS_IT, told["trust_list"])


def test_the_sheets_name_them_too_and_a_long_name_is_cut(stage: Stage) -> None:
    credential = stage.issues()
    for name, written in ((RUNS_IT, RUNS_IT), ("很" * 120, "很" * 27 + "…"), ("", PRODUCT)):
        named(stage, name)
        for sheet in (f"evidence/{credential}/certificate.pdf", "mine/portfolio.pdf"):
            pdf = PdfReader(io.BytesIO(download(stage.student, f"/portfolio/{sheet}")))
            assert "".join(pdf.pages[0].extract_text().split()).count(written) == 1, (sheet, name)
            assert pdf.metadata is not None
            assert pdf.metadata.author == written
