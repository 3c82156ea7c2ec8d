"""Groups that a student may state for the fairness report of one round: a short list by region, each with its source.

Saying nothing and "rather not say" are the same. What is stated serves that one report and is deleted with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.errors import Invalid
from shared.messages import N_

EDITION = 1
"""Of the sentence that is consented to."""

MAY_STATE, MAY_TAKE_BACK = ("bidding", "closed"), ("bidding", "closed", "published")
"""States of a round: once its plan is published the report is worked out, and nothing comes in any more."""


@dataclass(frozen=True)
class Kind:
    """``groups``: key → what it is called. ``source``: the law that protects it, by its own name."""

    key: str
    name: str
    groups: Mapping[str, str]
    source: str


@dataclass(frozen=True)
class Stated:
    """``groups``: kind → group, of those that the person stated; ``edition``: of what they consented to."""

    round: str
    person: str
    groups: Mapping[str, str]
    at: datetime
    edition: int = EDITION


def _sex(source: str) -> Kind:
    groups = {"female": N_("female"), "male": N_("male"), "other_sex": N_("another")}
    return Kind("sex", N_("Sex"), groups, source)


def _disability(source: str) -> Kind:
    groups = {"disabled": N_("with a disability"), "not_disabled": N_("without a disability")}
    return Kind("disability", N_("Disability"), groups, source)


def _ethnicity(few: str, most: str, source: str) -> Kind:
    return Kind("ethnicity", N_("Ethnicity"), {"minority": few, "majority": most}, source)


_CN_LAW = "中华人民共和国就业促进法"
_CN = (
    _sex(f"{_CN_LAW}第二十七条"),
    _ethnicity(N_("of an ethnic minority"), N_("Han"), f"{_CN_LAW}第二十八条"),
    _disability(f"{_CN_LAW}第二十九条"),
    Kind("household", N_("Household registration"), {"rural": N_("rural"), "urban": N_("urban")},
         f"{_CN_LAW}第三十一条"),
)  # fmt: skip
_TW_LAW = "就業服務法 § 5"
_TW = (
    _sex("性別平等工作法 § 7"),
    _ethnicity(N_("of an indigenous people"), N_("of none"), _TW_LAW),
    _disability(_TW_LAW),
    Kind("new_residents", N_("Parents who immigrated"), {"new_resident": N_("one or both"), "resident": N_("neither")},
         _TW_LAW),
)  # fmt: skip
_HK = (
    _sex("Sex Discrimination Ordinance, Cap. 480"),
    _ethnicity(N_("of an ethnic minority"), N_("Chinese"), "Race Discrimination Ordinance, Cap. 602"),
    _disability("Disability Discrimination Ordinance, Cap. 487"),
)
_IE_LAW = "Employment Equality Acts 1998–2015, s. 6 (2)"
_IE = (
    _sex(_IE_LAW),
    _ethnicity(
        N_("of an ethnic minority, Travellers included"), N_("of the majority"), f"{_IE_LAW}; GDPR art. 9"
    ),
    _disability(f"{_IE_LAW}; GDPR art. 9"),
)
_OTHER = (
    _sex("ILO Convention No. 111, art. 1"),
    _disability("Convention on the Rights of Persons with Disabilities, art. 27"),
)

KINDS: Mapping[str, tuple[Kind, ...]] = {"cn": _CN, "tw": _TW, "hk": _HK, "ie": _IE, "other": _OTHER}


def kinds_of(region: str) -> tuple[Kind, ...]:
    return KINDS.get(region, _OTHER)


def checked(region: str, given: Mapping[str, str]) -> dict[str, str]:
    """What was said of it: kind → group. Raises Invalid for a kind or a group that the region does not ask."""
    known = {kind.key: kind.groups for kind in kinds_of(region)}
    wrong = {kind: UNKNOWN for kind, group in given.items() if group not in {"", *known.get(kind, ())}}
    wrong |= {kind: UNKNOWN for kind in given if kind not in known}
    if wrong:
        raise Invalid(wrong)
    return {kind: group for kind, group in given.items() if group}


UNKNOWN = N_("Take one of the groups from the list, or none.")
