"""Writes keys and digests as text: base58btc, Multikey, did:key, JWK and multihash.

Ed25519 public keys are 32 bytes everywhere. Sources: W3C Controlled Identifiers 1.0 (Multikey, multibase,
multihash), RFC 8037 (the JWK form), the did:key method.
"""

import base64
import binascii

ED25519_PUBLIC = b"\xed\x01"
SHA2_256 = b"\x12\x20"
LONGEST_BASE58 = 128  # characters: decoding takes quadratic time

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUE = {character: value for value, character in enumerate(_ALPHABET)}


class EncodingError(ValueError):
    """The text is not the encoding that it should be."""


def base58(data: bytes) -> str:
    """base58btc, without the multibase prefix."""
    number, digits = int.from_bytes(data), ""
    while number:
        number, rest = divmod(number, 58)
        digits = _ALPHABET[rest] + digits
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + digits


def from_base58(text: str) -> bytes:
    if len(text) > LONGEST_BASE58 or any(character not in _VALUE for character in text):
        raise EncodingError("not base58btc")
    number = 0
    for character in text:
        number = number * 58 + _VALUE[character]
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8)


def base64url(data: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """Refuses padding, other alphabets and spare bits, so that one value has one text."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error) as error:
        raise EncodingError("not base64url") from error
    if base64url(data) != text:
        raise EncodingError("not base64url in its only form")
    return data


def multikey(public: bytes) -> str:
    """``z6Mk…``: an Ed25519 public key."""
    if len(public) != 32:
        raise EncodingError("an Ed25519 public key has 32 bytes")
    return "z" + base58(ED25519_PUBLIC + public)


def from_multikey(text: str) -> bytes:
    """The 32 bytes of an Ed25519 public key; any other kind of key is refused."""
    data = from_base58(text[1:]) if text.startswith("z") else b""
    if len(data) != 34 or not data.startswith(ED25519_PUBLIC):
        raise EncodingError("not an Ed25519 Multikey")
    return data[2:]


def did_key(public: bytes) -> str:
    return f"did:key:{multikey(public)}"


def did_key_method(public: bytes) -> str:
    """The one verification method of a did:key."""
    return f"{did_key(public)}#{multikey(public)}"


def from_did_key(did: str) -> bytes:
    if not did.startswith("did:key:"):
        raise EncodingError("not a did:key")
    return from_multikey(did.removeprefix("did:key:"))


def jwk(public: bytes) -> dict[str, str]:
    """The public key as a JSON Web Key (RFC 8037)."""
    return {"kty": "OKP", "crv": "Ed25519", "x": base64url(public)}


def from_jwk(key: dict[str, str]) -> bytes:
    if key.get("kty") != "OKP" or key.get("crv") != "Ed25519" or not isinstance(key.get("x"), str):
        raise EncodingError("not an Ed25519 JSON Web Key")
    public = from_base64url(key["x"])
    if len(public) != 32:
        raise EncodingError("an Ed25519 public key has 32 bytes")
    return public


def digest_multibase(sha256_hex: str) -> str:
    """A SHA-256 (hex) as ``digestMultibase``: base64url of the multihash."""
    return "u" + base64url(SHA2_256 + bytes.fromhex(sha256_hex))


def from_digest_multibase(text: str) -> str:
    """The SHA-256 in hex."""
    data = from_base64url(text[1:]) if text.startswith("u") else b""
    if len(data) != 34 or not data.startswith(SHA2_256):
        raise EncodingError("not a SHA-256 multihash in base64url")
    return data[2:].hex()
