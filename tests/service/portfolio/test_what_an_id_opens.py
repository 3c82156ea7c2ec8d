"""By a credential's id alone one reads the verdict; what a share withholds, its link of verification withholds too."""

import re

from tests import actors_portfolio as at
from tests.actors import Actor
from tests.service.portfolio.conftest import Stage

COMPANY, LEVELS = "衡锐（演示）", "Skills and confirmed levels"


def visitor(stage: Stage) -> Actor:
    return Actor(stage.world.client(), "somebody", "")


def link_of(page: str) -> str:
    found = re.search(r'href="(/portfolio/verify/[^"]+)"', page)
    assert found
    return found[1].replace("&amp;", "&")


def shared(stage: Stage, fields: list[str]) -> str:
    """Where somebody who reads such a share is led by its button."""
    share = at.shares(stage.student, [stage.issues()], fields=fields)
    somebody = visitor(stage)
    somebody.http.call("GET", f"/portfolio/s/{share['token']}", headers={"Accept": "text/html"})
    return link_of(somebody.page(f"/portfolio/shared/{share['id']}"))


def test_the_id_alone_opens_neither_the_company_nor_levels(stage: Stage) -> None:
    credential = stage.issues()
    page = visitor(stage).page(f"/portfolio/verify/{credential}")
    assert ("Valid" in page, "Company mentor" in page, "车门锁装配线停机原因分析" in page) == (
        True,
        True,
        True,
    )
    assert (COMPANY in page, LEVELS in page, "青澜" in page) == (False, False, False)
    assert "keys are kept by the platform for them, sealed" in page, "and whose keys these are"
    told = at.looks_up(visitor(stage), credential)
    assert (told["verdict"], told["results"]) == ("valid", [])
    assert {one["organisation"] for one in told["confirmed_by"]} == {""}


def test_the_link_of_a_share_opens_what_the_share_shows_and_no_more(stage: Stage) -> None:
    for fields, company, levels in (
        (["hours"], False, False), (["company"], True, False), (["results"], False, True),
        (["company", "results"], True, True),
    ):  # fmt: skip
        page = visitor(stage).page(shared(stage, fields))
        assert (COMPANY in page, LEVELS in page) == (company, levels), fields


def test_what_a_share_opened_closes_with_it(stage: Stage) -> None:
    share = at.shares(stage.student, [credential := stage.issues()], fields=["company", "results"])
    somebody = visitor(stage)
    somebody.http.call("GET", f"/portfolio/s/{share['token']}", headers={"Accept": "text/html"})
    place = link_of(somebody.page(f"/portfolio/shared/{share['id']}"))
    carried = place.partition("?opens=")[2]
    told = f"/portfolio/api/v1/verify/{credential}?opens={carried}"
    assert COMPANY in somebody.page(place)
    assert somebody.get(told)["results"]
    at.closes_share(stage.student, share["id"])
    page = somebody.page(place)
    assert ("Valid" in page, COMPANY in page, LEVELS in page) == (True, False, False)
    assert somebody.get(told)["results"] == []
    bound = f".{share['id']}."
    assert bound in place
    for unbound in (".", f"%20{share['id']}.", f"+{share['id']}.", f".{share['id']}%20."):
        page = somebody.page(place.replace(bound, unbound))
        assert (COMPANY in page, LEVELS in page) == (False, False), f"{unbound} in its place opens it again"
    assert COMPANY in stage.student.page(place), "its holder reads on"


def test_what_a_share_opened_ends_when_its_time_is_over(stage: Stage) -> None:
    share = at.shares(stage.student, [stage.issues()], fields=["company"], days=2)
    somebody = visitor(stage)
    somebody.http.call("GET", f"/portfolio/s/{share['token']}", headers={"Accept": "text/html"})
    place = link_of(somebody.page(f"/portfolio/shared/{share['id']}"))
    assert COMPANY in somebody.page(place)
    stage.world.later(days=3)
    assert COMPANY not in somebody.page(place)


def test_what_a_published_portfolio_opened_closes_when_it_shows_less_or_is_withdrawn(stage: Stage) -> None:
    stage.issues()
    at.publishes_portfolio(stage.student, fields=["company", "results"])
    place = link_of(stage.student.page("/portfolio/mine/preview"))
    page = visitor(stage).page(place)
    assert (COMPANY in page, LEVELS in page) == (True, True)
    at.publishes_portfolio(stage.student, fields=["results"])
    page = visitor(stage).page(place)
    assert (COMPANY in page, LEVELS in page) == (False, True)
    at.publishes_portfolio(stage.student, published=False)
    page = visitor(stage).page(place)
    assert (COMPANY in page, LEVELS in page) == (False, False)


def test_what_a_link_opens_cannot_be_widened_nor_taken_to_another(stage: Stage) -> None:
    place, other = shared(stage, ["results"]), stage.issues()
    carried = place.partition("?opens=")[2]
    proof = carried.rpartition(".")[2]
    for tried in (place.replace("?opens=r.", "?opens=cr."), f"/portfolio/verify/{other}?opens={carried}"):
        assert COMPANY not in visitor(stage).page(tried)
    assert LEVELS not in visitor(stage).page(f"/portfolio/verify/{other}?opens=r.{proof}")


def test_its_holder_and_whoever_has_the_document_read_all_of_it(stage: Stage) -> None:
    credential = stage.issues()
    assert COMPANY in stage.student.page(f"/portfolio/verify/{credential}")
    told = at.verifies(visitor(stage), at.credential_document(stage.student, credential))
    assert (bool(told["results"]), told["confirmed_by"][0]["organisation"]) == (True, COMPANY)


def test_the_links_that_a_holder_hands_out_open_all_of_it(stage: Stage) -> None:
    """The one of the API, behind the QR code of the certificate, pasted, and one in a list."""
    stage.issues()
    url = at.my_credentials(stage.student)[0]["verify_url"]
    path = url.removeprefix("http://127.0.0.1:8080")
    page = visitor(stage).page(path)
    assert (COMPANY in page, LEVELS in page) == (True, True)
    somebody = visitor(stage)
    somebody.token = re.search(r'name="csrf_token" value="([^"]*)"', somebody.page("/portfolio/verify"))[1]  # type: ignore[index]
    assert somebody.send("/portfolio/verify", {"text": url}).headers["Location"] == path
