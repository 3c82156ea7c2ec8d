"""Verdicts for programs: on a document, on text, on whatever file carries a credential, on what was issued here."""

import json
from collections.abc import Mapping
from typing import Any

from flask import request

from services.portfolio import permissions, schemas
from services.portfolio.api.blueprint import blueprint
from services.portfolio.pages import reader
from services.portfolio.store import audit
from services.portfolio.usecases import presenting, verifying
from shared import clock
from shared.errors import Invalid, NotFound
from shared.messages import N_


@blueprint.operation("POST", "/verify", permissions.PUBLIC, takes=schemas.Verify, gives=schemas.VerdictShown)
def verify(data: Mapping[str, Any]) -> dict[str, Any]:
    """The verdict on a credential, whoever issued it; nothing of it is kept, nothing is fetched"""
    audit.throttle(f"verify:{reader.address()}", reader.VERIFICATIONS, reader.WINDOW, clock.now())
    text = data["text"] if "text" in data else _as_text(data["document"])
    looked = verifying.verify_text(text, reader.settings(), clock.now(), data["artefacts"])
    return reader.verdict_of(looked)


def _as_text(document: Mapping[str, Any]) -> str:
    try:
        return json.dumps(document, ensure_ascii=False)
    except RecursionError as error:
        raise Invalid({"document": N_("It is nested too deeply.")}) from error


@blueprint.operation(
    "POST", "/verify/files", permissions.PUBLIC, query=schemas.FileName, gives=schemas.Verdicts
)
def verify_file(query: Mapping[str, Any]) -> dict[str, Any]:
    """The verdict on each credential in a file: the raw bytes of a badge, PDF, picture, ZIP or list are the body"""
    audit.throttle(f"verify:{reader.address()}", reader.VERIFICATIONS, reader.WINDOW, clock.now())
    now, content = clock.now(), request.get_data(cache=False)
    if not content:
        raise Invalid({"body": N_("Send the file's bytes as the body.")})
    found = presenting.opened([(query["name"], content)])
    if len(found) > 1:
        audit.throttle(f"pile:{reader.address()}", reader.PILES, reader.WINDOW, now)
    head = reader.log_head()
    return {
        "items": [reader.line_of(one) for one in presenting.lines(found, reader.settings(), now)],
        "verified_at": now,
        "trust_list": verifying.trust(reader.settings()).name,
        "checkpoint": head["note"] if head else None,
    }


@blueprint.operation(
    "GET", "/verify/<credential_id>", permissions.PUBLIC, query=schemas.Opens, gives=schemas.VerdictShown
)
def verify_issued(query: Mapping[str, Any], credential_id: str) -> dict[str, Any]:
    """The verdict on a credential that was issued here, with the proof of its entry in the log; by the id alone without
    school, organisation and levels, which the link of a share or a certificate opens as far as these show them"""
    looked = verifying.verify_stored(credential_id, reader.settings(), clock.now(), query["opens"])
    if looked is None:
        raise NotFound(N_("There is no such credential."))
    return reader.verdict_of(looked)
