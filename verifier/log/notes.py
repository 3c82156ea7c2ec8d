"""The log's texts: checkpoint, signed note, offline proof (C2SP tlog-checkpoint, signed-note and tlog-proof)."""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from shared.signatures import SigningKey, verify

ED25519 = b"\x01"
PROOF_HEADER = "c2sp.org/tlog-proof@v1"
LONGEST_PROOF = 63  # hashes: a tree of 2^63 leaves
_DASH = "— "


class NoteError(ValueError):
    """The text is not of that form, or not signed by that key; it says why, in English, for logs and tests."""


@dataclass(frozen=True)
class Checkpoint:
    """The tree's head: ``root`` 32 bytes over ``size`` leaves."""

    origin: str
    size: int
    root: bytes


@dataclass(frozen=True)
class LogProof:
    """That the entry at ``index`` is in the tree whose signed checkpoint stands in ``note``."""

    index: int
    hashes: tuple[bytes, ...]
    note: str
    extra: bytes = b""


def origin(public_url: str) -> str:
    """The log's name, and its key's: the service's address without its scheme."""
    return f"{urlsplit(public_url).netloc}/portfolio/log"


def checkpoint_text(checkpoint: Checkpoint) -> str:
    return f"{checkpoint.origin}\n{checkpoint.size}\n{_base64(checkpoint.root)}\n"


def parse_checkpoint(text: str) -> Checkpoint:
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
        raise NoteError("a checkpoint has three lines or more")
    root = from_base64(lines[2])
    if len(root) != 32:
        raise NoteError("the root is not a hash")
    return Checkpoint(lines[0], _number(lines[1]), root)


def key_hash(name: str, public: bytes) -> bytes:
    """Which key signed, 4 bytes."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


def verifier_key(name: str, public: bytes) -> str:
    """The log's public key as text, to be given to whoever wants to check the log."""
    return f"{name}+{key_hash(name, public).hex()}+{_base64(ED25519 + public)}"


def parse_verifier_key(text: Any) -> tuple[str, bytes]:
    """The name and the 32 bytes of an Ed25519 key."""
    parts = text.split("+", 2) if isinstance(text, str) else []
    key = from_base64(parts[2]) if len(parts) == 3 else b""
    if len(key) != 33 or not key.startswith(ED25519) or verifier_key(parts[0], key[1:]) != text:
        raise NoteError("it is not an Ed25519 key of a log")
    return parts[0], key[1:]


def sign_note(text: str, name: str, key: SigningKey) -> str:
    """``text`` ends with a newline. The signature covers it byte by byte."""
    if not text.endswith("\n") or any(c.isspace() or c == "+" for c in name) or not name:
        raise NoteError("a note's text ends with a newline; its key's name has neither spaces nor +")
    signature = key_hash(name, key.public) + key.sign(text.encode())
    return f"{text}\n{_DASH}{name} {_base64(signature)}\n"


def open_note(note: str, name: str, public: bytes) -> str:
    """The text of a note that the key ``public`` (32 bytes) signed under ``name``; others' signatures are ignored."""
    text, separator, signatures = note.rpartition("\n\n")
    if not separator or not signatures.endswith("\n"):
        raise NoteError("it has no signature")
    text += "\n"
    start = f"{_DASH}{name} "
    ours = [line.removeprefix(start) for line in signatures[:-1].split("\n") if line.startswith(start)]
    for line in ours[:8]:
        data = from_base64(line)
        if data[:4] == key_hash(name, public) and verify(public, data[4:], text.encode()):
            return text
    raise NoteError("it is not signed by the log's key")


def sign_checkpoint(checkpoint: Checkpoint, key: SigningKey) -> str:
    return sign_note(checkpoint_text(checkpoint), checkpoint.origin, key)


def open_checkpoint(note: str, name: str, public: bytes) -> Checkpoint:
    """The checkpoint of the log ``name``, its signature and origin checked."""
    checkpoint = parse_checkpoint(open_note(note, name, public))
    if checkpoint.origin != name:
        raise NoteError("it is another log's checkpoint")
    return checkpoint


def proof_text(proof: LogProof) -> str:
    """The ``.tlog-proof`` file."""
    extra = [f"extra {_base64(proof.extra)}"] if proof.extra else []
    lines = [PROOF_HEADER, *extra, f"index {proof.index}", *map(_base64, proof.hashes)]
    return "\n".join(lines) + "\n\n" + proof.note


def parse_proof(text: str) -> LogProof:
    head, separator, note = text.partition("\n\n")
    lines = head.split("\n")
    if not separator or lines[0] != PROOF_HEADER:
        raise NoteError("it is not a proof of a transparency log")
    lines, extra = lines[1:], b""
    if lines and lines[0].startswith("extra "):
        extra, lines = from_base64(lines[0].removeprefix("extra ")), lines[1:]
    if not lines or not lines[0].startswith("index ") or len(lines) > LONGEST_PROOF + 1:
        raise NoteError("the proof has no index or too many hashes")
    hashes = tuple(from_base64(line) for line in lines[1:])
    if any(len(item) != 32 for item in hashes):
        raise NoteError("the proof has something that is not a hash")
    return LogProof(_number(lines[0].removeprefix("index ")), hashes, note, extra)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 19 or (text[0] == "0" and text != "0"):
        raise NoteError("it has a number in another form than decimal")
    return int(text)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def from_base64(text: str) -> bytes:
    """Refuses other alphabets, left-out padding and spare bits, so that one value has one text (RFC 4648, 3.5)."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteError("it has something that is not base64") from error
    if _base64(data) != text:
        raise NoteError("it has base64 in another form than its only one")
    return data
