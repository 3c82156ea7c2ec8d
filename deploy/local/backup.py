"""Backup under load and restore: four databases at one point in time, then files and keys, in one archive.

The broker is not in it: after a restore its cluster id is another one, and the relays send everything again.
"""

import contextlib
import io
import json
import os
import tarfile
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

import bson
import pymongo
from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument
from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.database import Database

from deploy.local.errors import StackError
from deploy.local.stack import Stack
from shared.config import SERVICES

FORMAT = 1
FOLDERS = ("files", "keys")
BATCH = 500
_RAW: CodecOptions[RawBSONDocument] = CodecOptions(document_class=RawBSONDocument)


def backup(stack: Stack, target: Path) -> dict[str, int]:
    """Write ``target`` (tar.gz, mode 0600, for it holds keys); returns documents per service.

    Files are copied after the databases: they are never changed, only added, so all that is spoken of is there.
    """
    if target.exists():
        raise StackError(f"{target} exists already: choose another name or delete it.")
    draft = target.with_name(f"{target.name}.part")
    counts: dict[str, int] = {}
    with contextlib.ExitStack() as undo:
        uri = undo.enter_context(stack.database())
        undo.callback(draft.unlink, missing_ok=True)
        file = undo.enter_context(open(draft, "wb", opener=_private))
        archive = undo.enter_context(tarfile.open(fileobj=file, mode="w:gz", compresslevel=3))
        client = undo.enter_context(_client(uri))
        counts = _dump(client, stack, archive)
        manifest = {"format": FORMAT, "public_url": stack.url, "documents": counts}
        _add(archive, "manifest.json", io.BytesIO(json.dumps(manifest).encode()))
        for folder in FOLDERS:
            _add_folder(archive, stack.settings.var / folder, folder)
        archive.close()
        os.fsync(file.fileno())
        draft.rename(target)
    return counts


def _client(uri: str) -> pymongo.MongoClient:
    return pymongo.MongoClient(uri, serverSelectionTimeoutMS=5000)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_TRUNC, 0o600)


def _dump(client: pymongo.MongoClient, stack: Stack, archive: tarfile.TarFile) -> dict[str, int]:
    databases = {name: client[database_name(stack, name)] for name in SERVICES}
    collections = {
        service: sorted(
            name for name in database.list_collection_names(filter={"type": "collection"})
            if not name.startswith("system.")
        )
        for service, database in databases.items()
    }  # fmt: skip
    counts = dict.fromkeys(SERVICES, 0)
    with client.start_session(snapshot=True) as session:
        for service, names in collections.items():
            for name in names:
                counts[service] += _dump_collection(
                    databases[service], name, session, archive, f"db/{service}"
                )
    return counts


def _dump_collection(
    database: Database[Any], name: str, session: ClientSession, archive: tarfile.TarFile, folder: str
) -> int:
    count = 0
    with tempfile.TemporaryFile() as file:
        for document in database.get_collection(name, codec_options=_RAW).find(
            session=session, batch_size=1000
        ):
            file.write(document.raw)
            count += 1
        file.seek(0)
        _add(archive, f"{folder}/{name}.bson", file)
    return count


def _add(archive: tarfile.TarFile, name: str, content: BinaryIO | Any) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = content.seek(0, os.SEEK_END)
    entry.mode, entry.mtime = 0o600, int(time.time())
    content.seek(0)
    archive.addfile(entry, content)


def _add_folder(archive: tarfile.TarFile, source: Path, folder: str) -> None:
    for path in sorted(source.rglob("*")):
        with contextlib.suppress(FileNotFoundError, IsADirectoryError), path.open("rb") as content:
            _add(archive, str(PurePosixPath(folder, path.relative_to(source))), content)


def database_name(stack: Stack, service: str) -> str:
    return f"{stack.env.get('NAME_PREFIX', '').strip()}shixun_{service}"


def restore(stack: Stack, source: Path) -> dict[str, int]:
    """Fill an empty, stopped stack from ``source``; returns documents per service. Raises StackError."""
    with _opened(source) as archive:
        manifest = _manifest(archive, source)
        if stack.running() is not None:
            raise StackError(f"A stack runs in {stack.settings.var}: stop it first with `down`.")
        for folder in FOLDERS:
            if any(path.is_file() for path in (stack.settings.var / folder).rglob("*")):
                raise _not_empty(stack)
        with stack.database() as uri, _client(uri) as client:
            databases = {name: client[database_name(stack, name)] for name in SERVICES}
            if any(_holds_data(database) for database in databases.values()):
                raise _not_empty(stack)
            for entry in archive:
                _restore_entry(archive, entry, databases, stack.settings.var)
    return dict(manifest["documents"])


def _not_empty(stack: Stack) -> StackError:
    return StackError(
        f"{stack.settings.var} holds data already, and a restore goes into an empty stack: choose another "
        "folder with --var, or empty this one with `reset`."
    )


def _holds_data(database: Database[Any]) -> bool:
    return any(database[name].find_one() is not None for name in database.list_collection_names())


@contextlib.contextmanager
def _opened(source: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(source, "r:gz") as archive:
            yield archive
    except (FileNotFoundError, IsADirectoryError):
        raise StackError(f"There is no file {source}.") from None
    except (tarfile.TarError, EOFError, OSError) as error:
        raise StackError(
            f"{source} cannot be read as a backup ({type(error).__name__}); take another one."
        ) from error


def _manifest(archive: tarfile.TarFile, source: Path) -> dict[str, Any]:
    names = archive.getnames()
    if "manifest.json" not in names:
        raise StackError(f"{source} is no backup of a stack.")
    file = archive.extractfile("manifest.json")
    manifest: dict[str, Any] = json.load(file) if file else {}
    if manifest.get("format") != FORMAT:
        raise StackError(f"{source} was written by another version; restore it with that one.")
    return manifest


def _restore_entry(
    archive: tarfile.TarFile, entry: tarfile.TarInfo, databases: dict[str, Database[Any]], var: Path
) -> None:
    content = archive.extractfile(entry)
    path = PurePosixPath(entry.name)
    if content is None or path.is_absolute() or ".." in path.parts:
        raise tarfile.TarError(f"unexpected entry {entry.name!r}")
    if path.parts[0] == "db":
        _load(databases[path.parts[1]].get_collection(path.stem, codec_options=_RAW), content)
    elif path.parts[0] in FOLDERS:
        target = var / path
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(target, "wb", opener=_private) as file:
            while block := content.read(1 << 20):
                file.write(block)


def _load(collection: Collection[RawBSONDocument], content: Any) -> None:
    batch: list[RawBSONDocument] = []
    for document in bson.decode_file_iter(content, codec_options=_RAW):
        batch.append(document)
        if len(batch) == BATCH:
            collection.insert_many(batch)
            batch = []
    if batch:
        collection.insert_many(batch)
