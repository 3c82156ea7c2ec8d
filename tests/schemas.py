"""The JSON schemas of Open Badges 3.0 and CLR 2.0, as they are published."""

import json
from pathlib import Path
from typing import Any

import jsonschema

FOLDER = Path(__file__).parent / "vectors" / "schemas"


def errors_of_badge(credential: dict[str, Any]) -> list[str]:
    return _errors("ob_v3p0_achievementcredential_schema.json", credential)


def errors_of_record(record: dict[str, Any]) -> list[str]:
    old, subject = _of_data_model_1(record), record["credentialSubject"]
    held = [_of_data_model_1(one) for one in subject["verifiableCredential"]]
    old["credentialSubject"] = subject | {"verifiableCredential": held}
    return _errors("clr_v2p0_clrcredential_schema_draft4.json", old)


def _errors(name: str, document: dict[str, Any]) -> list[str]:
    schema = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return [error.message for error in jsonschema.Draft201909Validator(schema).iter_errors(document)]


def _of_data_model_1(credential: dict[str, Any]) -> dict[str, Any]:
    """The schema of records is written for version 1.1 of the data model: the same moment under its older name, and a
    status without the members that version 2 gave it."""
    old = {name: value for name, value in credential.items() if name != "validFrom"}
    old["issuanceDate"] = credential["validFrom"]
    entry = credential["credentialStatus"]
    return old | {"credentialStatus": {"id": entry["id"], "type": entry["type"]}}
