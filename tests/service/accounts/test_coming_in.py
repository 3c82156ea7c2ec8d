"""Coming in: a company in three fields, the first operator, a school, its students."""

from tests.actors import PASSWORD, Actor, first_operator
from tests.world import World


def test_a_company_begins_with_three_fields_and_confirms_its_address_later(world: World) -> None:
    boss = Actor(world.client(), "周立", "zhou@hengrui.example").signs_up("浙江衡锐智能装备有限公司（演示）")
    me = boss.get("/accounts/api/v1/me")
    assert not me["mail_confirmed"]
    assert me["memberships"][0]["roles"] == ["company_admin", "mentor"]

    world.settle()
    boss.confirms(world.mails()[-1])
    assert boss.get("/accounts/api/v1/me")["mail_confirmed"]

    elsewhere = Actor(world.client(), boss.name, boss.mail).signs_in()
    assert elsewhere.person == boss.person


def test_an_address_typed_on_a_chinese_keyboard_is_the_address(world: World) -> None:
    boss = Actor(world.client(), "周立", "ｚｈｏｕ＠hengrui。example ").signs_up("衡锐（演示）")
    assert boss.get("/accounts/api/v1/me")["mail"] == "zhou@hengrui.example"


def test_the_same_answer_whoever_owns_the_address(world: World) -> None:
    owner = Actor(world.client(), "周立", "zhou@hengrui.example").signs_up("衡锐（演示）")
    world.settle()
    owner.confirms(world.mails()[-1])

    stranger = Actor(world.client(), "Mallory", "zhou@hengrui.example").signs_up("Mallory Ltd")
    assert stranger.person != owner.person
    world.settle()
    again = Actor(world.client(), "Mallory", "zhou@hengrui.example")
    again.post("/accounts/api/v1/sign-in", {"mail": owner.mail, "password": "something else"}, status=422)


def test_the_first_operator_needs_the_printed_code(world: World) -> None:
    visitor = Actor(world.client(), "x", "x@x.example")
    assert "One-time code" in visitor.page("/accounts/first")
    operator = first_operator(world.client(), world.first_code())
    assert operator.get("/accounts/api/v1/me")["memberships"][0]["roles"] == ["operator"]


def test_students_join_a_school_by_code_and_are_confirmed(world: World) -> None:
    operator = first_operator(world.client(), world.first_code())
    facts = {
        "name": "青澜职业技术学院（演示）",
        "kind": "school",
        "region": "cn",
        "code": "12330000MAXX0DE60E",
    }
    school = operator.post("/accounts/api/v1/organisations", facts, status=201)
    operator.organisation = school["id"]
    invited = operator.invites(kind="invitation", roles=["school_admin", "teacher", "registrar"])
    teacher = Actor(world.client(), "陈老师", "chen@qinglan.example").joins(invited["code"])
    world.settle()
    teacher.confirms(world.mails()[-1])
    teacher.organisation = school["id"]
    code = teacher.invites(kind="code", roles=["student"], programme="机电一体化技术")["code"]

    student = Actor(world.client(), "林梅", "lin@qinglan.example").joins(code)
    assert student.get("/accounts/api/v1/me")["memberships"][0]["state"] == "pending"
    members = teacher.get(f"/accounts/api/v1/organisations/{school['id']}/members")["items"]
    pending = next(member for member in members if member["state"] == "pending")
    teacher.post(f"/accounts/api/v1/memberships/{pending['id']}/confirm")
    assert student.get("/accounts/api/v1/me")["memberships"][0]["state"] == "active"


def test_a_wrong_password_says_the_same_as_an_unknown_address(world: World) -> None:
    known = Actor(world.client(), "周立", "zhou@hengrui.example").signs_up("衡锐（演示）")
    world.settle()
    known.confirms(world.mails()[-1])
    visitor = Actor(world.client(), "", "")
    path = "/accounts/api/v1/sign-in"
    wrong = visitor.post(path, {"mail": known.mail, "password": PASSWORD + "x"}, status=422)
    unknown = visitor.post(path, {"mail": "nobody@x.example", "password": PASSWORD}, status=422)
    assert wrong["errors"] == unknown["errors"]
    assert wrong["detail"] == unknown["detail"]


def test_the_days_of_whoever_comes_in_are_those_of_their_organisation(world: World) -> None:
    """Whatever the browser remembers of who signed in there before."""
    operator = first_operator(world.client(), world.first_code())
    facts = {"name": "竹濱科技大學（示範）", "kind": "school", "region": "tw", "code": "00001009"}
    operator.organisation = operator.post("/accounts/api/v1/organisations", facts, status=201)["id"]
    code = operator.invites(kind="code", roles=["student"], programme="電子工程系", seats=4)["code"]
    browser = world.client()
    browser.client.set_cookie("preferences", "en.auto.America/St_Johns")
    student = Actor(browser, "林梅", "lin@zhubin.example").joins(code)
    company = Actor(world.client(), "Ann", "ann@care.example").signs_up("Ballycove Care (demo)")
    zones = [one.get("/accounts/api/v1/me")["zone"] for one in (student, company)]
    assert zones == ["Asia/Taipei", "Europe/Dublin"]
