"""Many at once: the files of an archive, the links of a table. What is too much ends with a sentence."""

import csv
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator

from services.portfolio.carriers.kinds import BROKEN, CarrierError
from shared.messages import N_

MOST_LINES = 100
MOST_FILE, MOST_UNPACKED = 8 * 1024 * 1024, 32 * 1024 * 1024
TOO_MANY = N_("At most %(most)s can be verified at once. Split them and send the parts one after the other.")
TOO_BIG = N_("Unpacked, this archive would be larger than %(limit)s MB. Split it and send the parts.")
LOCKED = N_("This archive is locked with a password, so that it cannot be read.")


def unpacked(archive: bytes) -> Iterator[tuple[str, bytes]]:
    """(name, content) of each file in a ZIP; nothing is written, and no archive within it is opened."""
    left = MOST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            members = [one for one in opened.infolist() if _counts(one)]
            if len(members) > MOST_LINES:
                raise CarrierError(TOO_MANY, most=MOST_LINES)
            for member in members:
                content = _content(opened, member, min(left, MOST_FILE))
                left -= len(content)
                yield member.filename, content
    except CarrierError:
        raise
    # what zipfile lets through of a broken archive; NotImplementedError is its word for an unknown compression
    except (
        zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, ValueError, OSError
    ) as error:  # fmt: skip
        raise CarrierError(BROKEN) from error


def _counts(member: zipfile.ZipInfo) -> bool:
    """Folders are no files, nor is what macOS puts beside each."""
    return not member.is_dir() and not member.filename.startswith("__MACOSX/")


def _content(opened: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> bytes:
    if member.flag_bits & 1:
        raise CarrierError(LOCKED)
    with opened.open(member) as file:
        content = file.read(most + 1)  # whatever size it claims to have
    if len(content) > most:
        raise CarrierError(TOO_BIG, limit=MOST_UNPACKED >> 20)
    return content


def links(text: str) -> list[str]:
    """The links in a table or a list, one a line; other columns and a heading are passed over.

    >>> links("name,link\\nMei,https://x.example/a\\nhttps://x.example/b;note\\n")
    ['https://x.example/a', 'https://x.example/b']
    """
    found: list[str] = []
    for line in text.splitlines():
        separator = max(",;\t", key=line.count)
        cells = next(csv.reader([line], delimiter=separator), [])
        found += [cell.strip() for cell in cells if cell.strip().startswith(("https://", "http://"))][:1]
        if len(found) > MOST_LINES:
            raise CarrierError(TOO_MANY, most=MOST_LINES)
    return found
