import base64

import pytest

from shared.signatures import SigningKey
from verifier.log import entries, merkle, notes

KEY, OTHER = SigningKey("log", b"\x02" * 32), SigningKey("log", b"\x08" * 32)
NAME = "shixun.example/portfolio/log"
LEAVES = [merkle.leaf_hash(bytes([n])) for n in range(3)]


def checkpoint(size=3):
    return notes.Checkpoint(NAME, size, merkle.root(size, merkle.nodes_of(LEAVES)))


def test_a_checkpoint_is_three_lines():
    lines = notes.checkpoint_text(checkpoint()).split("\n")
    assert lines[:2] == [NAME, "3"]
    assert base64.b64decode(lines[2]) == checkpoint().root
    assert lines[3] == ""


def test_a_signed_checkpoint_opens_with_the_logs_key_alone():
    note = notes.sign_checkpoint(checkpoint(), KEY)
    assert notes.open_checkpoint(note, NAME, KEY.public) == checkpoint()
    for name, key in ((NAME, OTHER), ("other.example/log", KEY)):
        with pytest.raises(notes.NoteError):
            notes.open_checkpoint(note, name, key.public)
    with pytest.raises(notes.NoteError):
        notes.open_checkpoint(note.replace("\n3\n", "\n4\n"), NAME, KEY.public)


def test_a_checkpoint_of_another_log_is_refused_though_the_key_is_right():
    other = notes.Checkpoint("other.example/log", 3, checkpoint().root)
    note = notes.sign_note(notes.checkpoint_text(other), NAME, KEY)
    with pytest.raises(notes.NoteError, match="another log"):
        notes.open_checkpoint(note, NAME, KEY.public)


def test_a_witness_may_sign_below():
    note = notes.sign_checkpoint(checkpoint(), KEY)
    witness = notes.sign_note(notes.checkpoint_text(checkpoint()), "witness.example", OTHER)
    both = note + witness.rpartition("\n\n")[2]
    assert notes.open_checkpoint(both, NAME, KEY.public) == checkpoint()
    assert notes.open_note(both, "witness.example", OTHER.public)


def test_a_note_of_go_is_opened():
    # The example of golang.org/x/mod/sumdb/note
    public = base64.b64decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")[1:]
    text = (
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n\n"
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    )
    assert notes.open_note(text, "PeterNeumann", public).endswith("problem is.\n")
    assert notes.verifier_key("PeterNeumann", public).startswith("PeterNeumann+c74f20a3+ARpc")


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb"])
def test_a_keys_name_is_one_word(name):
    with pytest.raises(notes.NoteError):
        notes.sign_note("text\n", name, KEY)


@pytest.mark.parametrize(
    "text",
    ["", "x\n", "x\n1\n", "x\n01\nAAAA\n", "x\n-1\nAAAA\n", "x\n1\n****\n", "x\n1\nAAAA\n", "\n1\nAAAA\n"],
    ids=repr,
)
def test_what_is_no_checkpoint_is_refused(text):
    with pytest.raises(notes.NoteError):
        notes.parse_checkpoint(text)


def test_a_proof_file_reads_back():
    note = notes.sign_checkpoint(checkpoint(), KEY)
    proof = notes.LogProof(1, tuple(LEAVES[:2]), note, b"extra")
    text = notes.proof_text(proof)
    assert text.startswith("c2sp.org/tlog-proof@v1\nextra ZXh0cmE=\nindex 1\n")
    assert text.endswith("\n\n" + note)
    assert notes.parse_proof(text) == proof


@pytest.mark.parametrize(
    "text",
    [
        "",
        "c2sp.org/tlog-proof@v1\nindex 0\n",
        "c2sp.org/tlog-proof@v2\nindex 0\n\nnote",
        "c2sp.org/tlog-proof@v1\n\nnote",
        "c2sp.org/tlog-proof@v1\nindex x\n\nnote",
        "c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\nnote",
        "c2sp.org/tlog-proof@v1\nextra !\nindex 0\n\nnote",
        "c2sp.org/tlog-proof@v1\nindex 0" + "\nAAAA" * 64 + "\n\nnote",
    ],
)
def test_what_is_no_proof_file_is_refused(text):
    with pytest.raises(notes.NoteError):
        notes.parse_proof(text)


ENTRY = entries.Entry("issued", "ab" * 32, "2026-11-20T09:00:00Z")


def test_a_commitment_tells_nothing_without_its_salt():
    first, second = entries.commitment(ENTRY, b"a" * 16), entries.commitment(ENTRY, b"b" * 16)
    assert first != second
    assert len(first) == 32
    assert first == entries.commitment(ENTRY, b"a" * 16)


@pytest.mark.parametrize(
    "change", [{"event": "revoked"}, {"credential_sha256": "cd" * 32}, {"at": "2026-11-21T09:00:00Z"}]
)
def test_a_commitment_is_to_all_of_the_entry(change):
    changed = entries.Entry(**(vars(ENTRY) | change))
    assert entries.commitment(changed, b"a" * 16) != entries.commitment(ENTRY, b"a" * 16)


def test_a_salt_is_long_enough_and_an_event_is_known():
    with pytest.raises(ValueError, match="16 bytes"):
        entries.commitment(ENTRY, b"a" * 15)
    with pytest.raises(ValueError, match="event"):
        entries.commitment(entries.Entry("deleted", "ab" * 32, "x"), b"a" * 16)


def test_both_forms_of_a_credential_have_one_hash(world):
    signed = world.signed()
    assert entries.credential_hash(signed) == entries.credential_hash(world.composed())


def test_a_value_has_one_text():
    assert notes.from_base64("AAE=") == b"\0\1"
    for other in ("AAF=", "AAE", "AAE==", "AAE=\n", "AA_=", "ÄAE="):
        with pytest.raises(notes.NoteError):
            notes.from_base64(other)
