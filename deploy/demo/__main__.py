"""``python -m deploy.demo [--url URL] [--var FOLDER]``: load the demo into an empty installation on this machine."""

import argparse
import os
import sys
from pathlib import Path

from deploy.demo.loading import load
from deploy.demo.network import DemoError


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        "python -m deploy.demo", description="Load the demo, as users would do it."
    )
    port = os.environ.get("PORT") or "8080"
    parser.add_argument("--url", default=os.environ.get("PUBLIC_URL") or f"http://127.0.0.1:{port}")
    parser.add_argument("--var", default=os.environ.get("VAR") or "var", type=Path, help="folder of its data")
    options = parser.parse_args(words)
    try:
        load(options.url.rstrip("/"), options.var, lambda sentence: print(sentence, flush=True))
    except DemoError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
