"""A word that occurs nowhere but in what one person said or what was said of them, and where it is found."""

import base64
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bson import BSON
from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument
from pymongo.database import Database

WORD = "Zeisig"
_RAW: CodecOptions[Any] = CodecOptions(document_class=RawBSONDocument)


def _spellings() -> Iterator[bytes]:
    """As it is, as UTF-16, and as base64 has it wherever it begins (tokens, sealed JSON)."""
    for word in (WORD, WORD.lower()):
        yield re.escape(word.encode())
        yield re.escape(word.encode("utf-16-le"))
        for before in range(3):
            whole = base64.b64encode(b"x" * before + word.encode())
            yield re.escape(whole[4 if before else 0 : len(whole) // 4 * 4 - 4])


_FOUND = re.compile(b"|".join(sorted(set(_spellings()))))


def is_in(data: bytes | str) -> bool:
    return _FOUND.search(data.encode() if isinstance(data, str) else bytes(data)) is not None


def in_databases(databases: Iterable[Database[Any]]) -> list[str]:
    """Every document of every collection that holds it, as "database.collection id"."""
    found = []
    for database in databases:
        for name in database.list_collection_names():
            rows = database.get_collection(name, codec_options=_RAW).find()
            found += [f"{database.name}.{name} {row['_id']}" for row in rows if is_in(row.raw)]
    return sorted(found)


def fields_in(database: Database[Any]) -> set[str]:
    """collection.field of every field, however deep the word stands in it."""
    found = set()
    for name in database.list_collection_names():
        for row in database.get_collection(name, codec_options=_RAW).find():
            if is_in(row.raw):
                found |= {f"{name}.{field}" for field, value in row.items() if _holds(field, value)}
    return found


def stored_in(database: Database[Any]) -> set[str]:
    """collection.field of everything there is."""
    names = database.list_collection_names()
    return {f"{name}.{field}" for name in names for row in database[name].find() for field in row}


def _holds(field: str, value: Any) -> bool:
    return is_in(BSON.encode({field: value}))


def in_files(folder: Path, but: Iterable[str] = ()) -> list[str]:
    """Every file below the folder whose name or content holds it; ``but``: folders directly below that are not looked
    into."""
    left_out = [folder / name for name in but]
    found = []
    for path in sorted(folder.rglob("*")):
        inside = path.is_file() and not any(path.is_relative_to(one) for one in left_out)
        if inside and any(map(is_in, (path.name, *_contents(path)))):
            found.append(str(path.relative_to(folder)))
    return found


def _contents(path: Path) -> Iterator[bytes]:
    """What is in the file; of a ZIP, also what is packed into it."""
    yield path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            yield from (packed.read(name) for name in packed.namelist())
