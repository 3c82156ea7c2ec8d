"""One thing is changed somewhere, in every way, and nothing of it is believed but what means the same.

The page's script gives the same verdict and the same checks on each.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from services.portfolio import signing
from shared.linkeddata import LinkedDataError, canonical
from tests.unit.verifier.mutations import Mutation, mutations
from tests.unit.verifier.page_script import ask
from tests.verification_table import Table
from verifier import Inclusion, Verdict
from verifier.__main__ import Given, verdict_on

pytestmark = pytest.mark.slow

ALONE = "one value, and an array that holds it alone, are the same statement"
PROOF = "one proof, in an array or alone, is the same proof"
BELIEVED = {
    ("credential", "type", "/proof"): PROOF,
    ("endorsement", "type", "/proof"): PROOF,
    ("endorsement", "type", "/name"): ALONE,
    ("endorsement", "type", "/issuer/name"): ALONE,
    ("endorsement", "type", "/issuer/type"): ALONE,
    ("endorsement", "type", "/credentialSubject/endorsementComment"): ALONE,
    ("status list", "type", "/proof"): PROOF,
    ("status list", "type", "/@context"): "one context, in an array or alone, is the same context",
    ("status list", "type", "/credentialSubject/type"): ALONE,
    ("status list", "array order", "/type"): "the types of a thing are a set",
    ("checkpoint", "line twice", "line 10"): "a signature that stands there twice is the same signature",
}
"""All that is believed although its bytes differ, and why; of documents the canonical form is compared, too.

What the log entered is the JSON of the credential itself: one changed elsewhere than in its proof is refused there.
"""


@dataclass(frozen=True)
class Changed:
    """``what`` was changed; ``file`` makes the bundle with it, None when not even its issuer could sign that.
    ``original``: the document as JSON, where it is one."""

    what: str
    mutation: Mutation
    file: Callable[[], bytes | None]
    original: dict[str, Any] | None = None

    @property
    def name(self) -> tuple[str, str, str]:
        return self.what, self.mutation.kind, self.mutation.place


@pytest.fixture(scope="module")
def table() -> Table:
    return Table(datetime.now(UTC))


def credentials(table: Table) -> Iterator[Changed]:
    signed = table.world.signed()
    for one in mutations(signed):
        yield Changed("credential", one, partial(_bundle, table, one.text, signed), signed)


def endorsements(table: Table) -> Iterator[Changed]:
    """The issuer signs and logs whatever the sign-off has become: it alone is wrong."""
    endorsement = table.world.endorsement(table.world.record())
    for one in mutations(endorsement):
        if one.kind != "duplicate key":  # the credential around it shows that already
            yield Changed("endorsement", one, partial(_endorsed, table, one.text), endorsement)


def _endorsed(table: Table, text: str) -> bytes | None:
    try:
        return table.bundle(table.world.signed(endorsement=json.loads(text)))
    except (LinkedDataError, TypeError, ValueError):
        return None


def status_lists(table: Table) -> Iterator[Changed]:
    lists = table.world.lists()
    for one in mutations(lists[table.world.list_url]):
        yield Changed(
            "status list", one, partial(_listed, table, one.text, lists), lists[table.world.list_url]
        )


def _listed(table: Table, text: str, lists: dict[str, Any]) -> bytes:
    kept = json.dumps(lists[f"{table.world.list_url}/suspension"])
    whole = table.bundle(table.world.signed(), lists={}).decode()
    return whole.replace('"status_lists": []', f'"status_lists": [{text}, {kept}]', 1).encode()


def proofs(table: Table) -> Iterator[Changed]:
    """Of the tlog-proof with its checkpoint, line by line and sign by sign."""
    signed = table.world.signed()
    whole = table.world.inclusion(signed)
    for kind, place, text in _texts(whole.proof):
        inclusion = Inclusion(text, whole.salt, whole.at)
        yield Changed(
            "checkpoint", Mutation(kind, place, text), partial(table.bundle, signed, inclusion=inclusion)
        )


def _texts(text: str) -> Iterator[tuple[str, str, str]]:
    lines = text.split("\n")
    for at, line in enumerate(lines):
        rest = lines[at + 1 :]
        yield "line removed", f"line {at}", "\n".join([*lines[:at], *rest])
        yield "line twice", f"line {at}", "\n".join([*lines[:at], line, line, *rest])
        if rest and rest[0] != line:
            yield "lines swapped", f"line {at}", "\n".join([*lines[:at], rest[0], line, *rest[1:]])
        for sign in range(0, len(line), 7):
            other = "A" if line[sign] != "A" else "B"
            yield (
                "sign",
                f"line {at} sign {sign}",
                "\n".join([*lines[:at], line[:sign] + other + line[sign + 1 :], *rest]),
            )
    for size in range(0, len(text), 60):
        yield "cut short", f"at {size}", text[:size]


def jwts(table: Table) -> Iterator[Changed]:
    signed = table.world.signed()
    jwt = signing.to_jwt(signed, table.world.key)
    parts = jwt.split(".")
    changed = [("part removed", str(at), ".".join([*parts[:at], *parts[at + 1 :]])) for at in range(3)]
    changed += [("part emptied", str(at), ".".join([*parts[:at], "", *parts[at + 1 :]])) for at in range(3)]
    changed += [
        ("parts swapped", "1", ".".join([parts[1], parts[0], parts[2]])),
        ("padded", "end", f"{jwt}=="),
    ]
    for at in range(3, len(jwt), 97):
        if jwt[at] != ".":
            changed.append(("sign", str(at), jwt[:at] + ("A" if jwt[at] != "A" else "B") + jwt[at + 1 :]))
    for kind, place, text in changed:
        yield Changed("JWT", Mutation(kind, place, text), partial(table.bundle, text, signed))


def _bundle(table: Table, credential: str, signed: dict[str, Any]) -> bytes:
    """As text, so that a member may stand twice in it."""
    return table.bundle({}, signed).replace(b'"credential": {}', b'"credential": ' + credential.encode(), 1)


def everything(table: Table) -> list[Changed]:
    made = (credentials(table), endorsements(table), status_lists(table), proofs(table), jwts(table))
    return list(chain.from_iterable(made))


def examine(table: Table, changed: list[Changed], folder: Path) -> set[tuple[str, str, str]]:
    """What is believed of it."""
    given = Given(table.trust, frozenset(), None, table.world.now)
    files = [(one, data) for one in changed if (data := one.file()) is not None]
    verdicts = [verdict_on(data, given) for _, data in files]
    believed = [one for (one, _), found in zip(files, verdicts, strict=True) if found.word == "valid"]
    _print(changed, believed)
    for one in believed:
        assert one.name in BELIEVED, one.name
        if one.original is not None and not one.mutation.place.startswith("/proof"):
            assert canonical(json.loads(one.mutation.text)) == canonical(one.original)
    told = _of_the_page(table, files, folder)
    pairs = zip(files, map(_plain, verdicts), told, strict=True)
    differing = [(one.name, ours, theirs) for (one, _), ours, theirs in pairs if ours != theirs]
    assert not differing
    return {one.name for one in believed}


def _plain(verdict: Verdict) -> dict[str, Any]:
    checks = {check.name: check.outcome for check in verdict.checks}
    within = [one.word for one in verdict.contents]
    said = {check.name: [check.reason, dict(check.params)] for check in verdict.checks}
    return {
        "word": verdict.word, "checks": checks, "contested": verdict.contested, "within": within, "said": said,
    }  # fmt: skip


def _of_the_page(table: Table, files: list[tuple[Changed, bytes]], folder: Path) -> list[dict[str, Any]]:
    given = {"trust": table.listed(), "now": int(table.world.now.timestamp() * 1000)}
    return ask([given | {"file": data.decode()} for _, data in files], folder)


def _print(changed: list[Changed], believed: list[Changed]) -> None:
    counts = Counter((one.what, one.mutation.kind) for one in changed)
    accepted = Counter((one.what, one.mutation.kind) for one in believed)
    for (what, kind), number in sorted(counts.items()):
        print(f"{what:12} {kind:14} {number:4}, of which {accepted[what, kind]} mean the same")
    for one in believed:
        print(f"believed: {' '.join(one.name)}: {BELIEVED.get(one.name, 'for no reason')}")
    print(f"{len(changed)} in all")


@pytest.mark.soak
def test_every_change_is_refused_or_means_the_same(table: Table, tmp_path: Path) -> None:
    changed = everything(table)
    assert len(changed) >= 300
    assert examine(table, changed, tmp_path) == set(BELIEVED)


def test_some_of_the_changes(table: Table, tmp_path: Path) -> None:
    """Every thirtieth, beginning where the day says: all of them take minutes."""
    changed = everything(table)[datetime.now(UTC).day % 30 :: 30]
    assert len(changed) > 20
    examine(table, changed, tmp_path)
