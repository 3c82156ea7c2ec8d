"""Kinds of engagement, and what each needs before a team may start: data per region, with source and date.

Law sets floors here; a school may only add to them. The course project is the default, the heavy papers
belong to placements alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from shared.errors import Invalid
from shared.messages import N_

VERSION = 1

KINDS: dict[str, str] = {
    "course_project": N_("Course project"),
    "visit": N_("Visit"),
    "placement": N_("Placement"),
    "placement_employed": N_("Placement under an employment contract"),
}

Scope = Literal["team", "member", "minor"]
Giver = Literal["lead", "member", "school", "guardian"]

GIVERS: dict[Giver, str] = {
    "lead": N_("Who looks after the team gives this paper."),
    "member": N_("The member signs this paper; their school may note one that was signed by hand."),
    "school": N_("Only the student's school gives this paper."),
    "guardian": N_(
        "The guardian consents to this placement, by their link or on paper at the school; it is kept with the class."
    ),
}
"""Who may give a paper, as it is said to who may not. A company vouches for no student, nobody for themselves."""


@dataclass(frozen=True)
class Paper:
    """``scope``: once for the team, for each member, or for each member who is not of age."""

    key: str
    lack: str
    scope: Scope = "team"
    giver: Giver = "lead"

    def may_be_given(self, *, by_member: bool = False, by_school: bool = False) -> bool:
        """One person's paper, by that person or by the people of that person's school."""
        return (by_member and self.giver == "member") or (by_school and self.giver in ("member", "school"))


@dataclass(frozen=True)
class Profile:
    """What one kind needs in one region. ``visits``: on site, (per placement, per semester)."""

    papers: tuple[Paper, ...]
    insurance: bool
    source: str
    date: str
    visits: tuple[int, int] = (0, 0)
    pay_floor: str | None = None


@dataclass(frozen=True)
class Insurance:
    """Dates are ISO days; both days are insured."""

    insurer: str
    number: str
    start: str
    end: str
    payer: Literal["school", "company"]
    file: str


@dataclass(frozen=True)
class Given:
    """What is there: keys of papers of the team and of each member; ``start`` and ``end`` are ISO days.

    ``minors``: the members whose guardian would have to consent to this one, and has not.
    """

    start: str
    end: str
    team: frozenset[str] = frozenset()
    members: Mapping[str, frozenset[str]] = field(default_factory=dict)
    minors: frozenset[str] = frozenset()
    insurance: Insurance | None = None


_COOPERATION = Paper(
    "cooperation_agreement", N_("The cooperation agreement of company and school is missing.")
)
_NOTE = Paper(
    "ip_note", N_("The student's note on results and confidentiality is missing."), "member", "member"
)
_PLAN = Paper("plan", N_("The plan is missing."))
_BRIEFING = Paper("safety_briefing", N_("The safety briefing is missing."))
_GUARDIAN = Paper("guardian_consent", N_("The guardian's consent is missing."), "minor", "guardian")
_COURSE = (_COOPERATION, _NOTE)

_CN = "职业学校学生实习管理规定（教职成〔2021〕4号）"
_TW = "專科以上學校產學合作實施辦法、大專校院校外實習作業手冊"

_CN_PLACEMENT = Profile(
    (
        Paper("tripartite_agreement", N_("The placement agreement (official model) is missing."), "member", "school"),
        Paper("student_consent", N_("The student's consent is missing."), "member", "member"),
        Paper("guardian_consent", N_("The guardian's letter of consent is missing."), "member", "school"),
        Paper("age_16", N_("The school has not confirmed that the student is 16 or older."), "member", "school"),
        Paper("not_first_year", N_("The school has not confirmed that it is not the first year."), "member", "school"),
        _PLAN,
        Paper("filing", N_("The filing with the authority is missing.")),
        Paper("emergency_plan", N_("The emergency plan is missing.")),
    ),
    insurance=True, source=_CN, date="2021-12-31", pay_floor="0.80",
)  # fmt: skip

_TW_PAPERS = (
    Paper("contract", N_("The placement contract is missing."), "member", "school"),
    Paper("individual_plan", N_("The individual placement plan is missing."), "member", "school"),
    Paper("committee_decision", N_("The decision of the placement committee is missing.")),
    Paper("site_evaluation", N_("The evaluation of the site is missing.")),
    _GUARDIAN,
)
_TW_PLACEMENT = Profile(_TW_PAPERS, insurance=True, source=_TW, date="2025-06-23", visits=(1, 2))
_TW_EMPLOYED = Profile(
    (*_TW_PAPERS, Paper("labour_terms", N_("The terms of employment are missing."), "member", "member")),
    insurance=True, source=_TW, date="2025-06-23", visits=(1, 2),
)  # fmt: skip

_ELSEWHERE = Profile(
    (
        Paper("learning_agreement", N_("The learning agreement is missing."), "member", "school"),
        Paper("vetting", N_("The vetting for work with vulnerable people is missing."), "member", "school"),
        _GUARDIAN,
    ),
    insurance=True, source="Local law and the school's rules", date="2025-01-01",
)  # fmt: skip

_PROJECT = Profile(_COURSE, insurance=False, source="The school's rules", date="2025-01-01")
_VISIT = Profile((_PLAN, _BRIEFING), insurance=True, source="The school's rules", date="2025-01-01")
_VISIT_CN = Profile((_PLAN, _BRIEFING), insurance=True, source=_CN, date="2021-12-31")

PROFILES: dict[str, dict[str, Profile]] = {
    "cn": {"course_project": _PROJECT, "visit": _VISIT_CN, "placement": _CN_PLACEMENT},
    "tw": {
        "course_project": _PROJECT,
        "visit": _VISIT,
        "placement": _TW_PLACEMENT,
        "placement_employed": _TW_EMPLOYED,
    },
    "other": {"course_project": _PROJECT, "visit": _VISIT, "placement": _ELSEWHERE},
}


def kinds_in(region: str) -> list[str]:
    return list(PROFILES.get(region, PROFILES["other"]))


def papers(kind: str, region: str, *, vulnerable: bool) -> list[Paper]:
    """What a start waits for. ``vulnerable``: the work meets vulnerable people; vetting is asked only then."""
    return [paper for paper in profile(kind, region).papers if vulnerable or paper.key != "vetting"]


def profile(kind: str, region: str) -> Profile:
    """What ``kind`` needs in ``region``; regions without rows of their own follow "other". Raises Invalid."""
    found = PROFILES.get(region, PROFILES["other"]).get(kind)
    if found is None:
        raise Invalid({"kind": N_("This kind of engagement does not exist in the region.")})
    return found


def missing_for_start(kind: str, region: str, given: Given, *, vulnerable: bool = False) -> dict[str, str]:
    """{item: sentence} of what a start still waits for; a member's item is "<paper>.<person>"."""
    missing: dict[str, str] = {}
    for paper in papers(kind, region, vulnerable=vulnerable):
        if paper.scope == "team":
            missing |= {} if paper.key in given.team else {paper.key: paper.lack}
            continue
        missing |= {
            f"{paper.key}.{person}": paper.lack
            for person, there in given.members.items()
            if paper.key not in there and (paper.scope == "member" or person in given.minors)
        }
    if profile(kind, region).insurance and not _covers(given):
        missing["insurance"] = N_("No insurance is in force for all days of the work.")
    return missing


def _covers(given: Given) -> bool:
    policy = given.insurance
    return (
        policy is not None and bool(policy.file) and policy.start <= given.start and given.end <= policy.end
    )


def placement_warnings(kind: str, region: str, *, students: int, staff: int | None) -> list[str]:
    """Sentences for the school at approval; they warn and do not refuse.

    Mainland China: placement students at most 10 % of the company's staff and 20 % of those on the same post.
    ``students``: those there now and those of this brief; ``staff``: as the company says, None where it has not.
    """
    if region != "cn" or not kind.startswith("placement"):
        return []
    post = N_("At most a fifth of those on one post may be placement students: ask how many work there.")
    if staff is None:
        return [
            N_("The company has not said how many work for it: at most a tenth may be placement students."),
            post,
        ]
    if students * 10 > staff:
        return [N_("Placement students would be more than a tenth of the company's staff."), post]
    return [post]
