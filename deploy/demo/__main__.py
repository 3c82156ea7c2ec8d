"""``python -m deploy.demo [--url URL] [--var FOLDER]``: load the demo into an empty installation on this machine.

``--progress FOLDER`` is where the first page reads how far it is. ``--code MAIL`` prints what the authenticator of that
account of the loaded demo shows now.
"""

import argparse
import json
import os
import sys
from pathlib import Path

from deploy.demo.authenticator import Authenticator
from deploy.demo.loading import load
from deploy.demo.network import DemoError
from deploy.demo.progress import Progress


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        "python -m deploy.demo", description="Load the demo, as users would do it."
    )
    port = os.environ.get("PORT") or "8080"
    parser.add_argument("--url", default=os.environ.get("PUBLIC_URL") or f"http://127.0.0.1:{port}")
    parser.add_argument("--var", default=os.environ.get("VAR") or "var", type=Path, help="folder of its data")
    parser.add_argument("--code", metavar="MAIL", help="print the present code of that account's second step")
    parser.add_argument("--progress", type=Path, metavar="FOLDER", help="say there how far it is")
    options = parser.parse_args(words)
    if options.code:
        return _print_code(options.var / "demo.json", options.code)
    progress = Progress(options.progress) if options.progress else None
    try:
        load(options.url.rstrip("/"), options.var, lambda sentence: print(sentence, flush=True), progress)
    except DemoError as error:
        print(error, file=sys.stderr)
        if progress:
            progress.failed(str(error))
        return 2
    return 0


def _print_code(path: Path, mail: str) -> int:
    rows = json.loads(path.read_text(encoding="utf-8"))["accounts"] if path.is_file() else []
    key = next((row["key"] for row in rows if row["mail"] == mail and "key" in row), None)
    if key is None:
        print(f"{path} names no account {mail} with a second step.", file=sys.stderr)
        return 2
    print(Authenticator(key).code())
    return 0


if __name__ == "__main__":
    sys.exit(main())
