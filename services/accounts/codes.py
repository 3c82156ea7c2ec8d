"""Registered codes of organisations: what their form proves, and that it proves no more than form.

Mainland China: GB 32100-2015, 18 characters of an alphabet of 31 (no I, O, S, V, Z); the last one makes the sum
with the weights 3^i mod 31 divisible by 31. Characters 9–17 are the organisation code of GB 11714 with a mod-11
digit of its own, which older registrations do not always meet: it only warns. The first two tell the kind.
Taiwan: 統一編號, eight digits with the weights 1 2 1 2 1 2 4 1; the digits of the products add up to a multiple
of 5 (of 10 before April 2023). A 7 in the seventh place makes 28 → 10, which may count as 1 or as 0.
"""

import re
from dataclasses import dataclass, field
from typing import Literal

from shared.messages import N_
from shared.text import narrow

Kind = Literal["uscc", "tw_ubn", "free"]

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC = re.compile(f"[{_ALPHABET}]{{18}}")
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_UBN_WEIGHTS = (1, 2, 1, 2, 1, 2, 4, 1)

KINDS_OF_BODY: dict[str, str] = {
    "11": N_("Government body"),
    "12": N_("Public institution"),
    "13": N_("Body whose staffing the state fixes"),
    "19": N_("Other body of the state"),
    "51": N_("Association"),
    "52": N_("Private non-enterprise unit"),
    "53": N_("Foundation"),
    "59": N_("Other social organisation"),
    "91": N_("Company"),
    "92": N_("Individual business"),
    "93": N_("Farmers' cooperative"),
}

FORM_ONLY = N_("The check character is right. That proves the form of the code, not that the company exists.")


@dataclass(frozen=True)
class Note:
    """A sentence for people; ``level`` is how it is shown."""

    level: Literal["info", "warning", "error"]
    message: str
    params: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class CodeCheck:
    """``code`` is the written form (capitals, no blanks); ``body`` the kind of organisation, where the code tells it.

    ``valid`` is None where nothing can be computed: a free text needs a document.
    """

    kind: Kind
    code: str
    valid: bool | None
    notes: list[Note]
    body: str | None = None
    by_rule_of_seven: bool = False


def check_code(kind: Kind, text: str) -> CodeCheck:
    """Check ``text`` as a code of ``kind``. Never raises: a wrong code is a result with its reason."""
    text = narrow(text)
    code = re.sub(r"[\s-]", "", text).upper() if kind != "free" else " ".join(text.split())
    if not code:
        return CodeCheck(kind, code, False, [Note("error", N_("Give the registered code."))])
    if kind == "uscc":
        return _uscc(code)
    if kind == "tw_ubn":
        return _ubn(code)
    said = N_("No check character exists for this kind of code; a document is needed.")
    return CodeCheck(kind, code, None, [Note("info", said)])


def uscc_check_character(first17: str) -> str:
    """The 18th character of a unified social credit code (GB 32100-2015). Raises ValueError outside the alphabet."""
    total = sum(_ALPHABET.index(char) * pow(3, place, 31) for place, char in enumerate(first17))
    return _ALPHABET[-total % 31]


def org_check_character(first8: str) -> str:
    """The ninth character of an organisation code (GB 11714-1997): 0–9, X for ten."""
    total = sum(int(char, 36) * weight for char, weight in zip(first8, _ORG_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]


def _uscc(code: str) -> CodeCheck:
    if len(code) != 18:
        said = Note(
            "error", N_("The code has 18 characters; this one has %(count)s."), {"count": str(len(code))}
        )
        return CodeCheck("uscc", code, False, [said])
    if not _USCC.fullmatch(code):
        said = Note("error", N_("The code has digits and capitals only, never I, O, S, V or Z."))
        return CodeCheck("uscc", code, False, [said])
    body = KINDS_OF_BODY.get(code[:2])
    if uscc_check_character(code[:17]) != code[17]:
        said = Note(
            "error", N_("The last character does not fit the others; compare the code with the licence.")
        )
        return CodeCheck("uscc", code, False, [said], body)
    notes = [Note("info", FORM_ONLY)]
    if org_check_character(code[8:16]) != code[16]:
        notes.append(
            Note(
                "warning",
                N_("Characters 9 to 17, the organisation code, have another check digit than expected."),
            )
        )
    if body is None:
        notes.append(
            Note("warning", N_("The first two characters name no kind of organisation that is known here."))
        )
    return CodeCheck("uscc", code, True, notes, body)


def _ubn(code: str) -> CodeCheck:
    if not re.fullmatch(r"[0-9]{8}", code):
        return CodeCheck(
            "tw_ubn", code, False, [Note("error", N_("The unified business number has 8 digits."))]
        )
    products = [int(digit) * weight for digit, weight in zip(code, _UBN_WEIGHTS, strict=True)]
    total = sum(product // 10 + product % 10 for product in products)
    by_seven = total % 5 != 0 and code[6] == "7" and (total + 1) % 5 == 0
    if total % 5 and not by_seven:
        said = Note(
            "error", N_("The digits do not fit each other; compare the number with the registration.")
        )
        return CodeCheck("tw_ubn", code, False, [said])
    notes = [Note("info", FORM_ONLY)]
    if by_seven:
        notes.append(Note("info", N_("Valid by the rule for a 7 in the seventh place.")))
    return CodeCheck("tw_ubn", code, True, notes, by_rule_of_seven=by_seven)
