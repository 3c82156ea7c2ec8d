"""``python -m deploy.local up | status | logs | down | reset | demo | clock | backup | restore``."""

import argparse
import contextlib
import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from deploy.local import backup, clock, demo, logfiles
from deploy.local.errors import StackError
from deploy.local.run import AlreadyRunning, Run, first_steps
from deploy.local.stack import Stack
from deploy.local.state import State

_NO_OPTIONS: dict[str, Any] = {"prefix_chars": "/", "add_help": False}


def main(words: list[str] | None = None) -> int:
    options = _parser().parse_args(words)
    try:
        stack = Stack(Path(options.var), options.port)
        return int(options.run(stack, options) or 0)
    except StackError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m deploy.local", description="The one-machine stack.")
    parser.add_argument(
        "--var", default=os.environ.get("VAR") or "var", help="folder of its data (VAR, default var)"
    )
    parser.add_argument("--port", default=os.environ.get("PORT") or "8080", help="PORT, default 8080")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser("up", help="start everything and wait; Ctrl-C stops it")
    command.add_argument("--detach", action="store_true", help="return when it is up")
    command.set_defaults(run=_up)
    commands.add_parser("status", help="what runs").set_defaults(run=_status)
    command = commands.add_parser("logs", help="the log of a service or a part")
    command.add_argument("service")
    command.add_argument("-f", "--follow", action="store_true")
    command.set_defaults(run=_logs)
    commands.add_parser("down", help="stop everything").set_defaults(run=_down)
    command = commands.add_parser("reset", help="stop everything and delete the data")
    command.add_argument("--yes", action="store_true", help="do not ask")
    command.set_defaults(run=_reset)
    command = commands.add_parser("demo", help="fill an empty installation with the demo")
    command.set_defaults(run=_demo)
    # without options, so that -2h is a step
    command = commands.add_parser("clock", help="move the product's clock: +3d, -2h, reset", **_NO_OPTIONS)
    command.add_argument("step", nargs="?")
    command.set_defaults(run=_clock)
    command = commands.add_parser("backup", help="write databases, files and keys into FILE, under load too")
    command.add_argument("file", type=Path)
    command.set_defaults(run=_backup)
    command = commands.add_parser("restore", help="fill an empty, stopped stack from FILE")
    command.add_argument("file", type=Path)
    command.set_defaults(run=_restore)
    return parser


def _say(sentence: str) -> None:
    print(sentence, flush=True)


def _running_sentence(state: State | None, stack: Stack) -> str:
    if state is None:
        return (
            f"Another `up`, a backup or a restore is at work in {stack.settings.var}: wait until it is done."
        )
    return f"Already running at {state.address} (pid {state.pid})"


def _up(stack: Stack, options: argparse.Namespace) -> int:
    if (state := stack.running()) is not None:
        _say(_running_sentence(state, stack))
        return 0
    if options.detach:
        state = stack.up()
        _say(f"Shixun is at {state.address} (pid {state.pid}); `python -m deploy.local down` stops it")
        for sentence in first_steps(stack.settings, show_code=sys.stdout.isatty()):
            _say(sentence)
        return 0
    try:
        Run(stack.settings, _say).forever()
    except AlreadyRunning:
        state = stack.running()
        _say(_running_sentence(state, stack))
        return 0 if state else 2
    return 0


def _status(stack: Stack, _: argparse.Namespace) -> int:
    found = stack.status()
    if not found:
        _say(f"Nothing runs in {stack.settings.var}.")
        return 1
    for part in found:
        again = f"started again {part.restarts} ×" if part.restarts else ""
        _say(f"{part.name:18} {part.state:11} {part.pid or '–':>8}  {again}".rstrip())
    state = stack.running()
    _say(f"at {state.address if state else stack.url}")
    return 0


def _logs(stack: Stack, options: argparse.Namespace) -> int:
    folder = stack.settings.var / "log"
    exact = folder / f"{options.service}.log"
    paths = [exact] if exact.is_file() else sorted(folder.glob(f"{options.service}-*.log"))
    if not paths:
        there = sorted(path.stem for path in folder.glob("*.log"))
        raise StackError(
            f"There is no log of {options.service!r}; there are: {', '.join(there) or 'none yet'}."
        )
    for path in paths:
        sys.stdout.write(logfiles.tail(path, 50))
    sys.stdout.flush()
    if options.follow:
        for text in logfiles.follow(paths):
            sys.stdout.write(text)
            sys.stdout.flush()
    return 0


def _down(stack: Stack, _: argparse.Namespace) -> int:
    _say("Everything is stopped." if stack.down() else f"Nothing ran in {stack.settings.var}.")
    return 0


def _reset(stack: Stack, options: argparse.Namespace) -> int:
    if not options.yes:
        if not sys.stdin.isatty():
            raise StackError("`reset` deletes all data: say `reset --yes`.")
        answer = ""
        with contextlib.suppress(EOFError):
            answer = input(f"Delete everything in {stack.settings.var}? Type yes: ")
        if answer.strip() != "yes":
            _say("Nothing was deleted.")
            return 1
    stack.reset()
    demo.forget(stack)
    _say("Everything is stopped and deleted.")
    if stack.settings.mongodb_uri:
        _say("The databases at MONGODB_URI were left alone.")
    return 0


def _demo(stack: Stack, _: argparse.Namespace) -> int:
    demo.fill(stack, _say)
    return 0


def _clock(stack: Stack, options: argparse.Namespace) -> int:
    if not stack.settings.local:
        raise StackError(f"The clock moves only while PUBLIC_URL is a loopback address; it is {stack.url}.")
    path = stack.settings.clock
    seconds = clock.move(path, options.step) if options.step else clock.offset(path)
    sign = "-" if seconds < 0 else "+"
    _say(f"The product's clock is at {sign}{timedelta(seconds=abs(seconds))} ({seconds} s)")
    return 0


def _backup(stack: Stack, options: argparse.Namespace) -> int:
    counts = backup.backup(stack, options.file)
    _say(f"{options.file}: {sum(counts.values())} documents, files and keys. Keep it secret: it holds keys.")
    return 0


def _restore(stack: Stack, options: argparse.Namespace) -> int:
    counts = backup.restore(stack, options.file)
    _say(f"{sum(counts.values())} documents are restored; start with `up`.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
