"""Revoked, suspended, or not to be found out: only a list that holds in everything makes a green tick."""

import gzip
import time
from dataclasses import replace

import pytest

from services.portfolio import signing
from shared.dataintegrity import sign
from shared.multikey import base64url
from verifier import status

pytestmark = pytest.mark.slow


def outcomes(verdict):
    return {check.name: check.outcome for check in verdict.checks}


def test_revoked_and_suspended_are_told_apart(world):
    signed = world.signed()
    assert world.verify(signed, status_lists=world.lists(revoked=True)).word == "revoked"
    assert world.verify(signed, status_lists=world.lists(suspended=True)).word == "suspended"
    assert world.verify(signed, status_lists=world.lists(revoked=True, suspended=True)).word == "revoked"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "The issuer has neither revoked nor suspended it (as of 2026-11-23 11:00 UTC)."),
        ({"revoked": True}, "The issuer has revoked it (as of 2026-11-23 11:00 UTC)."),
        ({"suspended": True}, "The issuer has suspended it for now (as of 2026-11-23 11:00 UTC)."),
    ],
)
def test_it_is_told_when_the_lists_were_signed(world, changes, said):
    check = world.verify(world.signed(), status_lists=world.lists(**changes)).check("status")
    assert check.reason % check.params == said
    assert check.params["signed"] == world.listed


def test_of_two_lists_the_age_of_the_older_is_told(world):
    earlier, lists = replace(world, listed="2026-11-22T11:00:00Z").lists(), world.lists()
    for url in (world.list_url, status.suspension_url(world.list_url)):
        check = world.verify(world.signed(), status_lists=lists | {url: earlier[url]}).check("status")
        assert check.params["as_of"] == "2026-11-22 11:00 UTC", url


def test_a_forged_credential_is_invalid_and_not_revoked(world):
    changed = world.signed() | {"name": "Master of Science"}
    assert world.verify(changed, status_lists=world.lists(revoked=True)).word == "invalid"


def test_a_list_that_is_not_at_hand_is_never_green(world):
    lists = world.lists()
    for url in (world.list_url, status.suspension_url(world.list_url)):
        missing = {u: c for u, c in lists.items() if u != url}
        verdict = world.verify(world.signed(), status_lists=missing)
        assert verdict.word == "not_checkable"
        assert outcomes(verdict)["status"] == "not_checked"


def test_without_the_list_of_contested_ones_nothing_is_said_of_an_appeal(world):
    url = status.contest_url(world.list_url)
    lists = world.lists(revoked=True, contested=True)
    assert world.verify(world.signed(), status_lists=lists).contested
    for said in (None, world.lists(contested=True, until="2026-11-23T11:30:00Z")[url]):
        at_hand = {u: c for u, c in (lists | {url: said}).items() if c}
        verdict = world.verify(world.signed(), status_lists=at_hand)
        assert (verdict.word, verdict.contested) == ("revoked", False)


def test_what_holds_is_not_contested(world):
    verdict = world.verify(world.signed(), status_lists=world.lists(contested=True))
    assert (verdict.word, verdict.contested) == ("valid", False)


def test_a_list_out_of_date_is_never_green(world):
    lists = world.lists(until="2026-11-23T11:30:00Z")
    assert world.verify(world.signed(), status_lists=lists).word == "not_checkable"


def test_a_list_signed_by_a_stranger_is_never_green(world):
    assert world.verify(world.signed(), status_lists=world.lists(key=world.stranger)).word == "not_checkable"


def test_a_list_by_another_issuer_is_never_green(world):
    lists = world.lists(issuer="did:web:other.example:portfolio")
    assert world.verify(world.signed(), status_lists=lists).word == "not_checkable"


def test_a_list_that_names_another_issuer_is_never_green_though_the_key_is_right(world):
    lists = {}
    for url, credential in world.lists(issuer="did:web:other.example:portfolio").items():
        composed = {name: value for name, value in credential.items() if name != "proof"}
        lists[url] = sign(composed, world.key, f"{world.did}#k1", world.at)
    assert world.verify(world.signed(), status_lists=lists).word == "not_checkable"


def test_the_issuers_second_list_does_not_stand_in_for_the_first(world):
    lists = world.lists()
    world.list_url = world.list_url.replace("/1", "/2")
    second = world.lists()[world.list_url]
    world.list_url = world.list_url.replace("/2", "/1")
    lists[world.list_url] = second
    assert world.verify(world.signed(), status_lists=lists).word == "not_checkable"


def test_a_list_without_proof_or_changed_is_never_green(world):
    lists = world.lists()
    for change in ({"proof": []}, {"validUntil": "2030-01-01T00:00:00Z"}, {"credentialSubject": {}}):
        broken = {url: credential | change for url, credential in lists.items()}
        assert world.verify(world.signed(), status_lists=broken).word == "not_checkable", change


def test_another_list_of_the_issuer_in_its_place_is_never_green(world):
    lists = world.lists()
    urls = list(lists)
    swapped = {urls[0]: lists[urls[1]], urls[1]: lists[urls[0]]}
    assert world.verify(world.signed(), status_lists=swapped).word == "not_checkable"


@pytest.mark.parametrize(
    "entry",
    [
        {"statusListIndex": "99999999"},
        {"statusListIndex": "131072"},
        {"statusListIndex": "-1"},
        {"statusPurpose": "refresh"},
        {"statusListCredential": "http://169.254.169.254/latest"},
        {"statusListIndex": 70_001},
    ],
    ids=str,
)
def test_an_entry_that_cannot_be_looked_up_is_never_green(world, entry):
    signed = world.signed(credentialStatus=status.entry(world.list_url, world.index) | entry)
    assert world.verify(signed).word == "not_checkable"


def test_a_credential_without_a_status_entry_is_never_green(world):
    composed = world.composed()
    del composed["credentialStatus"]
    signed = signing.issue(composed, world.key, world.at)
    assert world.verify(signed).word == "not_checkable"


def test_a_bomb_in_a_list_is_never_green_and_ends_at_once(world):
    lists = world.lists()
    bomb = "u" + base64url(gzip.compress(bytes(50_000_000), 9))
    composed = {name: value for name, value in lists[world.list_url].items() if name != "proof"}
    composed["credentialSubject"] = composed["credentialSubject"] | {"encodedList": bomb}
    lists[world.list_url] = signing.issue(composed, world.key, world.at)
    started = time.process_time()
    assert world.verify(world.signed(), status_lists=lists).word == "not_checkable"
    assert time.process_time() - started < 2
