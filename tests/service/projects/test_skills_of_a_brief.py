"""The skills that a brief needs: found by any of their names, explained, kept."""

from tests.service.projects import telling
from tests.service.projects.reading import fields, location, reads
from tests.world import World


def test_a_skill_is_chosen_by_any_of_its_names_and_explained(world: World) -> None:
    told = telling.cast(world, students=0)
    edit = location(told.mentor.send("/projects/briefs/new", {"template": ""}))
    page = told.mentor.page(edit)
    sent = fields(page) | {"skills.0.label": "數控編程", "skills.0.level": "3", "then": "save"}
    sent |= {"skills.1.label": "PLC", "skills.1.level": "2"}
    page = told.mentor.page(location(told.mentor.send(edit, sent)))
    assert "Set up the desired product design in the CNC controller" in page
    assert fields(page)["skills.0.label"] == "program a CNC controller"
    brief = told.mentor.get(edit.removesuffix("/edit").replace("/projects/", "/projects/api/v1/"))
    assert [row["label"] for row in brief["skills"]] == [
        "program a CNC controller",
        "programmable logic controller",
    ]

    wrong = told.mentor.send(
        edit, sent | {"skills.0.label": "數控機", "version": str(brief["version"])}, status=422
    )
    assert "There is no skill by that name. Close to it: program a CNC controller" in wrong.text
    twice = told.mentor.send(
        edit, sent | {"skills.1.label": "数控编程", "version": str(brief["version"])}, status=422
    )
    assert "This skill is already in the list." in twice.text


def test_a_skill_is_searched_for_on_the_page_and_taken_into_the_first_free_row(world: World) -> None:
    """Nothing is saved by that, and what was typed meanwhile stays."""
    told = telling.cast(world, students=0)
    edit = location(told.mentor.send("/projects/briefs/new", {"template": ""}))
    page = told.mentor.page(edit)
    assert len(page.encode()) < 60_000, "the page carries a list of all skills"
    typed = fields(page) | {"title": "Half a title", "skills.0.label": "SQL", "find": "數控"}
    found = told.mentor.send(edit, typed | {"then": "find"}, status=200).text
    assert 'name="take" value="program a CNC controller"' in found
    assert "Set up the desired product design in the CNC controller" in found
    taken = told.mentor.send(edit, typed | {"take": "program a CNC controller"}, status=200).text
    held = fields(taken)
    assert (held["title"], held["find"]) == ("Half a title", "")
    assert [held[f"skills.{n}.label"] for n in range(3)] == ["SQL", "program a CNC controller", ""]
    assert fields(told.mentor.page(edit))["title"] == ""
    nothing = told.mentor.send(edit, typed | {"then": "find", "find": "qqq"}, status=200).text
    assert "There is no skill by that name." in nothing


def test_skills_are_searched_for_by_programs(world: World) -> None:
    told = telling.cast(world, students=0)
    search = "/projects/api/v1/skills"
    reads(told.mentor, "zh-Hans")
    found = told.mentor.get(f"{search}?q=數控編程")["items"]
    assert [(row["name"], row["label"]) for row in found] == [("数控编程", "program a CNC controller")]
    assert len(told.mentor.get(f"{search}?q=data&limit=3")["items"]) == 3
    told.mentor.get(search, status=422)


def test_a_skill_that_only_the_brief_knows_stays_until_its_name_is_changed(world: World) -> None:
    told = telling.cast(world, students=0)
    own = {"uri": "https://skills.example/lock-lines", "label": "Lock lines", "level": 3}
    made = told.mentor.post("/projects/api/v1/briefs", {"skills": [own]}, status=201)
    edit = f"/projects/briefs/{made['id']}/edit"
    sent = fields(told.mentor.page(edit)) | {"title": "Lock", "then": "preview"}
    assert location(told.mentor.send(edit, sent)).endswith("/preview")
    kept = told.mentor.get(f"/projects/api/v1/briefs/{made['id']}")
    assert [(row["uri"], row["label"]) for row in kept["skills"]] == [(own["uri"], own["label"])]
    sent |= {"skills.0.label": "SQL", "version": str(kept["version"])}
    told.mentor.send(edit, sent)
    changed = told.mentor.get(f"/projects/api/v1/briefs/{made['id']}")["skills"]
    assert [row["label"] for row in changed] == ["SQL"]
    assert changed[0]["uri"] != own["uri"]
