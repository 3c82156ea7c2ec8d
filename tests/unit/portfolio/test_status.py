import gzip
import time
from random import Random

import pytest

from shared.errors import Conflict
from shared.multikey import base64url
from verifier import status

URL = "https://shixun.example/portfolio/status/1"


@pytest.fixture
def revocations():
    return status.StatusList.empty(URL, status.REVOCATION)


@pytest.fixture
def suspensions():
    return status.StatusList.empty(status.suspension_url(URL), status.SUSPENSION)


@pytest.mark.parametrize("index", [0, 7, 8, 94567, 131071])
def test_a_bit_is_one_credential(revocations, index):
    after = revocations.with_bit(index, True)
    assert after.is_set(index)
    assert sum(byte.bit_count() for byte in after.bits) == 1
    assert not revocations.is_set(index)


def test_the_first_credential_is_the_leftmost_bit(revocations):
    assert revocations.with_bit(0, True).bits[0] == 0x80


def test_revocation_is_final(revocations):
    with pytest.raises(Conflict):
        revocations.with_bit(5, True).with_bit(5, False)


def test_clearing_what_is_not_revoked_changes_nothing(revocations):
    assert revocations.with_bit(5, False) == revocations


def test_suspension_is_not_final(suspensions):
    assert suspensions.with_bit(5, True).with_bit(5, False) == suspensions


@pytest.mark.parametrize("index", [-1, 131072])
def test_a_place_outside_the_list_is_refused(revocations, index):
    with pytest.raises(status.StatusError):
        revocations.is_set(index)


@pytest.mark.parametrize("size", [0, 131064, 131073, 8 * 131072 + 8])
def test_a_list_is_large_enough_to_hide_in(size):
    with pytest.raises(status.StatusError):
        status.StatusList.empty(URL, status.REVOCATION, size)


def test_places_are_random_and_not_taken_twice():
    random, taken = Random(7), set()
    for _ in range(500):
        index = status.free_index(taken, random)
        assert index not in taken
        taken.add(index)
    assert sorted(taken) != list(taken)
    assert max(taken) > 100_000


def test_a_half_full_list_is_left():
    with pytest.raises(status.StatusError):
        status.free_index(range(65536), Random(1))


def test_what_was_packed_unpacks_to_the_same_and_always_to_one_text(revocations):
    bits = revocations.with_bit(77, True).bits
    text = status.encode(bits)
    assert text.startswith("u")
    assert status.decode(text) == bits
    assert status.encode(bits) == text


def test_the_example_of_the_specification_unpacks_to_an_empty_list():
    # W3C Bitstring Status List 1.0, example of an encodedList
    text = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"
    assert status.decode(text) == bytes(16384)


def test_a_gzip_bomb_is_not_unpacked():
    bomb = "u" + base64url(gzip.compress(bytes(200_000_000), 9))
    assert len(bomb) < 300_000
    started = time.process_time()
    with pytest.raises(status.StatusError):
        status.decode(bomb)
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "u",
        "uAAAA",
        "z6Mk",
        "u" + base64url(gzip.compress(bytes(100))),
        "u" + base64url(gzip.compress(bytes(16384))[:-9]),
    ],
    ids=["empty", "nothing", "no gzip", "base58", "too short", "cut off"],
)
def test_what_is_no_list_is_refused(text):
    with pytest.raises(status.StatusError):
        status.decode(text)


def test_bytes_after_the_list_are_refused():
    with pytest.raises(status.StatusError):
        status.decode("u" + base64url(gzip.compress(bytes(16384)) + b"more"))


def test_the_entry_is_one_object_with_an_id():
    assert status.entry(URL, 94567) == {
        "id": f"{URL}#94567",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "94567",
        "statusListCredential": URL,
    }


def test_the_list_is_a_credential_that_reads_back(revocations):
    composed = status.compose(
        revocations.with_bit(3, True), "did:web:x", "2026-11-23T11:00:00Z", "2026-11-24T11:00:00Z"
    )
    assert status.parse(composed).is_set(3)
    assert composed["validUntil"] == "2026-11-24T11:00:00Z"


@pytest.mark.parametrize(
    "change", [{"type": []}, {"type": None}, {"credentialSubject": None}, {"id": 5}], ids=str
)
def test_another_credential_is_no_list(revocations, change):
    composed = status.compose(revocations, "did:web:x", "2026-11-23T11:00:00Z", "2026-11-24T11:00:00Z")
    with pytest.raises(status.StatusError):
        status.parse(composed | change)
