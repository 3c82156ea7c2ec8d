"""Credit rules to begin with: each a table with its source, which a registrar edits and publishes as a version.

Marked ``example`` where the source is one college's rule and no general one. The rows are written out up to what
one course can earn; a school adds rows where it needs more.
"""

from collections.abc import Callable
from dataclasses import dataclass

from services.portfolio.credits.rules import Evidence, PassRule, Row, RuleTerms
from shared.messages import N_


@dataclass(frozen=True)
class Template:
    """``note`` is the rule in one sentence; ``make`` gives fresh terms, without title and days."""

    key: str
    region: str
    title: str
    note: str
    source: str
    example: bool
    make: Callable[[], RuleTerms]

    def begin(self, title: str, valid_from: str) -> RuleTerms:
        """Terms to edit. ``title`` is ``self.title`` in the registrar's language; ``valid_from`` an ISO day."""
        terms = self.make()
        terms.title, terms.valid_from = title, valid_from
        return terms


def _every(amount: int, rows: int) -> list[Row]:
    """A written-out table: one credit more at each further ``amount``."""
    return [Row(str(amount * n), str(n)) for n in range(1, rows + 1)]


def _rows(*pairs: tuple[str, str]) -> list[Row]:
    return [Row(at, credits) for at, credits in pairs]


def _replacement() -> RuleTerms:
    return RuleTerms(
        rows=_every(16, 8),
        cap_share="0.20",
        course_required=True,
        excluded_course_types=["politics", "physical_education"],
        own_mark=True,
        signatures=["teacher", "programme_head", "registrar"],
    )


def _team_prize() -> RuleTerms:
    return RuleTerms(
        basis="prize",
        rows=_rows(("first", "3"), ("second", "2"), ("third", "1")),
        named_members=3,
        signatures=["teacher", "programme_head", "registrar"],
    )


def _taiwan_648() -> RuleTerms:
    return RuleTerms(
        rows=_rows(("648", "9")),
        course_required=True,
        evidence=[
            Evidence("weekly_log", N_("weekly log"), 18, "type"),
            Evidence("report", N_("final report"), 1, "type"),
        ],
        pass_rule=PassRule("60", {"employer": "0.5", "teacher": "0.5"}),
    )


def _taiwan_summer() -> RuleTerms:
    return RuleTerms(
        rows=_rows(("320", "2")),
        course_required=True,
        evidence=[Evidence("week", N_("confirmed week"), 8, "type")],
    )


def _ects() -> RuleTerms:
    return RuleTerms(
        rows=_every(25, 30),
        evidence=[Evidence("assessment", N_("assessed outcome"))],
    )


TEMPLATES: tuple[Template, ...] = (
    Template(
        "cn_hours_16", "cn", N_("16 class hours = 1 credit"),
        N_("National practice is 16 to 18 class hours for a credit; the school picks."),
        "China, national practice", False,
        lambda: RuleTerms(rows=_every(16, 12)),
    ),
    Template(
        "cn_hours_18", "cn", N_("18 class hours = 1 credit"),
        N_("National practice is 16 to 18 class hours for a credit; the school picks."),
        "China, national practice", False,
        lambda: RuleTerms(rows=_every(18, 12)),
    ),
    Template(
        "cn_weeks", "cn", N_("Concentrated practice: 1 week = 1 credit"),
        N_("Whole weeks of concentrated practice, up to a semester."),
        "China, national practice", False,
        lambda: RuleTerms(basis="weeks", rows=_every(1, 20)),
    ),
    Template(
        "cn_replacement", "cn", N_("Replacement of a course by a result"),
        N_("Each result once, nothing carried over, at most a fifth of the major's credits; the replaced course is"
           " recorded with its own mark; politics and physical education are excluded."),
        "Example of a college in Guangdong", True, _replacement,
    ),
    Template(
        "cn_team_prize", "cn", N_("Team result by class of prize"),
        N_("Only the first three named members earn: 3, 2 or 1 credits by the class of the prize. A factor by rank"
           " is other schools' rule and a column of its own."),
        "Example of a college in China", True, _team_prize,
    ),
    Template(
        "tw_summer", "tw", N_("Summer placement, 8 weeks and 320 hours"),
        N_("2 to 3 credits; the school picks. The placement is a formal course."),
        "Example of a university of technology in Taiwan", True, _taiwan_summer,
    ),
    Template(
        "tw_semester", "tw", N_("Semester placement, 4.5 months"),
        N_("At least 9 credits for 18 weeks. The placement is a formal course."),
        "Example of a university of technology in Taiwan", True,
        lambda: RuleTerms(
            basis="weeks", rows=_rows(("18", "9")), course_required=True
        ),
    ),
    Template(
        "tw_hours_540", "tw", N_("Placement of 540 to 720 hours"),
        N_("9 credits from 540 hours on. The placement is a formal course."),
        "Example of a university of technology in Taiwan", True,
        lambda: RuleTerms(rows=_rows(("540", "9")), course_required=True),
    ),
    Template(
        "tw_hours_648", "tw", N_("Placement of 648 hours with weekly logs"),
        N_("18 weekly logs and a report; the employer's and the teacher's marks together must pass."),
        "Example of a university of technology in Taiwan", True, _taiwan_648,
    ),
    Template(
        "hk_qf", "hk", N_("Qualifications Framework: 10 notional hours = 1 credit"),
        N_("Notional hours are all hours of learning, assessment included."),
        "Hong Kong Qualifications Framework", False,
        lambda: RuleTerms(rows=_every(10, 60)),
    ),
    Template(
        "ects_25", "ie", N_("ECTS: 25 hours = 1 credit"),
        N_("A credit stands for 25 to 30 hours, and is given only after the outcomes were assessed."),
        "ECTS Users' Guide 2015", False, _ects,
    ),
    Template(
        "us_table", "other", N_("Table of hours (United States)"),
        N_("45 hours earn 1 credit, 75 earn 2, 105 earn 3, 140 earn 4."),
        "Example of a college in the United States", True,
        lambda: RuleTerms(
            rows=_rows(("45", "1"), ("75", "2"), ("105", "3"), ("140", "4"))
        ),
    ),
)  # fmt: skip
