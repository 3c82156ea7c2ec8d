"""A byte is changed in a badge or a certificate: what is read out is not believed, unless it is what was put in."""

import json
import zlib
from collections import Counter
from datetime import UTC, datetime

import pytest

from services.portfolio.carriers import open_files
from services.portfolio.carriers import png as png_files
from services.portfolio.carriers import svg as svg_files
from tests.unit.portfolio.test_carriers import DRAWING, pdf, picture
from tests.verification_table import Table
from verifier import verify

pytestmark = pytest.mark.slow

STEP = {"PNG": 61, "PNG, its sum mended": 61, "SVG": 61, "PDF": 163}


@pytest.fixture(scope="module")
def table() -> Table:
    return Table(datetime.now(UTC))


def changed(kind: str, credential: str) -> list[bytes]:
    made = {
        "PNG": lambda: png_files.bake(picture(), credential),
        "PNG, its sum mended": lambda: png_files.bake(picture(), credential),
        "SVG": lambda: svg_files.bake(DRAWING, credential).encode(),
        "PDF": lambda: pdf([("credential.json", credential.encode())]),
    }[kind]()
    flips = [made[:at] + bytes([made[at] ^ 0x15]) + made[at + 1 :] for at in range(8, len(made), STEP[kind])]
    return [_mended(one) for one in flips] if kind.endswith("mended") else flips


def _mended(data: bytes) -> bytes:
    """With the checksum that fits the changed chunk, as whoever changes it on purpose writes it."""
    begun = data.find(b"iTXt")
    if begun < 0:
        return data
    end = begun + 4 + int.from_bytes(data[begun - 4 : begun])
    return data[:end] + zlib.crc32(data[begun:end]).to_bytes(4) + data[end + 4 :]


def read(files: list[bytes]) -> list[str]:
    """What each holds, empty where nothing can be read; a few at a time, as they may be sent."""
    found = []
    for at in range(0, len(files), 50):
        some = [(f"{number}", data) for number, data in enumerate(files[at : at + 50])]
        texts = {one.name: one.text for one in open_files(some)}
        found += [texts.get(name, "") for name, _ in some]
    return found


@pytest.mark.parametrize("kind", STEP)
def test_no_changed_byte_is_believed(table: Table, kind: str) -> None:
    signed = table.world.signed()
    credential, inclusion, lists = json.dumps(signed), table.world.inclusion(signed), table.world.lists()
    texts = read(changed(kind, credential))
    plain = {"": "nothing can be read", credential: "what was put in"}

    def outcome(text: str) -> str:
        return plain.get(text) or verify(text, table.trust, lists, table.world.now, inclusion=inclusion).word

    outcomes = Counter(map(outcome, texts))
    print(f"{kind}: {len(texts)} bytes changed, {dict(outcomes)}")
    assert len(texts) > 30
    assert outcomes["valid"] == 0
    assert outcomes["what was put in"] < len(texts)
