import pytest

from shared import multikey as mk

KEY = bytes(range(32))


def test_the_w3c_key_is_read_and_written():
    text = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
    assert mk.multikey(mk.from_multikey(text)) == text


@pytest.mark.parametrize("data", [b"", b"\0", b"\0\0\x01", b"\xff" * 64, bytes(34)], ids=repr)
def test_base58_reads_what_it_wrote(data):
    assert mk.from_base58(mk.base58(data)) == data


def test_base58_of_a_known_text():
    assert mk.base58(b"Hello World!") == "2NEpo7TZRRrLZSi2U"


@pytest.mark.parametrize("text", ["0", "O", "I", "l", "z z", "1" * 129])
def test_base58_refuses_other_letters_and_long_texts(text):
    with pytest.raises(mk.EncodingError):
        mk.from_base58(text)


@pytest.mark.parametrize(
    "text", ["", "z", "u6Mk", "z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc", "zQ3sh"]
)
def test_other_kinds_of_key_are_refused(text):
    with pytest.raises(mk.EncodingError):
        mk.from_multikey(text)


def test_jwk_and_did_key_carry_the_same_key():
    assert mk.from_jwk(mk.jwk(KEY)) == KEY
    assert mk.from_did_key(mk.did_key(KEY)) == KEY
    assert mk.did_key_method(KEY).startswith(mk.did_key(KEY) + "#z6Mk")


@pytest.mark.parametrize("change", [{"kty": "EC"}, {"crv": "X25519"}, {"x": "AAAA"}, {"x": None}], ids=str)
def test_another_jwk_is_refused(change):
    with pytest.raises(mk.EncodingError):
        mk.from_jwk(mk.jwk(KEY) | change)


@pytest.mark.parametrize("text", ["AA==", "A", "AB", "a+b/", "ä"])
def test_base64url_has_one_text_per_value(text):
    with pytest.raises(mk.EncodingError):
        mk.from_base64url(text)


def test_a_digest_is_a_sha_256_multihash():
    text = mk.digest_multibase("ab" * 32)
    assert text.startswith("uEi")
    assert mk.from_digest_multibase(text) == "ab" * 32
    with pytest.raises(mk.EncodingError):
        mk.from_digest_multibase("u" + mk.base64url(b"\x13\x20" + bytes(32)))
