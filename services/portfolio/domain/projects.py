"""The record of one person's part in a project: which credentials it holds, and what became of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.portfolio.domain.evidence import REPLACED, Credential, Status
from shared.errors import Conflict, NotFound
from shared.messages import N_

MOST_CREDENTIALS = 20
MOST_BYTES = 46_000
"""What the credentials in a record may weigh at most: the verification takes 64 KB, and whoever checks it without us
needs the status lists and a proof of the log of each beside it."""


@dataclass
class ProjectRecord:
    """``document`` is the signed JSON-LD (CLR 2.0); its status stands at ``place`` of ``status_list``. It is revoked
    only where another one replaces it."""

    id: str
    person: str
    team: str
    title: str
    credentials: list[str]
    document: dict[str, Any]
    status_list: int
    place: int
    issued_at: datetime
    demo: bool = False
    status: Status = "valid"
    version: int = 0

    @property
    def reason(self) -> str | None:
        """A key of WHY."""
        return REPLACED if self.status == "revoked" else None


def weight(credentials: Sequence[Credential]) -> int:
    """In bytes, as they are written in a record."""
    return sum(len(json.dumps(one.document, ensure_ascii=False).encode()) for one in credentials)


def check_contents(credentials: Sequence[Credential], held: ProjectRecord | None, size: int) -> None:
    """``held``: the newest record of this project, ``size``: of the credentials in bytes. Raises NotFound, Conflict."""
    if not credentials:
        raise NotFound(N_("There is no valid credential of this project."))
    if held is not None and set(held.credentials) == {one.id for one in credentials}:
        raise Conflict(N_("There is a record of this project already, with the same credentials."))
    if len(credentials) > MOST_CREDENTIALS or size > MOST_BYTES:
        raise Conflict(
            N_("This project has more evidence than one record may hold. Share its credentials instead.")
        )
