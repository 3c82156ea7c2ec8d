"""Whether a school's key stands at its domain: what counts as found, and what is said of everything else."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from services.portfolio import looking
from shared import outbound
from shared.signatures import SigningKey
from tests import school_site
from tests.school_site import DOMAIN, PATH, Site
from verifier.did import PublishedKey
from verifier.did import document as did_document

DID = f"did:web:{DOMAIN}"
KEY = SigningKey("k1", b"\x21" * 32)
OTHER = SigningKey("k1", b"\x22" * 32)
WHOLE = did_document(DID, [PublishedKey("k1", KEY.public)])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with school_site.running(tmp_path_factory.mktemp("tls")) as found:
        yield found


@pytest.fixture
def site(server: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    server.calls.clear()
    monkeypatch.setattr(looking, "reach", server.reach)
    return server


def said() -> str:
    """What is wrong, in English; nothing when the key was found."""
    problem = looking.look(DOMAIN, f"{DID}#k1", KEY.public)
    return problem.message % problem.params if problem else ""


def test_the_key_is_found_among_others_of_the_school_s_own(site: Site) -> None:
    own = did_document(DID, [PublishedKey("own", OTHER.public), PublishedKey("k1", KEY.public)])
    site.publishes(own | {"service": [{"id": f"{DID}#home", "type": "LinkedDomains"}]})
    assert said() == ""
    assert site.calls == [PATH]


STRANGERS = [one | {"controller": "did:web:x.example"} for one in WHOLE["verificationMethod"]]
WRONG: dict[str, tuple[Any, int, str]] = {
    "nothing": (b"", 404, "answered HTTP 404"),
    "a redirect": (WHOLE, 302, "sends visitors of this address elsewhere (HTTP 302)"),
    "a redirect for good": (WHOLE, 308, "sends visitors of this address elsewhere (HTTP 308)"),
    "an error": (WHOLE, 500, "answered HTTP 500"),
    "a page": (b"<html>", 200, "not a JSON document"),
    "a list": ([WHOLE], 200, "not a JSON document"),
    "brackets without end": (b"[" * 60_000, 200, "not a JSON document"),
    "a member twice": (json.dumps(WHOLE).replace('"id"', '"id": "did:web:x.example", "id"', 1).encode(), 200,
                       "not a JSON document"),
    "too much": (json.dumps(WHOLE).encode() + b" " * looking.MOST_BYTES, 200, "no whole answer of at most 64 KB"),
    "of another domain": (json.loads(json.dumps(WHOLE).replace(DOMAIN, "elsewhere.example")), 200,
                          f"its id has to be {DID}"),
    "of a part of the domain": (WHOLE | {"id": f"{DID}:students"}, 200, f"its id has to be {DID}"),
    "not for assertions": (WHOLE | {"assertionMethod": []}, 200, "does not list this key"),
    "for signing in only": (WHOLE | {"assertionMethod": [], "authentication": WHOLE["assertionMethod"]}, 200,
                            "does not list this key"),
    "a key of somebody else": (WHOLE | {"verificationMethod": STRANGERS}, 200, "does not list this key"),
    "methods that are none": (WHOLE | {"verificationMethod": [None, 1, "x", [], {"id": []}]}, 200,
                              "does not list this key"),
    "another key": (did_document(DID, [PublishedKey("k1", OTHER.public)]), 200, "lists another key"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_everything_else_is_not_found_and_a_sentence_says_why(site: Site, name: str) -> None:
    body, status, wanted = WRONG[name]
    site.publishes(body, status)
    assert wanted in said()
    assert site.calls == [PATH], "a redirect is not followed"


def test_only_what_may_pass_by_itself_is_passing(site: Site) -> None:
    site.publishes(WHOLE, 503)
    assert looking.look(DOMAIN, f"{DID}#k1", KEY.public).passing  # type: ignore[union-attr]
    site.publishes(WHOLE, 404)
    assert not looking.look(DOMAIN, f"{DID}#k1", KEY.public).passing  # type: ignore[union-attr]


def test_a_name_that_leads_inside_is_not_called(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site, "networks", ())
    site.publishes(WHOLE)
    assert "does not lead to a server on the public internet" in said()
    assert site.calls == []


def test_an_answer_that_drips_is_left(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbound, "SECONDS", 0.5)
    monkeypatch.setattr(site, "drips", True)
    assert "no whole answer" in said()


def test_a_domain_that_nobody_confirmed_is_not_called(server: Site) -> None:
    """By the way itself: no other host is on its list."""
    allowed = looking.reach(DOMAIN)
    with pytest.raises(outbound.Refused, match="does not allow this host"):
        allowed.get(f"https://elsewhere.example{PATH}", {})
