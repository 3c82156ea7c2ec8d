"""What pictures say to those who do not see them, and to those who see no colour."""

import re

import pytest

from tests.unit.web.test_frame_macros import EVIL, NOON, call, words

NEEDS = [
    {"name": "Sensors", "need": 4, "held": 3, "weight": 0.75},
    {"name": "Python", "need": 2, "held": 4, "weight": 0.25},
]
STOP = {"number": 1, "title": "Pareto chart", "due": NOON, "tone": "draft", "x": 50, "low": False}
LINE = {"stops": [STOP], "weeks": [20, 60], "today": 40, "first": 8, "last": 92}
NODE = {
    "name": "Welding", "href": "/matching/skills/own/welding", "relation": "narrower", "factor": 0.8, "x": 15.5,
    "edge": 31, "y": 60, "held": True,
}  # fmt: skip
AROUND = {"nodes": [NODE], "captions": [], "height": 104, "middle": 60, "here": 84.5, "wide": 31, "tall": 68}


def test_a_strip_says_each_need_and_draws_what_is_missing_as_a_hatch() -> None:
    html = call("picture", "fit_strip(rows)", rows=NEEDS)
    assert 'aria-label="Sensors: needed 4, held 3, gap 1; Python: needed 2, held 4"' in html
    assert html.count("fit-gap") == html.count("stroke-dasharray") == 1
    wide = [float(one) for one in re.findall(r'fit-ground" x="[\d.]+" y="0" width="([\d.]+)"', html)]
    assert wide == [74, 24], "as wide as they weigh"


def test_the_matrix_is_a_table_with_the_number_in_each_cell() -> None:
    rows = [{"name": "Sensors", "level": 3, "cells": [0.5, None], "team": 0.5}]
    html = call("picture", 'coverage(["Mei Lin", "An"], rows, "Who covers what")', rows=rows)
    assert re.findall(r"<td[^>]*>(\d+)</td>", html) == ["50", "50"]
    assert words(html).startswith("Who covers what")
    assert html.count('<th scope="row">') == 1
    assert html.count('scope="col"') == 4
    assert "heat-2" in html
    assert "not known" in html


def test_the_radar_says_its_levels_and_leads_to_the_evidence() -> None:
    evidence = [{"id": "c1", "label": "Welding", "level": 4, "title": "A door lock"}]
    rows = [
        {"name": "Machines", "level": 4, "evidence": evidence},
        {"name": "Care", "level": 0, "evidence": []},
    ]
    grid = [{"end": (100, 22), "number": (100, 9)}, {"end": (100, 178), "number": (100, 191)}]
    picture = {"rows": rows, "points": [(100, 37.6), (100, 100)], "grid": grid}
    html = call("picture", 'radar(picture, "Confirmed")', picture=picture)
    assert 'aria-label="Machines: 4; Care: 0"' in html
    assert 'points="100,37.6 100,100"' in html
    assert 'href="#e-c1"' in html
    assert "nothing confirmed yet" in words(html)
    without = call("picture", 'radar(picture, "Confirmed")', picture=picture | {"points": None})
    assert "<svg" not in without
    assert "Machines" in words(without)
    assert "Care" not in words(without), "its number would stand in no picture"


def test_stages_are_read_as_a_list_of_numbers() -> None:
    rows = [{"label": "Bid", "count": 12}, {"label": "In a team", "count": 0}]
    html = call("picture", 'stages(rows, "How far")', rows=rows)
    assert re.findall(r"<li><span>(.*?)</span>.*?<span class=\"num\">(\d+)</span>", html) == [
        ("Bid", "12"),
        ("In a team", "0"),
    ]
    assert html.count("stage-bar") == 1
    assert "stage-bar" not in call("picture", 'stages(rows, "How far")', rows=rows[1:])


def test_a_milestone_on_the_line_is_a_link_with_its_name_and_day() -> None:
    html = call("picture", 'project_line(line, "/projects/teams/t")', line=LINE)
    assert 'href="/projects/teams/t/milestones/1" aria-label="1 Pareto chart, Fri 12 June 2026"' in html
    assert "12 Jun<" in html
    assert "Today" in html
    before = call("picture", 'project_line(line, "/t")', line=LINE | {"today": None})
    assert "Today" not in before


def test_each_state_has_a_shape_of_its_own() -> None:
    shapes = {
        re.sub(r' class="[^"]*"', "", call("picture", f'marker("{tone}")'))
        for tone in ("waiting", "bad", "work", "draft")
    }
    assert len(shapes) == 4
    assert call("picture", 'marker("ok")') != call("picture", 'marker("draft")')


@pytest.mark.parametrize(("lang", "held"), [("en", "held"), ("zh-Hans", "现有")])
def test_each_neighbour_is_a_link_and_says_what_one_holds(lang: str, held: str) -> None:
    html = call("picture", 'around(picture, "Joining")', lang, picture=AROUND)
    assert 'class="node node-held" href="/matching/skills/own/welding"' in html
    assert f'aria-label="{held}"' in html
    assert "Joining" in html


@pytest.mark.parametrize(
    "expression",
    [
        "fit_strip([{'name': evil, 'need': 3, 'held': 1, 'weight': 1}])", "around(picture, evil)",
        "coverage([evil], [{'name': evil, 'href': evil, 'cells': [1], 'team': 1}], evil)",
        "stages([{'label': evil, 'count': 1}], evil)", "project_line(line, evil)",
        "radar({'rows': [{'name': evil, 'level': 1, 'evidence': [proof]}], 'points': [(1, 1)], 'grid': []}, evil)",
    ],
)  # fmt: skip
def test_what_users_wrote_is_never_markup(expression: str) -> None:
    line = LINE | {"stops": [STOP | {"title": EVIL}]}
    proof = {"id": EVIL, "label": EVIL, "level": 1, "title": EVIL}
    html = call("picture", expression, evil=EVIL, picture=AROUND, line=line, proof=proof)
    assert "alert(1)" in html
    assert "<script" not in html
    assert re.search(r"<[^>]*\sstyle\s*=", html) is None
