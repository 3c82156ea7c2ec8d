"""``python -m services.portfolio log audit [--from FILE]``: prove that the whole log is unchanged."""

import argparse
import dataclasses
import sys
from collections.abc import Sequence
from pathlib import Path

from services.portfolio.usecases import auditing
from shared import logs, mongo
from shared.commands import PATIENCE_MS
from shared.config import Settings, SettingsError


def main(arguments: Sequence[str]) -> int:
    """Exit status: 0 unchanged, 1 something was changed, 2 it could not be looked at."""
    chosen = _parser().parse_args(arguments)
    try:
        kept = chosen.kept.read_text(encoding="utf-8") if chosen.kept else None
        settings = Settings.from_env("portfolio")
    except SettingsError as error:
        print(*error.problems, sep="\n", file=sys.stderr)
        return 2
    except (OSError, UnicodeDecodeError):
        print(f"{chosen.kept} cannot be read.", file=sys.stderr)
        return 2
    logs.to_stderr("portfolio", settings.log_level)
    patient = max(settings.database_timeout_ms, PATIENCE_MS)
    mongo.connect(dataclasses.replace(settings, database_timeout_ms=patient))
    with mongo.serving("portfolio"):
        return say(auditing.audit(settings, kept))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m services.portfolio log")
    acts = parser.add_subparsers(dest="act", required=True)
    audit = acts.add_parser("audit", help="check every entry, tile and checkpoint; names the first wrong one")
    kept = "a checkpoint kept elsewhere: the log must go on from it"
    audit.add_argument("--from", dest="kept", type=Path, metavar="FILE", help=kept)
    return parser


def say(report: auditing.Report) -> int:
    if report.broken is not None:
        print(f"changed: {report.broken}")
        return 1
    print(f"{report.size} entries unchanged, root {report.root.hex()}")
    print(f"{report.opened} fit their credentials; the salts of {report.size - report.opened} are erased")
    print(f"{report.checkpoints} checkpoints hold")
    return 0
