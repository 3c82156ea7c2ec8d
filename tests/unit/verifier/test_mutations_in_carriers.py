"""The credential in a badge or a certificate is changed, or the file around it: what is not what was signed, nobody
believes.

Which bytes may differ and still mean the same is written down, and why.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from services.portfolio import signing
from services.portfolio.carriers import decoding, open_files, png, svg
from tests.unit.portfolio.test_carriers import DRAWING, pdf, picture
from tests.unit.verifier.carrier_changes import MAKERS, REFUSED, VALID, cut_pdfs
from tests.unit.verifier.mutations import KINDS, Mutation, mutations
from tests.unit.verifier.test_mutations import PROOF
from tests.verification_table import Table
from verifier import verify
from verifier.reading import read

pytestmark = pytest.mark.slow

AT_ONCE = 50
BAKED = {
    "PNG": lambda text: png.bake(picture(), text),
    "SVG": lambda text: svg.bake(DRAWING, text).encode(),
    "PDF": lambda text: pdf([("credential.json", text.encode())]),
}
BELIEVED = {(carrier, "type", "/proof"): PROOF for carrier in BAKED}
"""All that is believed although its JSON differs: whatever else was signed, the log entered as it stands."""


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifty files of ours in a row may take longer than what strangers send."""
    monkeypatch.setattr(decoding, "LIMIT_SECONDS", 120.0)


class Reader:
    """What a reader is told of a file, line by line; each text is verified once."""

    def __init__(self) -> None:
        self.table = Table(datetime.now(UTC))
        world = self.table.world
        self.signed: dict[str, Any] = world.signed()
        self.genuine = json.dumps(self.signed, ensure_ascii=False)
        self.changed = json.dumps(self.signed | {"name": "Professor"}, ensure_ascii=False)
        self.jwt = signing.to_jwt(self.signed, world.key)
        self._verify = partial(
            verify, trust=self.table.trust, status_lists=world.lists(), now=world.now,
            inclusion=world.inclusion(self.signed),
        )  # fmt: skip
        self._words: dict[str, str] = {}

    def words(self, files: Sequence[bytes]) -> list[tuple[str, ...]]:
        found: list[tuple[str, ...]] = []
        for at in range(0, len(files), AT_ONCE):
            some = [(str(number), data) for number, data in enumerate(files[at : at + AT_ONCE])]
            lines: dict[str, list[str]] = {name: [] for name, _ in some}
            for one in open_files(some):
                lines[one.name].append(REFUSED[0] if one.wrong else self._word(one.text))
            found += [tuple(words) for words in lines.values()]
        return found

    def _word(self, text: str) -> str:
        if text not in self._words:
            self._words[text] = self._verify(text).word
            if self._words[text] == "valid":
                self._means_the_same(text)
        return self._words[text]

    def _means_the_same(self, text: str) -> None:
        """Whatever name and place the change has: what is called valid says what was signed, and nothing else."""
        assert _unsigned(read(text).credential) == _unsigned(self.signed)


def _unsigned(credential: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in credential.items() if name != "proof"}


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


@pytest.mark.parametrize("carrier", MAKERS)
def test_a_file_around_the_credential_is_read_in_one_way_or_not_at_all(carrier: str, reader: Reader) -> None:
    changes = MAKERS[carrier](reader.genuine, reader.changed, reader.jwt)
    told = reader.words([one.data for one in changes])
    for one, words in zip(changes, told, strict=True):
        assert words == one.outcome, one.name
        assert bool(one.why) == ("valid" in words), one.name
    _print(carrier, "structure", Counter(" and ".join(words) for words in told))


def test_a_certificate_that_is_cut_short_is_whole_or_not_believed(reader: Reader) -> None:
    told = Counter(reader.words(cut_pdfs(reader.genuine)))
    assert set(told) <= {REFUSED, VALID}
    assert told[REFUSED] > told[VALID]
    _print("PDF", "cut short", Counter(words[0] for words in told.elements()))


def examine(reader: Reader, carrier: str, changed: Sequence[Mutation]) -> set[tuple[str, str, str]]:
    """What is believed of it."""
    told = reader.words([BAKED[carrier](one.text) for one in changed])
    believed = set()
    for one, words in zip(changed, told, strict=True):
        assert len(words) == 1, one
        if words == ("valid",):
            believed.add((carrier, one.kind, one.place))
    for kind in KINDS:
        _print(carrier, kind, Counter(w[0] for one, w in zip(changed, told, strict=True) if one.kind == kind))
    for name in believed:
        print(f"believed: {' '.join(name)}: {BELIEVED.get(name, 'for no reason')}")
    assert believed <= set(BELIEVED)
    return believed


def _print(carrier: str, kind: str, told: Counter[str]) -> None:
    print(f"{carrier} {kind:14} {told.total():4}: {dict(sorted(told.items()))}")


@pytest.mark.soak
def test_every_change_in_every_carrier_is_refused_or_means_the_same(reader: Reader) -> None:
    changed = list(mutations(reader.signed))
    assert len(changed) >= 800
    assert {one.kind for one in changed} == set(KINDS)
    found = set().union(*(examine(reader, carrier, changed) for carrier in BAKED))
    assert found == set(BELIEVED)


@pytest.mark.parametrize("carrier", BAKED)
def test_some_changes_in_each_carrier(carrier: str, reader: Reader) -> None:
    """Every fortieth, beginning where the day says."""
    examine(reader, carrier, list(mutations(reader.signed))[datetime.now(UTC).day % 40 :: 40])


def test_what_is_changed_in_a_carrier_comes_out_as_it_was_put_in(reader: Reader) -> None:
    """Or the changes above would be refused for another reason than the one that they are about."""
    some = list(mutations(reader.signed))[::20]
    for carrier, bake in BAKED.items():
        found = open_files([(str(n), bake(one.text)) for n, one in enumerate(some)])
        read_out = {one.name: one.text for one in found if not one.wrong}
        for number, one in enumerate(some):
            if one.text.startswith("{"):
                assert read_out[str(number)] == one.text, (carrier, one.place)
