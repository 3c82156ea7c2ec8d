"""The quality gate of a brief: a score of 100, what is missing, and work that is forbidden.

The score helps those who write. The gate itself knows no score: a brief can be handed in when nothing is
missing.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from services.projects.domain.terms import Terms
from shared.messages import N_

MIN_PROBLEM = 40
"""Characters; a sentence of Chinese, two of English. Less describes no problem."""


@dataclass(frozen=True)
class Item:
    """A field of the brief and the sentence that says what would be right."""

    field: str
    message: str


@dataclass(frozen=True)
class Quality:
    score: int
    missing: list[Item]
    forbidden: list[Item]

    @property
    def open(self) -> list[Item]:
        """All that keeps the brief from being handed in."""
        return self.missing + self.forbidden


@dataclass(frozen=True)
class _Check:
    item: Item
    points: int
    holds: Callable[[Terms], bool]


def _check(field: str, message: str, points: int, holds: Callable[[Terms], bool]) -> _Check:
    return _Check(Item(field, message), points, holds)


def _written(rows: list[str]) -> bool:
    return any(row.strip() for row in rows)


CHECKS: tuple[_Check, ...] = (
    _check(
        "title",
        N_("Give the task a title; where a template left dots, a word of your own stands."),
        4,
        lambda t: bool(t.title.strip()) and "…" not in t.title,
    ),
    _check(
        "problem",
        N_("Describe the problem: what happens now, what it costs, what should be different."),
        14,
        lambda t: len(t.problem.strip()) >= MIN_PROBLEM,
    ),
    _check("deliverables", N_("Name what the team hands over."), 14, lambda t: _written(t.deliverables)),
    _check(
        "criteria",
        N_("Say how each result is accepted: a number, a test or a signature."),
        14,
        lambda t: _written(t.criteria),
    ),
    _check(
        "skills",
        N_("Choose at least two skills, each with the level that is needed."),
        12,
        lambda t: len(t.skills) >= 2 and all(1 <= skill.level <= 5 for skill in t.skills),
    ),
    _check(
        "supervision_hours",
        N_("Say how many hours your mentor gives; students need somebody who answers."),
        10,
        lambda t: t.supervision_hours > 0,
    ),
    _check(
        "ip",
        N_("Say who may use the results, and that their authors are named."),
        8,
        lambda t: bool(t.ip.strip()),
    ),
    _check(
        "nda",
        N_("Say whether something is confidential and, if so, what may be shown in a portfolio."),
        4,
        lambda t: t.nda is False or (t.nda is True and bool(t.nda_text.strip())),
    ),
    _check(
        "data_access",
        N_("Say which data the team gets, and how."),
        8,
        lambda t: bool(t.data_access.strip()),
    ),
    _check("milestones", N_("Plan at least one milestone with its week."), 6, lambda t: bool(t.milestones)),
    _check(
        "weeks",
        N_("Give the length in weeks and the hours a week of one student."),
        6,
        lambda t: t.weeks > 0 and t.hours_per_week > 0,
    ),
)


@dataclass(frozen=True)
class Ban:
    """Work that the law of a region forbids to students or minors: telling words, and the rule."""

    region: str
    words: str
    rule: str
    date: str


BANS: tuple[Ban, ...] = (
    Ban(
        "cn",
        r"酒吧|夜总会|歌厅|歌舞厅|洗浴|浴场|电子游戏厅|网吧|\bKTV\b|karaoke|night ?club",
        N_(
            "Students may not be sent to bars, night clubs, karaoke, bath houses, game halls or internet cafés"
            " (职业学校学生实习管理规定, 2021, art. 16 (5))."
        ),
        "2021-12-31",
    ),
    Ban(
        "cn",
        r"高空作业|井下|放射性|有毒|易燃易爆|重体力|夜班|加班|night shift|overtime",
        N_(
            "Heavy or dangerous work, night work and overtime are forbidden for students who are not of age"
            " (未成年工特殊保护规定; 职业学校学生实习管理规定, 2021, art. 16 (3) and (7))."
        ),
        "2021-12-31",
    ),
    Ban(
        "cn",
        r"押金|保证金|培训费|中介费|deposit|placement fee",
        N_(
            "No fee or deposit may be asked of students, and no paid agency may place them"
            " (职业学校学生实习管理规定, 2021)."
        ),
        "2021-12-31",
    ),
    Ban(
        "tw",
        r"酒家|特種咖啡|舞廳|成人用品|限制級電子遊戲|大夜班|night ?club",
        N_(
            "Minors may not work in hostess bars, adult shops or gambling places, nor do dangerous work"
            " (兒童及少年福利與權益保障法, art. 47 and 48)."
        ),
        "2021-01-20",
    ),
    Ban(
        "ie",
        r"night shift|night ?club|overtime",
        N_(
            "Young persons may not work at night or beyond 8 hours a day"
            " (Protection of Young Persons (Employment) Act 1996)."
        ),
        "1996-06-26",
    ),
)

_DENIED = re.compile(
    r"(不|禁|无|無|勿|非|免|\bno\b|\bnot\b|\bnever\b|\bwithout\b)[^，。；、,.;]{0,12}$", re.IGNORECASE
)
"""“学生不得上夜班” forbids the night shift and is not one: a denial just before, in the same clause."""


def assess(terms: Terms, region: str) -> Quality:
    """Score, missing items and forbidden work of a brief as it stands. O(length of the text)."""
    missing = [check.item for check in CHECKS if not check.holds(terms)]
    lost = sum(check.points for check in CHECKS if check.item in missing)
    return Quality(100 - lost, missing, forbidden(terms, region))


def forbidden(terms: Terms, region: str) -> list[Item]:
    """The fields that speak of work which the region's law forbids, each with the rule."""
    texts = {
        "title": terms.title,
        "problem": terms.problem,
        "deliverables": "\n".join(terms.deliverables),
        "costs": terms.costs,
    }
    return [
        Item(field, ban.rule)
        for ban in BANS
        if ban.region == region
        for field, text in texts.items()
        if _speaks_of(ban.words, text)
    ]


def _speaks_of(words: str, text: str) -> bool:
    return any(
        not _DENIED.search(text[max(0, hit.start() - 20) : hit.start()])
        for hit in re.finditer(words, text, re.IGNORECASE)
    )
