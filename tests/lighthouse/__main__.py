"""``python -m tests.lighthouse``: what Lighthouse says of four pages of the running demo, as on a phone.

Each page is measured some times; the run of median performance is written into docs/lighthouse/. Fails where a category
stays below 0.95.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from deploy.demo.network import Person
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.screenshots import signed_in

HERE = Path(__file__).parent
WHERE = HERE.parents[1] / "docs" / "lighthouse"
ENOUGH = 0.95
KEPT = (
    "lighthouseVersion", "requestedUrl", "finalDisplayedUrl", "fetchTime", "userAgent", "runWarnings", "categories",
)  # fmt: skip
KEPT_OF_AUDITS = ("id", "title", "score", "scoreDisplayMode", "displayValue", "numericValue", "numericUnit")
KEPT_OF_SETTINGS = ("formFactor", "throttlingMethod", "throttling", "screenEmulation")

Report = dict[str, Any]


def main() -> int:
    parser = argparse.ArgumentParser("python -m tests.lighthouse", description=__doc__)
    parser.add_argument("--var", default=os.environ.get("VAR") or "var", type=Path, help="folder of the demo")
    parser.add_argument("--runs", default=3, type=int, help="of each page, default 3")
    options = parser.parse_args()
    kept = json.loads((options.var / "demo.json").read_text(encoding="utf-8"))
    student = signed_in(kept, "S3", {})
    WHERE.mkdir(exist_ok=True)
    low = []
    with tempfile.TemporaryDirectory() as folder:
        command = _installed(Path(folder))
        for name, (url, who) in _pages(kept, student).items():
            runs = [_measured(command, Path(folder), url, who) for _ in range(options.runs)]
            report = _short(runs)
            text = json.dumps(report, indent=1, ensure_ascii=False) + "\n"
            (WHERE / f"{name}.json").write_text(text, encoding="utf-8")
            scores = {key: one["score"] or 0 for key, one in report["categories"].items()}
            print(name, *(f"{key} {score:.2f}" for key, score in scores.items()), flush=True)
            low += [f"{name}: {key}" for key, score in scores.items() if score < ENOUGH]
    print("below 0.95: " + ", ".join(low) if low else "all of them at 0.95 or above")
    return bool(low)


def _pages(kept: Mapping[str, Any], student: Person) -> dict[str, tuple[str, Person | None]]:
    """Name of the report → (address, who reads the page)."""
    address, found = kept["address"], student.get("/matching/api/v1/briefs")["items"]
    return {
        "landing": (f"{address}/", None),
        "brief": (f"{address}/matching/briefs/{found[0]['id']}", student),
        "student-home": (f"{address}/accounts/home", student),
        "verification": (f"{address}/portfolio/verify", None),  # verdicts are kept out of search engines
    }


def _installed(folder: Path) -> Path:
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, folder / name)
    words = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(words, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return folder / "node_modules" / ".bin" / "lighthouse"


def _measured(command: Path, folder: Path, url: str, who: Person | None) -> Report:
    """By Lighthouse's own settings: a phone of middling strength on slow 4G, simulated."""
    cookies = who.cookies if who else {}
    sent = {"Cookie": "; ".join(f"{name}={text}" for name, text in cookies.items())} if cookies else {}
    headers, report = folder / "headers.json", folder / "report.json"
    headers.write_text(json.dumps(sent), encoding="utf-8")
    subprocess.run(
        [command, url, "--quiet", "--output=json", f"--output-path={report}", f"--extra-headers={headers}",
         f"--chrome-flags={' '.join(('--headless=new', *FLAGS))}"],
        check=True, env=os.environ | {"CHROME_PATH": str(CHROMIUM)},
    )  # fmt: skip
    found: Report = json.loads(report.read_text(encoding="utf-8"))
    return found


def _short(runs: list[Report]) -> Report:
    """The run of median performance as Lighthouse wrote it, without pictures, traces and lists of requests; with the
    commit, and the performance of every run."""
    ordered = sorted(runs, key=lambda one: one["categories"]["performance"]["score"] or 0)
    report = ordered[len(ordered) // 2]
    return {
        "commit": _commit(),
        "performanceOfAllRuns": [one["categories"]["performance"]["score"] for one in runs],
        **{name: report[name] for name in KEPT},
        "configSettings": _some(report["configSettings"], KEPT_OF_SETTINGS),
        "audits": {name: _some(one, KEPT_OF_AUDITS) for name, one in report["audits"].items()},
    }


def _some(values: Mapping[str, Any], names: tuple[str, ...]) -> Report:
    return {name: values[name] for name in names if name in values}


def _commit() -> str:
    said = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True)
    return said.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
