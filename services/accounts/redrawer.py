"""Run as a process of its own, ``python -I redrawer.py``: a picture comes in, the same picture drawn anew goes out.

It is read by a large library, so this process has limits of its own, no environment and no file that it may write.
In: the picture's bytes. Out: a PNG of at most MOST_HIGH pixels in height with nothing in it but its pixels. Ends with
TOO_MANY_PIXELS, or in another way where it cannot be read.
"""

import io
import resource
import signal
import sys

from PIL import Image, ImageOps

SECONDS = 4.0  # of the processor
MEMORY_BYTES = 1024**3
MOST_PIXELS = 16_000_000
MOST_WIDE, MOST_HIGH = 480, 96
FORMATS = ("PNG", "JPEG", "WEBP")
TOO_MANY_PIXELS = 3


def redrawn(picture: bytes) -> bytes:
    with Image.open(io.BytesIO(picture), formats=FORMATS) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise Image.DecompressionBombError
        seen = ImageOps.exif_transpose(opened).convert("RGBA")
    seen.thumbnail((MOST_WIDE, MOST_HIGH))
    drawn = Image.new("RGBA", seen.size)  # takes over pixels alone: no profile, no text
    drawn.paste(seen)
    out = io.BytesIO()
    drawn.save(out, "PNG", optimize=True)
    return out.getvalue()


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        drawn = redrawn(sys.stdin.buffer.read())
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        sys.exit(TOO_MANY_PIXELS)
    sys.stdout.buffer.write(drawn)


if __name__ == "__main__":
    main()
