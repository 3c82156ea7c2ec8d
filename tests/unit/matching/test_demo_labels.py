"""The skills that the demo's briefs ask for: each label is exactly one skill of ESCO, named in both regions."""

from collections.abc import Callable

import pytest

from services.matching.graph import SkillGraph

BRIEFS = {
    1: "predictive maintenance; sensors; perform data analysis; machine learning; "
    "analyse work-related written reports",
    2: "programmable logic controller; troubleshoot; circuit diagrams; electrical wiring diagrams; "
    "record test data",
    3: "use CAM software; program a CNC controller; technical drawings; statistical process control; "
    "quality standards",
    4: "computer vision; machine learning; Python (computer programming); perform data cleansing; "
    "digital image processing",
    5: "vehicle electrical systems; use automotive diagnostic equipment; apply health and safety standards; "
    "battery components; perform video editing",
    6: "operate battery test equipment; record test data; analyse test data; use spreadsheets software; "
    "battery components",
    7: "perform copywriting; commercial photography; post-processing of photographs; "
    "plan social media marketing campaigns; web analytics",
    8: "photogrammetry; 3D modelling; 3D texturing; 3D lighting; apply 3D imaging techniques",
    9: "cold chain; ensure refrigeration of food in the supply chain; food safety standards; "
    "perform data analysis; use spreadsheets software",
    10: "ensure efficient utilisation of warehouse space; carry out inventory planning; "
    "analyse logistic needs; assess ergonomics of the workplace",
    11: "unmanned air systems; types of photovoltaic panels; digital image processing; compile GIS-data; "
    "record survey data",
    12: "unmanned air systems; photogrammetry; compile GIS-data; prepare survey report; computer vision",
    13: "semiconductors; integrated circuit types; statistical quality control; perform data analysis; "
    "Python (computer programming)",
    14: "electronic test procedures; measure electrical characteristics; record test data; "
    "design user interface; SQL",
    15: "hotel operations; analyse customer service surveys; handle customer complaints; "
    "perform data analysis; provide high quality customer service",
    16: "older adults' needs; tend to guests with special needs; develop strategies for accessibility; "
    "apply foreign languages in hospitality",
    17: "create prototype of user experience solutions; application usability; JavaScript; SQL; "
    "assess risks for the elderly",
    18: "apply person-centred care; older adults' needs; assess risks for the elderly; "
    "observe healthcare users; communicate with elderly groups",
    19: "conduct energy audit; analyse energy consumption; energy performance of buildings; "
    "building automation; use spreadsheets software",
    20: "plan software testing; develop automated software tests; execute software tests; JavaScript; "
    "ICT accessibility standards",
}


@pytest.mark.parametrize("brief", BRIEFS)
def test_each_skill_of_a_demo_brief_is_found_and_named(
    brief: int, graph: SkillGraph, uri: Callable[[str], str]
) -> None:
    unnamed = []
    for label in BRIEFS[brief].split("; "):
        skill = graph.skill(uri(label))
        if not {"zh_Hans", "zh_Hant"} <= skill.names.keys():
            unnamed.append(label)

    assert not unnamed
