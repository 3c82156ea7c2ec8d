"""Regions as data: the law profile of each, with the source of each fact.

The ages are the law's, and no school's setting (decision 0019). People's data stay inside a region.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from shared.errors import Invalid
from shared.messages import N_

VERSION = 1

Purpose = Literal["contract", "data_consent", "placement", "night_work"]


@dataclass(frozen=True)
class Fact:
    """``text`` is a sentence for people, ``source`` the law's own name, ``date`` the ISO day of the text used."""

    text: str
    source: str
    date: str


@dataclass(frozen=True)
class Age:
    """From this age on a person acts alone for the purpose; before it a guardian consents, or it is forbidden."""

    years: int
    source: str
    forbidden_below: bool = False


@dataclass(frozen=True)
class Region:
    """``code_kind`` is how registered codes are checked, see codes.py."""

    key: str
    name: str
    zone: str
    language: str
    currency: str
    code_kind: Literal["uscc", "tw_ubn", "free"]
    ages: dict[Purpose, Age]
    facts: tuple[Fact, ...]


_PIPL = "中华人民共和国个人信息保护法"
_CN_INTERN = "职业学校学生实习管理规定（教职成〔2021〕4号）"
_CN = Region(
    "cn", N_("Mainland China"), "Asia/Shanghai", "zh_Hans_CN", "CNY", "uscc",
    {
        "contract": Age(18, "中华人民共和国民法典, art. 17–18"),
        "data_consent": Age(14, f"{_PIPL}, art. 31"),
        "placement": Age(16, f"{_CN_INTERN}, art. 16 (2)", forbidden_below=True),
        "night_work": Age(18, f"{_CN_INTERN}, art. 16 (3); 未成年工特殊保护规定", forbidden_below=True),
    },
    (
        Fact(N_("The school arranges placements; the platform takes no fee per head and ranks nobody for money."),
             f"{_CN_INTERN}第十六条第（六）项", "2021-12-31"),
        Fact(N_("First-year students and persons under 16 are not placed."),
             f"{_CN_INTERN}第十六条第（一）、（二）项", "2021-12-31"),
        Fact(N_("A placement needs the consent of the student and of the guardian."), _CN_INTERN, "2021-12-31"),
        Fact(N_("An automated decision is explained and can be refused."), f"{_PIPL}第二十四条", "2021-11-01"),
    ),
)  # fmt: skip

_TW_INTERN = "專科以上學校產學合作實施辦法"
_TW_YOUTH = "兒童及少年福利與權益保障法"
_TW = Region(
    "tw", N_("Taiwan"), "Asia/Taipei", "zh_Hant_TW", "TWD", "tw_ubn",
    {
        "contract": Age(18, "民法 § 12（2023-01-01）"),
        "data_consent": Age(18, "個人資料保護法、民法 § 12, § 77–79"),
        "placement": Age(18, _TW_INTERN),
        "night_work": Age(16, "勞動基準法 § 48", forbidden_below=True),
    },
    (
        Fact(N_("The school buys the group accident insurance of a placement."), _TW_INTERN, "2025-06-23"),
        Fact(N_("A placement is visited on site at least once, and twice a semester."), _TW_INTERN, "2025-06-23"),
        Fact(N_("Minors do not work in places that harm their development."), f"{_TW_YOUTH} § 47–48", "2021-01-20"),
    ),
)  # fmt: skip

_HK = Region(
    "hk", N_("Hong Kong"), "Asia/Hong_Kong", "zh_Hant_TW", "HKD", "free",
    {
        "contract": Age(18, "Age of Majority (Related Provisions) Ordinance, Cap. 410"),
        "data_consent": Age(18, "Personal Data (Privacy) Ordinance, Cap. 486, s. 2 (relevant person)"),
        "placement": Age(18, "Employment of Young Persons (Industry) Regulations, Cap. 57C"),
        "night_work": Age(18, "Employment of Young Persons (Industry) Regulations, Cap. 57C", forbidden_below=True),
    },
    (Fact(N_("Work-integrated learning follows the school's rules."), "Cap. 57C", "2024-01-01"),),
)  # fmt: skip

_IE = Region(
    "ie", N_("Ireland"), "Europe/Dublin", "en", "EUR", "free",
    {
        "contract": Age(18, "Age of Majority Act 1985, s. 2"),
        "data_consent": Age(16, "Data Protection Act 2018, s. 31; GDPR art. 8"),
        "placement": Age(18, "Protection of Young Persons (Employment) Act 1996"),
        "night_work": Age(18, "Protection of Young Persons (Employment) Act 1996", forbidden_below=True),
    },
    (
        Fact(N_("Work with vulnerable people begins after vetting."),
             "National Vetting Bureau Acts 2012–2016", "2016-04-29"),
        Fact(N_("An automated decision is explained and can be refused."), "GDPR art. 22", "2018-05-25"),
    ),
)  # fmt: skip

_OTHER = Region(
    "other", N_("Elsewhere"), "UTC", "en", "EUR", "free",
    {
        "contract": Age(18, "Convention on the Rights of the Child, art. 1"),
        "data_consent": Age(18, "Convention on the Rights of the Child, art. 1"),
        "placement": Age(18, "Convention on the Rights of the Child, art. 1 and 32"),
        "night_work": Age(18, "ILO Convention No. 79", forbidden_below=True),
    },
    (
        Fact(
            N_("Local law applies; the school confirms what it asks for."),
            N_("The school's confirmation"), "2025-01-01",
        ),
    ),
)  # fmt: skip

REGIONS: dict[str, Region] = {region.key: region for region in (_CN, _TW, _HK, _IE, _OTHER)}


def region(key: str) -> Region:
    """Raises Invalid for a region that does not exist."""
    found = REGIONS.get(key)
    if found is None:
        raise Invalid({"region": N_("Choose a region from the list.")})
    return found


def acts_alone_from(key: str, purpose: Purpose, born: date, zone: str) -> datetime:
    """The moment at which a person born that day reaches the purpose's age: midnight in the school's zone.

    Who was born on 29 February does so on 1 March of a common year.
    """
    year = born.year + region(key).ages[purpose].years
    try:
        day = born.replace(year=year)
    except ValueError:
        day = date(year, 3, 1)
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
