"""Run as a process of its own, ``python -I compiler.py``: what to compile comes in as JSON, the sheet goes out."""

import json
import resource
import sys
from pathlib import Path

import noto_cjk_sans_otc
import typst

CPU_SECONDS = 20
MEMORY_BYTES = 2 * 1024**3
PICTURE_PPI = 144.0


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it writes no file
    asked = json.load(sys.stdin)
    made = typst.compile(
        f"{asked['folder']}/{asked['template']}",
        root=asked["folder"],
        font_paths=[str(Path(noto_cjk_sans_otc.FONT_PATH).parent)],
        ignore_system_fonts=True,
        format=asked["form"],
        ppi=PICTURE_PPI if asked["form"] == "png" else None,
        sys_inputs={"data": asked["data"]},
    )
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main()
