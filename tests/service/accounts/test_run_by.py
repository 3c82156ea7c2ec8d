"""Who runs the platform: said once by its operator, read at the foot of every page and mail."""

import io
import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from html import unescape

import pytest
from PIL import Image

from shared import directory, mongo
from shared.config import SERVICES
from shared.directory import running
from tests.actors import PASSWORD, Actor, first_operator, hidden
from tests.service.accounts.conftest import Cast
from tests.world import World

API = "/accounts/api/v1/organisations"
GIVEN = {
    "contact": "help@school.example, +86 571 0000",
    "website": "https://www.school.example/",
    "legal": "浙ICP备00000000号",
}
YEAR = "public, max-age=31536000, immutable"


@pytest.fixture(autouse=True)
def _nothing_is_remembered() -> Iterator[None]:
    directory.read_anew()
    yield
    directory.read_anew()


def platform(cast: Cast) -> str:
    return str(cast.operator.get("/accounts/api/v1/me")["memberships"][0]["organisation"])


def etag(actor: Actor, organisation: str) -> str:
    actor.get(f"{API}/{organisation}")
    return str(actor.seen["headers"]["ETag"])


def says(cast: Cast, status: int = 200, **facts: str) -> dict:
    path = f"{API}/{platform(cast)}"
    found = cast.operator.patch(path, facts, status=status, If_Match=etag(cast.operator, platform(cast)))
    cast.world.settle()
    return found  # type: ignore[no-any-return]


def picture(colour: str = "teal") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (400, 300), colour).save(out, "JPEG")
    return out.getvalue()


def shows_logo(actor: Actor, organisation: str, content: bytes, version: str) -> int:
    headers = {"X-CSRF-Token": actor.token, "If-Match": version}
    answer = actor.http.call("PUT", f"{API}/{organisation}/logo", form=content, headers=headers)
    return int(answer.status)


def foot(page: str) -> str:
    found = re.search(r'<p class="foot-run">.*?</p>', page, re.S)
    return found[0] if found else ""


def words(html: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))).strip()


def feet(world: World) -> dict[str, str]:
    """Of a page of each service, as somebody reads it who is not signed in."""
    visitor = Actor(world.client(), "", "")
    return {name: foot(visitor.page(f"/{name}/nothing-here", 404)) for name in SERVICES}


def logo_of(world: World) -> str:
    found = re.search(r'src="(/accounts/logo\.png\?v=[0-9a-f]+)"', feet(world)["projects"])
    return found[1] if found else ""


def test_every_page_of_every_service_says_it_after_the_event(cast: Cast) -> None:
    says(cast, **GIVEN)
    line = "Run by Shixun demo · help@school.example, +86 571 0000 · www.school.example · 浙ICP备00000000号"
    for service, html in feet(cast.world).items():
        assert words(html) == line, service
        assert 'href="https://www.school.example/"' in html, service
    cast.boss.page("/accounts/home")
    assert words(foot(cast.boss.page("/projects/mine"))) == line
    says(cast, name="青澜校企合作中心", legal="")
    for service, html in feet(cast.world).items():
        said = "Run by 青澜校企合作中心 · help@school.example, +86 571 0000 · www.school.example"
        assert words(html) == said, service


def test_nothing_odd_is_shown_where_nothing_was_given(world: World) -> None:
    assert foot(Actor(world.client(), "", "").page("/accounts/first")) == ""
    first_operator(world.client(), world.first_code())
    directory.read_anew()
    world.settle()
    for service, html in feet(world).items():
        assert words(html) == "Run by Shixun demo", service
        assert "<img" not in html, service
    assert Actor(world.client(), "", "").page("/accounts/logo.png", 404)


def test_it_may_be_given_with_the_first_page_and_need_not(world: World) -> None:
    visitor = Actor(world.client(), "", "")
    page = visitor.page("/accounts/first")
    visitor.token = hidden(page, "csrf_token")
    assert re.search(r"<details[^>]*><summary>Region, and what every page says", page)
    form = {
        "code": world.first_code(), "platform": "Ballycove", "name": "Orla", "mail": "orla@bally.example",
        "password": PASSWORD, "region": "tw", "contact": "+353 1 000", "website": "ballycove.example",
    }  # fmt: skip
    again = visitor.send("/accounts/first", form, 422).text
    assert "Write the whole address, such as https://example.org." in again
    assert re.search(r"<details[^>]* open><summary>Region", again)
    assert 'value="+353 1 000"' in again
    visitor.send("/accounts/first", form | {"website": "https://ballycove.example", "legal": "CHY 0000"})
    directory.read_anew()
    world.settle()
    said = "Run by Ballycove · +353 1 000 · ballycove.example · CHY 0000"
    assert set(map(words, feet(world).values())) == {said}
    with mongo.serving("accounts"):
        found = mongo.collection("organisations").find_one({"kind": "operator"})
    assert found is not None
    assert (found["region"], found["time_zone"]) == ("tw", "Asia/Taipei")


def test_the_operators_page_changes_it_and_empties_it(cast: Cast) -> None:
    says(cast, **GIVEN)
    path = f"/accounts/orgs/{platform(cast)}"
    page = cast.operator.page(path)
    assert 'value="help@school.example, +86 571 0000"' in page
    form = {"name": "Shixun demo", "region": "cn", "legal": "A new line"}
    cast.operator.send(path, form | {"version": hidden(page, "version")})
    cast.world.settle()
    assert set(map(words, feet(cast.world).values())) == {"Run by Shixun demo · A new line"}
    assert 'name="contact"' not in cast.operator.page(f"/accounts/orgs/{cast.boss.organisation}")
    cast.operator.send(path, form | {"version": hidden(page, "version")}, 412)


@pytest.mark.parametrize(
    "website",
    ["javascript:alert(1)", "http://school.example", "https://bank.example@evil.example", "https://x"],
)
def test_a_website_is_a_whole_https_address(cast: Cast, website: str) -> None:
    refused = says(cast, status=422, website=website)
    said = "Write the whole address, such as https://example.org."
    assert refused["errors"] == [{"pointer": "/website", "detail": said}]


def test_what_is_longer_than_a_line_is_refused(cast: Cast) -> None:
    assert says(cast, status=422, legal="x" * 201)["errors"][0]["pointer"] == "/legal"
    assert says(cast, status=422, contact="one\ntwo")["errors"][0]["pointer"] == "/contact"


def test_markup_in_it_is_text(cast: Cast) -> None:
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
    says(cast, contact=evil, legal=evil, website='https://school.example/"><script>')
    for service, html in feet(cast.world).items():
        assert "<script" not in html, service
        assert "<img" not in html, service
        assert words(html).count(evil) == 2, service


def test_nobody_else_changes_it_nor_has_any_of_it(cast: Cast) -> None:
    own = platform(cast)
    for actor in (cast.boss, cast.admin):
        actor.patch(f"{API}/{own}", {"legal": "Mine"}, status=404, If_Match='"v1"')
        actor.send(f"/accounts/orgs/{own}", {"legal": "Mine", "version": "1"}, 404)
        version = etag(actor, actor.organisation)
        refused = actor.patch(f"{API}/{actor.organisation}", {"contact": "Me"}, status=403, If_Match=version)
        assert refused["detail"] == "This is for the organisation alone that runs the platform."
        assert shows_logo(actor, own, picture(), '"v1"') == 403
        assert shows_logo(actor, actor.organisation, picture(), version) == 403
        actor.send(f"/accounts/orgs/{own}/logo", {"version": "1"}, 403)
        actor.send(f"/accounts/orgs/{own}/logo/remove", {"version": "1"}, 403)
    version = etag(cast.operator, cast.boss.organisation)
    assert shows_logo(cast.operator, cast.boss.organisation, picture(), version) == 403
    assert set(map(words, feet(cast.world).values())) == {"Run by Shixun demo"}


def test_a_logo_is_shown_everywhere_as_we_drew_it_and_may_be_kept_for_a_year(cast: Cast) -> None:
    own = platform(cast)
    assert shows_logo(cast.operator, own, picture(), etag(cast.operator, own)) == 200
    cast.world.settle()
    address = logo_of(cast.world)
    assert all(address in html for html in feet(cast.world).values())
    answer = cast.world.client().client.get(address)
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Cache-Control"] == YEAR
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    with Image.open(io.BytesIO(answer.get_data())) as opened:
        assert (opened.format, opened.size) == ("PNG", (128, 96))
    answer.close()
    for other in ("/accounts/logo.png", "/accounts/logo.png?v=", "/accounts/logo.png?v=0123456789abcdef"):
        found = cast.world.client().client.get(other)
        assert (found.status_code, found.headers["Cache-Control"]) == (200, "public, no-cache"), other
        found.close()
    assert '<img class="logo-now"' in cast.operator.page(f"/accounts/orgs/{own}")


def test_a_logo_that_was_replaced_or_taken_away_is_deleted(cast: Cast) -> None:
    own, folder = platform(cast), cast.world.settings["accounts"].files_dir / "accounts"
    path = f"/accounts/orgs/{own}"
    held = {one.name for one in folder.glob("??/*")}
    seen = []
    for colour in ("red", "green"):
        version = hidden(cast.operator.page(path), "version")
        form = {"version": version, "file": (io.BytesIO(picture(colour)), "logo.jpg")}
        cast.operator.send(f"{path}/logo", form)
        cast.world.settle()
        seen.append(logo_of(cast.world))
        assert len({one.name for one in folder.glob("??/*")} - held) == 1, "the one before is gone"
    assert seen[0] != seen[1]
    assert shows_logo(cast.operator, own, picture(), '"v1"') == 412
    cast.operator.send(f"{path}/logo/remove", {"version": hidden(cast.operator.page(path), "version")})
    cast.world.settle()
    assert logo_of(cast.world) == ""
    assert {one.name for one in folder.glob("??/*")} == held
    cast.operator.call("DELETE", f"{API}/{own}/logo", status=412, If_Match='"v1"')


def test_a_hostile_picture_is_refused_with_a_sentence_and_nothing_is_kept(cast: Cast) -> None:
    own, version = platform(cast), etag(cast.operator, platform(cast))
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    assert shows_logo(cast.operator, own, drawing, version) == 422
    form = {"version": version.strip('"v'), "file": (io.BytesIO(drawing), "logo.png")}
    page = cast.operator.send(f"/accounts/orgs/{own}/logo", form, 422).text
    assert "This is no picture that we can read. Choose a PNG, JPEG or WebP file." in page
    assert 'value="Shixun demo"' in page, "the facts stand there as they are"
    cast.world.settle()
    assert logo_of(cast.world) == ""


def test_mails_end_with_it(cast: Cast) -> None:
    says(cast, **GIVEN)
    visitor = Actor(cast.world.client(), "", "")
    visitor.token = hidden(visitor.page("/accounts/reset"), "csrf_token")
    visitor.send("/accounts/reset", {"mail": cast.boss.mail})
    cast.world.settle()
    mail = message_from_bytes(cast.world.mails()[-1].encode(), policy=policy.default)
    plain, html = (mail.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert html is not None
    end = (
        "-- \nRun by Shixun demo · help@school.example, +86 571 0000 · https://www.school.example/\n"
        "浙ICP备00000000号\n"
    )
    assert plain.get_content().endswith(end)
    assert "浙ICP备00000000号" in html.get_content()


def test_pages_remember_it_and_read_it_once_for_all(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "REMEMBERED_SECONDS", 1000.0)
    before = feet(cast.world)
    for service in SERVICES:
        with mongo.serving(service):
            behind = {"$set": {"contact": "written behind its back"}}
            mongo.collection("organisations").update_one({"kind": "operator"}, behind)
    assert feet(cast.world) == before
    directory.read_anew()
    assert all("written behind its back" in html for html in feet(cast.world).values())
