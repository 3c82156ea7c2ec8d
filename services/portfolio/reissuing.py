"""``python -m services.portfolio reissue KEY [--all]``: issue anew what a compromised key of the issuer's signed."""

import argparse
import dataclasses
import sys
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from functools import partial
from typing import TypeVar

from services.portfolio.usecases import reissuing, renewing
from shared import clock, logs, mongo
from shared.commands import PATIENCE_MS
from shared.config import Settings, SettingsError
from shared.messaging.jobs import NotNow
from shared.secretfiles import KeysError

TRIES = 5
Done = TypeVar("Done", reissuing.Outcome, renewing.Outcome)


def main(arguments: Sequence[str]) -> int:
    """Exit status: 0 all is done, 1 something was left, 2 a setting or a key is wrong."""
    chosen = _parser().parse_args(arguments)
    try:
        settings = Settings.from_env("portfolio")
        logs.to_stderr("portfolio", settings.log_level)
        clock.use_offset_file(settings.test_clock_file)
        patient = max(settings.database_timeout_ms, PATIENCE_MS)
        mongo.connect(dataclasses.replace(settings, database_timeout_ms=patient))
        with mongo.serving("portfolio"):
            return reissue(chosen.key, chosen.everything, settings)
    except SettingsError as error:
        print(*error.problems, sep="\n", file=sys.stderr)
    except KeysError as error:
        print(f"{error}; see Keys in docs/operations.md", file=sys.stderr)
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m services.portfolio reissue")
    parser.add_argument("key", metavar="KEY", help="its id, as `keys` lists it; declared compromised before")
    every = "also what it signed before that day: it stays valid here, and other verifiers refuse it"
    parser.add_argument("--all", dest="everything", action="store_true", help=every)
    return parser


def reissue(key_id: str, everything: bool, settings: Settings) -> int:
    """A line for each credential as it is done, so that an interrupted run has told what it did."""
    undone = reissuing.to_do(key_id, everything, settings)
    all_of_them, done = len(undone), False
    try:
        for credential_id in list(undone):
            one = _patiently(partial(reissuing.reissue, credential_id, settings))
            if one.replaced_by:
                undone.remove(credential_id)
            print(f"{one.credential}: {_said(one)}", flush=True)
        done = _records(key_id, everything, undone, settings)
    except NotNow as error:
        print(f"{error}; run it again later", file=sys.stderr)
    print(f"{all_of_them - len(undone)} issued anew, {len(undone)} left")
    return 0 if done and not undone else 1


def _records(key_id: str, everything: bool, undone: Collection[str], settings: Settings) -> bool:
    """Of whole projects, once what they hold is done. Whether none is left."""
    left = 0
    for old in renewing.to_do(key_id, everything, settings):
        one = _patiently(partial(renewing.renew, old, undone, settings))
        left += not one.replaced_by
        print(f"record of a project, {', '.join(one.records)}: {_said(one)}", flush=True)
    return not left


def _patiently(does: Callable[[datetime], Done]) -> Done:
    """The worker may have entered something in the log while this one was signed: then it is signed at a later time."""
    for _ in range(TRIES):
        try:
            return does(clock.now())
        except NotNow as error:
            waits = error
    raise waits


def _said(one: reissuing.Outcome | renewing.Outcome) -> str:
    return f"replaced by {one.replaced_by}" if one.replaced_by else f"left: {one.left}"
