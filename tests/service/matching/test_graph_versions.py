"""A new version of the skill graph is told once; proposals and the page of the rules name the one they use."""

import pytest

from services.matching import book
from services.matching.graph import SkillGraph
from shared import commands, mongo
from tests import actors_matching as at
from tests.service.matching.town import FAULTS, PLC, Town


def deployed(town: Town) -> None:
    """What an installation does each time before web and worker begin."""
    commands.prepare(town.world.services["matching"], town.world.settings["matching"])


def test_a_version_is_told_once_however_often_it_is_installed(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = book.graph()
    deployed(town)
    deployed(town)
    assert [told["graph"] for told in town.sent("graph.loaded")] == [first.version]
    assert town.sent("graph.loaded")[0]["prerequisites"] >= 800

    second = SkillGraph(first.skills.values(), [], version="another")
    monkeypatch.setattr(book, "graph", lambda: second)
    deployed(town)
    monkeypatch.setattr(book, "graph", lambda: first)
    deployed(town)
    assert [told["graph"] for told in town.sent("graph.loaded")] == [first.version, "another"]


def test_a_proposal_keeps_the_version_that_it_was_worked_out_with(town: Town) -> None:
    brief = town.published()
    student, *others = town.bidders(brief, "林梅", "赵航", "吴桐", "何苗")
    town.closed(brief)
    proposal = at.proposal_for(student, brief)
    assert proposal is not None
    assert proposal["graph"] == book.graph().version
    for one in (student, *others):
        if at.proposal_for(one, brief):
            at.accepts_proposal(one, proposal["id"])
    town.world.settle()
    assert town.sent("proposal.proposed")[0]["graph"] == book.graph().version

    with mongo.serving("matching"):
        mongo.collection("proposals").update_many({}, {"$set": {"graph": "0123456789abcdef"}})
    student.send("/accounts/language", {"to": "en", "next": "/"})
    page = student.page(f"/matching/proposals/{proposal['id']}")
    assert "Worked out with version 0123456789abcdef of the skill graph." in page


def test_a_proposal_from_before_versions_were_kept_still_opens(town: Town) -> None:
    brief = town.published()
    student = town.bidders(brief, "林梅", "赵航", "吴桐", skills=({PLC: 5}, {FAULTS: 5}, {PLC: 4}))[0]
    town.closed(brief)
    proposal = at.proposal_for(student, brief)
    assert proposal is not None
    with mongo.serving("matching"):
        mongo.collection("proposals").update_many({}, {"$unset": {"graph": ""}})
    student.send("/accounts/language", {"to": "en", "next": "/"})
    assert "of the skill graph" not in student.page(f"/matching/proposals/{proposal['id']}")


def test_the_page_of_the_rules_says_which_graph_it_is_and_how_large(town: Town) -> None:
    deployed(town)
    student = town.student("林梅")
    student.send("/accounts/language", {"to": "en", "next": "/"})
    page = student.page("/matching/how")
    assert book.graph().version in page
    assert "13,904" in page, "the skills"
    assert "1,886" in page, "those with Chinese names"
    assert "In use since" in page
