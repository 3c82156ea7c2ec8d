"""A worker that is killed while it solves a round: another one begins with the same input, and it is published once."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from shared import clock, mongo
from tests import actors_matching as at
from tests.contract.waiting import until
from tests.service.matching.test_rounds import Hall, here
from tests.service.matching.town import Town

__all__ = ["here"]

ENDS_AT_THE_FIRST_STEP = """
import os, signal
from pathlib import Path
from services.matching.service import service
from shared import clock, mongo
from shared.config import Settings
from shared.messaging import jobs

def killed(job, done, of):
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text()
    print(job.kind, children, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

settings = Settings.from_env("matching")
clock.use_offset_file(Path(os.environ["TEST_CLOCK_FILE"]))
mongo.connect(settings)
work = service(settings).work
jobs.Job.progress = killed
with mongo.serving("matching"):
    jobs.run(jobs.take(work, clock.now()), work, clock.now)
"""


def is_killed_while_it_solves(town: Town) -> int:
    """A worker of its own takes the next job and is killed with -9 as it hears of the first step; returns the number
    of the process that solves for it."""
    settings = town.world.settings["matching"]
    env = os.environ | {
        "MONGODB_URI": settings.mongodb_uri, "KAFKA_BOOTSTRAP_SERVERS": settings.kafka_bootstrap_servers,
        "NAME_PREFIX": settings.name_prefix, "KEYS_DIR": str(settings.keys_dir),
        "FILES_DIR": str(settings.files_dir), "TEST_CLOCK_FILE": str(town.world.folder / "clock"),
        "DATABASE_TIMEOUT_MS": "20000",
    }  # fmt: skip
    command = [sys.executable, "-c", ENDS_AT_THE_FIRST_STEP]
    ran = subprocess.run(command, env=env, capture_output=True, text=True, timeout=240)
    assert ran.returncode == -signal.SIGKILL, ran.stderr
    kind, solver = ran.stdout.split()
    assert kind == "round.simulate"
    return int(solver)


def test_a_worker_killed_while_it_solves_is_followed_by_another_and_the_round_is_published_once(
    town: Town,
) -> None:
    hall = Hall.of(town, 5)
    for student in hall.students:
        at.bids(student, *hall.briefs)
    hall.bids_are_taken()
    hall.closes()
    number = town.teacher.post(f"{hall.path}/plans", {"seconds": 1}, status=201)["number"]

    solver = is_killed_while_it_solves(town)

    before = hall.plan(number)
    assert before["state"] == "working"
    until(lambda: not Path(f"/proc/{solver}/status").exists(), "whoever solved for it ends as well", 60)
    with mongo.serving("matching"):
        mongo.collection("jobs").update_one({"kind": "round.simulate"}, {"$set": {"until": clock.now()}})
    town.world.settle()
    after = hall.plan(number)
    assert (after["state"], after["sha256"]) == ("done", before["sha256"])
    assert len(hall.seen()["plans"]) == 1
    hall.publishes(number)
    assert town.world.count("matching", "proposals") == len(after["result"]["teams"]) == 2
    assert [len(at.proposals(student)) for student in hall.students] == [1] * 5, "each is asked once"
