"""Join codes: short enough for a slip or a board, 60 random bits, without letters that are taken for others."""

import secrets

from shared.text import narrow

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U."""
LENGTH = 12


def new_code() -> str:
    """As it is shown: three groups of four."""
    text = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return f"{text[:4]}-{text[4:8]}-{text[8:]}"


def normal(text: str) -> str:
    """The code as it was made, however it was typed; anything else (an invitation's secret) as it is."""
    plain = "".join(narrow(text).split()).replace("-", "").upper().replace("O", "0")
    plain = plain.replace("I", "1").replace("L", "1")
    if len(plain) != LENGTH or not set(plain) <= set(ALPHABET):
        return text.strip()
    return f"{plain[:4]}-{plain[4:8]}-{plain[8:]}"
