"""The cookie that says who somebody is, and where each service says whether it believes it."""

import base64
import json
from typing import Any

from tests.actors import Actor

ME, ELSEWHERE = "/accounts/api/v1/me", "/projects/api/v1/teams"
PLACES = (ME, ELSEWHERE, "/matching/api/v1/slots", "/portfolio/api/v1/credentials")


def cookie(actor: Actor) -> str:
    return str(actor.http.client.get_cookie("shixun").value)  # type: ignore[attr-defined]


def parts(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    head, body, _ = (base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in token.split("."))
    return json.loads(head), json.loads(body)
