"""What becomes of a credential after it was shown: it is suspended, its holder appeals, somebody else decides; and what
a machine without a network, and an auditor of the log, say of it."""

import json
import subprocess
import sys
from pathlib import Path

import requests

from tests import actors_portfolio as at_portfolio
from tests.actors import PASSWORD, Actor
from tests.journey import loop
from tests.journey.loop import People
from tests.journey.stages import WholeStack
from verifier.log import merkle, notes, tiles

ROOT = Path(__file__).parents[2]


def another_registrar(stage: WholeStack, people: People) -> Actor:
    """Who did not change the status."""
    code = people.operator.invites(kind="invitation", roles=["registrar"])["code"]
    made = Actor(stage.browser(), "方老师", "fang@qinglan.example").joins(code)
    made.confirms(stage.mail_to(made.mail)).organisation = people.operator.organisation
    door = "/portfolio/api/v1/credit-rules"
    stage.until(lambda: made.http.call("GET", door).status == 200, "portfolio to know the registrar")
    return made


def is_suspended(stage: WholeStack, people: People, credential: str) -> None:
    """The holder is told, and may appeal."""
    student = people.students[0]
    at_portfolio.changes_status(people.teacher, credential, "suspended", "under_review")
    stage.until(
        lambda: loop.item_of_kind(student, "credential.appeal"), "the word of it in the holder's inbox"
    )


def appeal_is_refused(stage: WholeStack, people: People, credential: str, decider: Actor) -> None:
    """Whoever suspended it does not decide; the other registrar refuses the appeal and revokes the credential."""
    student = people.students[0]
    made = at_portfolio.appeals(student, credential)["id"]
    stage.until(lambda: loop.item_of_kind(decider, "appeal.decide"), "the appeal in the registrar's inbox")
    at_portfolio.decides_appeal(people.teacher, made, "refused", status=403)
    at_portfolio.decides_appeal(decider, made, "revoked")
    stage.until(lambda: loop.item_of_kind(student, "appeal.told"), "the decision in the holder's inbox")
    assert at_portfolio.appeal(student, made)["state"] == "refused"


def logged(student: Actor, credential: str) -> list[str]:
    """What the log says of it, in its order."""
    proof = student.get(f"{at_portfolio.API}/credentials/{credential}/proof")
    return [one["event"] for one in proof["entries"]]


def verdict_offline(stage: WholeStack, student: Actor, credential: str, folder: Path) -> str:
    """Of a machine that has nothing but the holder's bundle and the platform's trust list."""
    bundle, trust = folder / "bundle.json", folder / "trust.json"
    bundle.write_bytes(_fetched(stage, f"/portfolio/evidence/{credential}/bundle.json", student))
    trust.write_bytes(_fetched(stage, "/portfolio/trust.json"))
    command = [sys.executable, "-m", "verifier", "--json", "--trust", str(trust), str(bundle)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return str(json.loads(done.stdout)[0]["verdict"])


def _fetched(stage: WholeStack, path: str, reader: Actor | None = None) -> bytes:
    if reader is not None:
        return str(reader.http.call("GET", path).text).encode()
    return bytes(requests.get(f"{stage.stack.url}{path}", timeout=10).content)


def is_erased(stage: WholeStack, student: Actor) -> None:
    url = student.post("/accounts/api/v1/me/erase", {"password": PASSWORD}, status=202)["url"]
    path = f"/accounts/api/v1/erasures/{str(url).rsplit('/', 1)[1]}"
    nobody = Actor(stage.browser(), "nobody", "")
    stage.until(lambda: nobody.get(path)["outstanding"] == [], "all four services to have erased the student")


def log_is_whole(stage: WholeStack) -> bool:
    """Whether the public log's leaves make the root that its checkpoint names."""
    visitor = Actor(stage.browser(), "an auditor", "")
    note = visitor.page("/portfolio/log/checkpoint")
    said = notes.parse_checkpoint(note.split("\n\n")[0] + "\n")
    data = _fetched(stage, f"/portfolio/log/{tiles.tile_path(0, 0, said.size)}")
    leaves = [data[at : at + 32] for at in range(0, len(data), 32)]
    node = tiles.node_reader(said.size, lambda level, index, width: leaves[:width])
    return merkle.root(said.size, node) == said.root


def log_audits_clean(stage: WholeStack, kept: Path) -> int:
    """How many entries still have their salt; ``kept``: where the auditor keeps the checkpoint, from which the log must
    have gone on when there is one already."""
    since = ["--from", str(kept)] if kept.exists() else []
    env = stage.stack.service_env() | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "services.portfolio", "log", "audit", *since]
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    kept.write_bytes(_fetched(stage, "/portfolio/log/checkpoint"))
    return int(done.stdout.splitlines()[1].split()[0])
