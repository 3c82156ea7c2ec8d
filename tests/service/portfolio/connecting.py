"""What a school does with a key of its own domain, and what is seen of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from services.portfolio import looking
from shared import mongo
from shared.events import projects as told_by_projects
from shared.ids import new_id
from tests import actors_portfolio as at
from tests import school_site
from tests.actors import Actor
from tests.school_site import DOMAIN, Site
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
        """By the link that its holder hands out."""
        carried = at.verify_link(self.stage.student, credential).partition("/portfolio/verify/")[2]
        return at.looks_up(Actor(self.stage.world.client(), "somebody", ""), carried)

    def signatures(self, credential: str) -> list[str]:
        """By whom the endorsements in it are."""
        document = at.credential_document(self.stage.student, credential)
        return [one["issuer"]["id"].partition("#")[0] for one in document["endorsement"]]

    def anew(self, **passed: int) -> None:
        """Later, when everybody has to sign in again."""
        self.stage.world.later(**passed)
        for actor in (self.admin, self.stage.student, self.stage.operator):
            actor.signs_in()


def items(actor: Actor) -> list[str]:
    return sorted(one["kind"] for one in actor.waiting() if one["kind"].startswith("schoolkey"))


def sealed(key: str) -> Any:
    with mongo.serving("portfolio"):
        return (mongo.collection("school_keys").find_one({"_id": key}) or {}).get("sealed")


@contextmanager
def connected(stage: Stage, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Keys]:
    """With a web server of the school's on this machine, which is asked wherever the domain is."""
    stage.operator.organisation = stage.school
    admin = joined(stage.world, stage.operator, "校管", "admin@qinglan.example", ["school_admin"])
    with school_site.running(folder) as site:
        monkeypatch.setattr(looking, "reach", site.reach)
        yield Keys(stage, admin, site)
