"""What operators did: told by every service once it is chained, searched, exported, checked by a command."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest

from shared import audit, clock, commands, mongo
from shared.config import SERVICES
from shared.spreadsheet import BOM
from tests.actors import Actor
from tests.world import World

API, PAGE = "/accounts/api/v1", "/accounts/admin/audit"
WHY = "=HYPERLINK(1) 打开理由"


def acts(world: World, operator: Actor, boss: Actor) -> None:
    """A check, a suspension and its end, a person's data opened."""
    standing = f"{API}/organisations/{boss.organisation}/standing"
    operator.post(
        f"{API}/organisations/{boss.organisation}/checks", {"check": "document", "result": "passed"}
    )
    operator.post(standing, {"suspended": True, "reason": WHY})
    operator.post(standing, {"suspended": False, "reason": "it was an error"})
    operator.post(f"{API}/people/{boss.person}/accesses", {"reason": WHY}, status=201)
    world.settle()


def table(operator: Actor, query: str = "") -> list[dict[str, str]]:
    text = operator.page(f"{PAGE}/audit.csv{query}").removeprefix(BOM)
    return list(csv.DictReader(io.StringIO(text)))


def test_what_an_operator_did_is_searched_by_who_what_on_what_and_when(
    world: World, operator: Actor, boss: Actor
) -> None:
    acts(world, operator, boss)
    assert len(table(operator)) == 4
    assert len(table(operator, f"?object={boss.organisation}")) == 3
    assert [row["person"] for row in table(operator, f"?object={boss.person}")] == [boss.person]
    assert len(table(operator, "?act=Organisation%20suspended:%20%25(reason)s")) == 1
    assert table(operator, f"?by={boss.person}") == []
    assert len(table(operator, f"?by={operator.person}")) == 4
    today = clock.now()
    ahead = f"{today + timedelta(days=2):%Y-%m-%d}"
    assert table(operator, f"?since={ahead}") == []
    assert len(table(operator, f"?until={ahead}")) == 4
    page = operator.page(f"{PAGE}?object={boss.organisation}")
    assert "Registration document seen and in order" in page
    assert "Opened the data of 周立" not in page


def test_the_exported_table_has_the_chain_and_no_formula(world: World, operator: Actor, boss: Actor) -> None:
    acts(world, operator, boss)
    rows = table(operator)
    assert [row["reason"] for row in rows] == [f"'{WHY}", "it was an error", f"'{WHY}", ""]
    with mongo.serving("accounts"):
        kept = {row["_id"]: row for row in mongo.collection("audit").find()}
    for row in rows:
        assert (int(row["number"]), row["hash"]) == (kept[row["row"]]["number"], kept[row["row"]]["hash"])


def test_every_service_tells_what_operators_did_in_it(world: World, operator: Actor) -> None:
    for name in SERVICES:
        with mongo.serving(name):
            mongo.run_in_transaction(
                lambda: audit.record("Published", "object", operator.person, clock.now(), operator=True)
            )
    world.settle()
    assert sorted(row["service"] for row in table(operator)) == sorted(SERVICES)


def test_what_others_did_is_not_told(world: World, operator: Actor, boss: Actor) -> None:
    boss.confirms(world.mails()[-1])
    world.settle()
    assert table(operator) == []


@pytest.mark.parametrize("service", SERVICES)
def test_the_command_finds_what_was_changed_by_hand(
    world: World, service: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with mongo.serving(service):
        for _ in range(3):
            mongo.run_in_transaction(lambda: audit.record("Done", "object", None, clock.now()))
        audit.chain(clock.now())
        assert commands.check_trail(None) == 0
        head = capsys.readouterr().out.split("head ")[1].split(";")[0]
        assert commands.check_trail(head) == 0
        change: Any = {"$set": {"object": "another"}}
        mongo.collection("audit").update_one({"number": 2}, change)
        assert commands.check_trail(None) == 1
    assert "broken at row 2 " in capsys.readouterr().out


def test_an_erased_person_leaves_the_chain_whole(world: World, operator: Actor, boss: Actor) -> None:
    acts(world, operator, boss)
    with mongo.serving("accounts"):
        mongo.run_in_transaction(lambda: audit.scrub(boss.person))
        assert audit.check().broken is None
    row = table(operator, f"?object={boss.person}")[0]
    assert row["reason"] == "–"
    operator.page(f"{PAGE}?object={boss.person}")
