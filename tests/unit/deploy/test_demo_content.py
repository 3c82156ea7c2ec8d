"""The demo's content: twenty briefs worth reading, in the words of their region, that the product can work with."""

import re
from datetime import date
from itertools import combinations

import pytest

from deploy.demo import content
from services.accounts.codes import check_code
from services.accounts.regions import REGIONS
from services.matching.graph import load
from services.matching.scoring import Need, declare
from services.matching.teams import Candidate, TeamBrief, form_team
from services.projects.domain.milestone import Artefact
from services.projects.domain.statement import Statement
from services.projects.domain.terms import PlannedMilestone, SkillNeed, Terms, checked
from services.projects.quality import assess
from shared.searching import variants

BRIEFS = list(content.briefs())
REGION = {"zh_Hans_CN": "cn", "zh_Hant_TW": "tw", "en": "ie"}
MARK = {"cn": "（演示）", "tw": "（示範）", "ie": "(demo)"}
HAN = re.compile(r"[㐀-鿿]")
NOT_TAIWAN = re.compile(
    "實訓|信息|數據|視頻|軟件|用戶|默認|短信|鏈接|屏幕|質量|人工智能|登錄|賬號|文檔|導出|打印|項目|網絡|程序|服務器|硬盤|優化|反饋"
)
NOT_MAINLAND = re.compile("資訊|軟體|影片|品質|帳號|使用者|資料庫|螢幕|资讯|软体|品管|伺服器|网路|程式")
BOTH_SCRIPTS = set("著瞭乾佔")
"""Characters that mainland texts may use too."""


def named(brief):
    return f"brief {brief['number']}"


@pytest.fixture(scope="module")
def uris():
    """{English label: URI} of the graph, for exact labels."""
    graph = load()
    return {skill.names["en"]: skill.uri for skill in graph.skills.values() if skill.kind != "group"}


def terms_of(brief, uris):
    body = content.terms(brief, uris, {one: one[0] for one in content.called()})
    body["skills"] = [SkillNeed(**row) for row in body["skills"]]
    body["milestones"] = [PlannedMilestone(**row) for row in body.get("milestones", ())]
    return Terms(**checked(Terms(), body))


def texts(brief):
    """Everything that a reader reads of a brief."""
    rows = [brief["title"], brief["problem"], *brief["deliverables"], *brief["criteria"]]
    rows += [brief[name] for name in ("pay", "costs", "ip", "nda_text", "data_access")]
    for milestone in brief["milestones"]:
        rows += [milestone["title"], *milestone["criteria"]]
    for work in brief.get("work", ()):
        rows += [part for row in work["statements"] for part in row[:2]]
        rows += [part for row in work["files"] for part in row]
    return rows


def test_there_are_twenty_briefs_of_eight_companies_for_three_schools():
    assert sorted(brief["number"] for brief in BRIEFS) == list(range(1, 21))
    assert [company["id"] for company in content.companies()] == [f"C{n}" for n in range(1, 9)]
    assert [school["id"] for school in content.schools()] == ["S1", "S2", "S3"]
    regions = {school["id"]: school["region"] for school in content.schools()}
    assert {
        company["id"] for company in content.companies() if regions[company["school"]] != company["region"]
    } == set()


@pytest.mark.parametrize("facts", [*content.schools(), *content.companies()], ids=lambda facts: facts["id"])
def test_every_organisation_is_marked_and_has_a_code_of_the_right_form(facts):
    assert facts["name"].endswith(MARK[facts["region"]])
    assert check_code(REGIONS[facts["region"]].code_kind, facts["code"]).valid is not False


@pytest.mark.parametrize("brief", BRIEFS, ids=named)
def test_a_brief_passes_the_quality_gate_unless_something_is_withheld_from_it(brief, uris):
    found = assess(terms_of(brief, uris), REGION[brief["lang"]])
    withheld = content.story()["withheld"].get(str(brief["number"]), [])
    assert [item.message for item in found.forbidden] == []
    assert sorted(item.field for item in found.missing) == sorted(withheld)
    assert found.score == (54 if withheld else 100)


@pytest.mark.parametrize("brief", BRIEFS, ids=named)
def test_a_brief_says_enough_in_the_language_of_its_school(brief):
    problem = brief["problem"]
    if brief["lang"] == "en":
        assert not any(HAN.search(text) for text in texts(brief))
        assert len(problem.split()) >= 120
    else:
        assert len(HAN.findall(problem)) >= 200
        assert len(HAN.findall("".join(texts(brief)))) >= 300
    region = next(school["region"] for school in content.schools() if school["id"] == brief["school"])
    assert REGION[brief["lang"]] == region


@pytest.mark.parametrize("brief", BRIEFS, ids=named)
def test_three_criteria_or_more_can_be_measured(brief):
    counted = [text for text in brief["criteria"] if re.search(r"\d|两|兩|逐|签字|簽名|all|Each|each", text)]
    assert 3 <= len(counted) <= 5
    assert brief["milestones"][-1]["week"] == brief["weeks"]
    assert [row["week"] for row in brief["milestones"]] == sorted(
        {row["week"] for row in brief["milestones"]}
    )


def test_no_sentence_stands_in_two_briefs():
    cut = re.compile(r"[。；;！？]|\. |\n")
    said = {
        brief["number"]: {
            part.strip(" .")
            for text in texts(brief)
            for part in cut.split(text)
            if len(part.strip()) > (30 if brief["lang"] == "en" else 8)
        }
        for brief in BRIEFS
    }
    shared = {(one, other): said[one] & said[other] for one, other in combinations(said, 2)}
    assert {pair: both for pair, both in shared.items() if both} == {}


@pytest.mark.parametrize("brief", BRIEFS, ids=named)
def test_a_text_uses_the_words_and_characters_of_its_region(brief):
    whole = "\n".join(texts(brief))
    wrong = {"zh_Hant_TW": NOT_TAIWAN, "zh_Hans_CN": NOT_MAINLAND}.get(brief["lang"])
    assert wrong is None or wrong.findall(whole) == []
    if brief["lang"] == "zh_Hans_CN":
        assert {char for char in whole if ord(char) in variants()} - BOTH_SCRIPTS == set()


def test_every_skill_is_named_by_its_exact_label(uris):
    assert [label for label in content.labels() if label not in uris] == []


def test_ninety_students_are_the_same_each_time_and_have_names_of_their_own():
    rows = content.students()
    assert rows == content.students()
    assert len(rows) == 90
    assert len({one.name for one in rows}) == 90
    assert len({one.key for one in rows}) == 90
    for one in rows:
        assert 4 <= len(one.skills) <= 9
        assert set(one.skills.values()) <= {1, 2, 3, 4}
        assert set(range(62, 66)) <= set(one.slots), "Wednesday afternoon belongs to projects"


def bidders(brief):
    wanted = content.story()["bidders"][str(brief["number"])]
    rows = [one for one in content.students() if one.school == brief["school"]]
    found = [
        one
        for name, (first, last) in wanted.items()
        for one in [student for student in rows if student.programme == name][first:last]
    ]
    assert len(found) == sum(last - first for first, last in wanted.values()), f"{named(brief)}: who bids?"
    return found


def team_of(brief, uris):
    today = date(2026, 6, 1)
    candidates = [
        Candidate(
            one.key,
            tuple(declare(uris[label], level, "declared", today) for label, level in one.skills.items()),
            1,
            frozenset(one.slots),
            one.programme,
        )
        for one in bidders(brief)
    ]
    needs = tuple(Need(uris[label], level, 1.0) for label, level in brief["skills"])
    wanted = TeamBrief(needs, brief["team_min"], brief["team_max"], brief.get("programmes_min", 1), 2)
    return form_team(load(), wanted, candidates, today)


@pytest.mark.parametrize(
    "brief", [one for one in BRIEFS if str(one["number"]) in content.story()["bidders"]], ids=named
)
def test_those_who_bid_can_form_a_team_but_for_the_brief_that_lacks_a_programme(brief, uris):
    plan = team_of(brief, uris)
    if brief["number"] == 16:
        assert plan.members == ()
        assert plan.why.code == "programmes"
    else:
        assert len(plan.members) >= brief["team_min"]
        assert sum(need.quality > 0 for need in plan.coverage) >= 3, (
            "a team that covers nothing shows nothing"
        )


WORKED = [(brief, number + 1, work) for brief in BRIEFS for number, work in enumerate(brief.get("work", ()))]


@pytest.mark.parametrize(
    ("brief", "number", "work"), WORKED, ids=lambda value: str(value) if isinstance(value, int) else None
)
def test_each_member_has_a_statement_that_the_product_takes(brief, number, work):
    names = [one.name for one in content.students()]
    file = Artefact("0" * 64, "text/csv", "file")
    assert len(work["statements"]) >= brief["team_max"]
    assert sum(percent for _, _, percent, _ in work["statements"]) == 100
    assert number <= len(brief["milestones"])
    for text, share, percent, hours in work["statements"]:
        Statement(text, [file], hours, share, percent).check(names)


def test_what_the_story_says_points_at_something():
    numbers = {str(brief["number"]): brief for brief in BRIEFS}
    story = content.story()
    for place, rows in story["ratings"].items():
        brief = numbers[place.partition(".")[0]]
        needed = {label for label, _ in brief["skills"]}
        assert {skill for _, skill, _, _ in rows} <= needed, f"ratings of {place}"
        assert all(level in range(6) and why for _, _, level, why in rows)
    for number, rounds in story["rework"].items():
        criteria = numbers[number]["milestones"][0]["criteria"]
        assert all(said["criterion"] < len(criteria) for said in rounds)
    keys = [row["key"] for facts in (*content.companies(), *content.schools()) for row in facts["people"]]
    assert len(keys) == len(set(keys))
