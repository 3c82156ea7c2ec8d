"""The tables of docs/architecture.md as the code has them: ``python -m tests.docs_tables`` prints them.

The document is written by hand, in its own words; these parts of it are compared with the code, both ways.
"""

import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from flask import Flask

from services.matching.domain import companions, contests, plans, rounds
from services.portfolio.domain import appeals, contacts, hires, schoolkeys
from services.projects.domain import approval, brief, contribution, milestone, team
from shared.config import SERVICES, Settings
from shared.events import accounts, base, matching, portfolio, projects
from tests.world import MODULES

ROOT = Path(__file__).parents[1]
STATES = {
    "brief": brief.STATES,
    "approval": approval.STATES,
    "team": team.STATES,
    "milestone": milestone.STATES,
    "team that students form": companions.STATES,
    "round": rounds.STATES,
    "plan of a round": plans.STATES,
    "contest of a place": contests.STATES,
    "contribution": contribution.STATES,
    "request for contact": contacts.STATES,
    "hire": hires.STATES,
    "appeal": appeals.STATES,
    "key of a school's domain": schoolkeys.STATES,
}
PRODUCERS = (accounts, projects, matching, portfolio)
TREE_DEPTH = 2
LEFT_OUT = {"__pycache__", "var", "build"}


def app(service: str) -> Flask:
    """The service's application without any server behind it."""
    folder = Path(tempfile.gettempdir()) / "shixun-docs"
    env = {
        "MONGODB_URI": "mongodb://127.0.0.1:1/?replicaSet=none", "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
        "KEYS_DIR": str(folder / "keys"), "FILES_DIR": str(folder / "files"), "MAIL_DIR": str(folder / "mail"),
    }  # fmt: skip
    made: Flask = MODULES[service].create_app(Settings.from_env(service, env))
    return made


def routes(service: str) -> set[tuple[str, str, str]]:
    """(methods, path, permission) of every route."""
    made = app(service)
    found = set()
    for rule in made.url_map.iter_rules():
        methods = " ".join(sorted(set(rule.methods or ()) - {"HEAD", "OPTIONS"}))
        permission = getattr(made.view_functions[rule.endpoint], "permission", None)
        if rule.endpoint != "static":
            found.add((methods, rule.rule, permission.name if permission else "none"))
    return found


def topics() -> set[tuple[str, str, str]]:
    """(topic, event, key) of every declared event."""
    return {(event.TOPIC, name, event.KEY) for name, event in base.REGISTER.items()}


def folders() -> set[str]:
    """Packages and folders with code, down to services/NAME."""
    found = set()
    for top in ("shared", "services", "verifier", "deploy", "tests", "docs"):
        for path in (ROOT / top, *sorted((ROOT / top).glob("*")), *sorted((ROOT / top).glob("services/*"))):
            if path.is_dir() and path.name not in LEFT_OUT and not path.name.startswith("."):
                found.add(str(path.relative_to(ROOT)) + "/")
    return found


@cache
def printed() -> str:
    """The tables, told by a process in which nothing else has been declared or connected."""
    command = [sys.executable, "-m", "tests.docs_tables"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def main() -> None:
    for service in SERVICES:
        print(f"### {service}\n\n| methods | path | needs |\n|---|---|---|")
        for methods, path, needs in sorted(routes(service), key=lambda row: (row[1], row[0])):
            print(f"| {methods} | `{path}` | {needs} |")
        print()
    print("| topic | event | key |\n|---|---|---|")
    for topic, name, key in sorted(topics()):
        print(f"| `{topic}` | `{name}` | {key} |")
    print("\n### states\n\n| thing | states |\n|---|---|")
    for thing, states in STATES.items():
        print(f"| {thing} | {', '.join(states)} |")


if __name__ == "__main__":
    main()
