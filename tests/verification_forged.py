"""What a forger tries beyond the table: each of it means something to one reader of JSON, JSON-LD, JWT or gzip and
something else to another. Nothing of it may be valid, and all three ways say the same of it."""

import base64
import copy
import gzip
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from services.portfolio import signing
from shared.dataintegrity import sign
from shared.multikey import base58, base64url, did_key_method, from_base58, from_base64url, jwk
from shared.signatures import SigningKey
from tests.evidence import World, rfc3339
from tests.verification_file import File
from tests.verification_inclusions import entered, with_spare_bits, written
from verifier import Inclusion

Edit = Callable[[dict[str, Any]], Any]
ALONE = ("artefacts",)
LATER = ("artefacts", "time")
ORDER = 2**252 + 27742317777372353535851937790883648493
"""Of the curve: a signature with it added to its second half is the same to a careless verifier."""


def forged(table: Any) -> Iterator[File]:
    yield from _bare(table)
    yield from _unreadable(table)
    yield from _changed(table)
    yield from _signed_by_others(table)
    yield from _lists(table)
    yield from _entries(table)
    yield from _sign_offs(table)


def _bare(table: Any) -> Iterator[File]:
    """Genuine, with nothing beside it: what can be checked holds, and the rest was not."""
    signed, left = table.world.signed(), ("status", "artefacts", "inclusion", "time")
    text = json.dumps(signed, ensure_ascii=False).encode()
    yield File("bare JSON", text, None, "not_checkable", (), left)
    jwt = f"\n{signing.to_jwt(signed, table.world.key)}\x0b\r\n".encode()
    yield File("bare JWT", jwt, None, "not_checkable", (), left)


def _unreadable(table: Any) -> Iterator[File]:
    world, signed = table.world, table.world.signed()
    good, text = table.bundle(signed), table.bundle(signed).decode()
    professor = json.dumps(signed | {"name": "Professor"}).encode()
    jwt = signing.to_jwt(signed, world.key)
    lists = [*world.lists(revoked=True).values(), *world.lists().values()]
    twice = '"statusPurpose": "revocation", "statusPurpose": "suspension"'
    tried = {
        "a member twice, once escaped": text.replace('"validFrom"', '"valid\\u0046rom": "", "validFrom"', 1),
        "two credentials in a bundle": good[:-1] + b', "credential": ' + professor + b"}",
        "two purposes in a list": text.replace('"statusPurpose": "suspension"', twice, 1),
        "a revoked list and a good one": table.bundle(signed, status_lists=lists),
        "two documents": good + good,
        "a space that is none in JSON": "\u00a0".encode() + good,
        "two byte order marks": b"\xef\xbb\xbf" * 2 + good,
        "bytes that are no UTF-8": good.replace(b'"validFrom"', b'"x": "\xc0\xaf", "validFrom"', 1),
        "a number beyond all numbers": good.replace(b'"validFrom"', b'"x": 1e400, "validFrom"', 1),
        "a number beyond all numbers beside it": good[:-1] + b', "x": 1e400}',
        "a number of 5000 digits beside it": good[:-1] + b', "x": ' + b"9" * 5000 + b"}",
        "a JWT after a space that is none": table.bundle("\u00a0" + jwt, signed),
        "a JWT after a byte order mark": b"\xef\xbb\xbf" + jwt.encode(),
        "a JWT whose time is a fraction": table.bundle(_jwt(world, lambda c: c | {"nbf": float(c["nbf"])}), signed),
        "a JWT that is over by its claims alone": table.bundle(_jwt(world, lambda c: c | {"exp": 1}), signed),
        "a JWT about another person": table.bundle(_jwt(world, lambda c: c | {"sub": "urn:x:me"}), signed),
        "a bundle in a bundle": table.bundle(json.loads(good), signed),
    }  # fmt: skip
    for name, data in tried.items():
        sent = data.encode() if isinstance(data, str) else data
        yield File(name, sent, None, "not_checkable", ("readable",))


def _changed(table: Any) -> Iterator[File]:
    signed = table.world.signed()
    for edits, failed in ((_UNSIGNED, ("proof", "inclusion")), (_THE_SAME_GRAPH, ("inclusion",))):
        for name, edit in edits.items():
            changed = copy.deepcopy(signed)
            edit(changed)
            yield File(name, table.bundle(changed, signed), None, "invalid", failed, LATER)


def _subject(name: str, value: Any) -> Edit:
    return lambda c: c["credentialSubject"]["achievement"].__setitem__(name, value)


def _top(name: str, value: Any) -> Edit:
    return lambda c: c.__setitem__(name, value)


def _move_description(credential: dict[str, Any]) -> None:
    """To another place of the same graph, where a plain reader does not look for it."""
    subject = credential["credentialSubject"]
    described = subject["achievement"]["resultDescription"]
    subject["result"][0]["resultDescription"], described[0] = described[0], described[0]["id"]


_UNSIGNED: dict[str, Edit] = {
    "a prototype": _top("__proto__", {"name": "Professor"}),
    "a prototype within": _subject("__proto__", {"name": "Professor"}),
    "a constructor": _top("constructor", "Professor"),
    "a type that every object has": lambda c: c["type"].append("constructor"),
    "an index": _subject("@index", "Professor"),
    "a reverse": _subject("@reverse", {"name": {"id": "urn:x:y"}}),
    "an included": _top("@included", [{"id": "urn:x:y", "name": "Professor"}]),
    "a graph": _subject("@graph", [{"id": "urn:x:y", "name": "Professor"}]),
    "a nest": _subject("@nest", {"name": "Professor"}),
    "a language for all": _top("@language", "en"),
    "a value with an index": lambda c: c.update(name={"@value": c["name"], "@index": "Professor"}),
    "nothing for a name": _top("description", None),
    "an empty list": _top("image", []),
    "a term by its address": _top("https://schema.org/name", "Professor"),
    "a term by its prefix": _top("schema:name", "Professor"),
    "a blank property": _top("_:b0", "Professor"),
    "a blank name": lambda c: c["evidence"][1].__setitem__("id", "_:b0"),
    "an issuer by another name": lambda c: c["issuer"].__setitem__("name", "Tsinghua"),
    "a description at another place": _move_description,
}
_THE_SAME_GRAPH: dict[str, Edit] = {
    "a name twice": lambda c: c.update(name=[c["name"], c["name"]]),
    "types twice": lambda c: c.update(type=c["type"] * 2),
    "contexts in another order": lambda c: c.update({"@context": [c["@context"][0], *c["@context"][:0:-1]]}),
    "evidence in another order": lambda c: c["evidence"].reverse(),
    "the record named again": lambda c: c["evidence"].append({"id": c["evidence"][0]["id"], "type": ["Evidence"]}),
}  # fmt: skip
"""Its signature holds, and the log entered the bytes."""


def _signed_by_others(table: Any) -> Iterator[File]:
    world, signed = table.world, table.world.signed()
    method = signed["proof"][0]["verificationMethod"]
    for name, other in {
        "a method with a query": method.replace("#", "?x=1#"),
        "a method without its issuer": "#k1",
        "a method with more behind it": method + "#k1",
        "the reviewer's own method": did_key_method(world.reviewer.public),
    }.items():
        data = table.bundle(_with_proof(signed, verificationMethod=other), signed)
        yield File(name, data, None, "invalid", ("key",), ("proof", *ALONE))
    value = signed["proof"][0]["proofValue"]
    jwt = signing.to_jwt(signed, world.key)
    elsewhere = world.lists()[world.list_url]["proof"]
    without = {name: part for name, part in signed["proof"][0].items() if name != "created"}
    own = from_base58(value[1:])
    tried: dict[str, Any] = {
        "a signature with the order added": _with_proof(signed, proofValue="z" + base58(_added(own))),
        "a JWT with the order added": _jwt_with(jwt, _added),
        "a JWT with the other form's signature": _jwt_with(jwt, lambda _: own),
        "a status list's proof": signed | {"proof": elsewhere},
        "a proof without its time": signed | {"proof": [without]},
        "a proof with an end": _with_proof(signed, expires="2099-01-01T00:00:00Z"),
        "a JWT that brings a stranger's key": _jwt(world, lambda c: c, world.stranger),
    }  # fmt: skip
    for name, credential in tried.items():
        yield File(name, table.bundle(credential, signed), None, "invalid", ("proof",), ALONE)
    later = rfc3339((world.now + timedelta(days=1)).replace(microsecond=0))
    early = table.bundle(signing.issue(world.composed(), world.key, later))
    yield File("signed tomorrow", early, None, "invalid", ("period",), ALONE)


def _lists(table: Any) -> Iterator[File]:
    world, signed = table.world, table.world.signed()
    whole, half = gzip.compress(bytes(16384)), gzip.compress(bytes(8192))

    def again(packed: bytes) -> dict[str, Any]:
        return _lists_again(
            world, lambda one: one["credentialSubject"].update(encodedList="u" + base64url(packed))
        )

    url = world.list_url
    tried = {
        "a list of two halves": again(half + half),
        "a list with something behind it": again(whole + b"junk"),
        "a list without its end": again(whole[:-6]),
        "a list with another sum": again(whole[:-8] + bytes(8)),
        "a list for both purposes": _lists_again(
            world, lambda one: one["credentialSubject"].update(statusPurpose=["revocation", "suspension"])
        ),
        "a list that lasts longer": {
            name: one | {"validUntil": "2099-01-01T00:00:00Z"} for name, one in world.lists().items()
        },
        "a list by the reviewer": world.lists(key=world.reviewer),
        "the suspensions for revocations": {url: world.lists()[f"{url}/suspension"] | {"id": url}},
        "the revocations alone": {url: world.lists()[url]},
    }  # fmt: skip
    for name, lists in tried.items():
        yield File(name, table.bundle(signed, lists=lists), None, "not_checkable", (), ("status", *ALONE))
    for name, place in {"a place in other digits": "7０００１", "a place with a zero": "070001"}.items():
        entry = signed["credentialStatus"] | {"statusListIndex": place}
        data = table.bundle(world.signed(credentialStatus=entry))
        yield File(name, data, None, "not_checkable", (), ("status", *ALONE))


def _entries(table: Any) -> Iterator[File]:
    world, signed = table.world, table.world.signed()
    whole = world.inclusion(signed)
    tried = {
        "an entry that ends a suspension": entered(world, signed, "resumed"),
        "a checkpoint by the issuer's key": world.inclusion(signed, log_key=world.key),
        "a size with a zero": written(whole, "\n7\n", "\n07\n"),
        "an index with a sign": written(whole, "index 4", "index +4"),
        "an index in other digits": written(whole, "index 4", "index ٤"),
        "a hash too many": written(whole, "index 4\n", f"index 4\n{base64.b64encode(bytes(32)).decode()}\n"),
        "a hash with spare bits": with_spare_bits(whole, at=3),
        "a signature with spare bits": with_spare_bits(whole, at=-2),
        "another host's log": written(whole, "shixun.example", "sh1xun.example"),
        "the time in another zone": Inclusion(whole.proof, whole.salt, whole.at.replace("Z", "+00:00")),
        "a short salt": Inclusion(whole.proof, whole.salt[:-1], whole.at),
    }
    for name, inclusion in tried.items():
        data = table.bundle(signed, inclusion=inclusion)
        yield File(name, data, None, "invalid", ("inclusion",), LATER)


def _sign_offs(table: Any) -> Iterator[File]:
    """Signed by the issuer all the same, as its thief would."""
    world: World = table.world
    good = world.endorsement(world.record())
    others = world.endorsement(world.record(hours="1"), key=world.stranger)
    second = {"id": "urn:uuid:01890000-0000-7000-8000-0000000000ef"}
    over = sign(
        {name: part for name, part in good.items() if name != "proof"} | {"validUntil": world.accepted},
        world.reviewer, did_key_method(world.reviewer.public), world.accepted,
    )  # fmt: skip
    unsigned = {name: part for name, part in good.items() if name != "proof"}
    nameless = good | {"issuer": good["issuer"]["id"]}
    for name, held in {
        "a good sign-off and another's": [good, others | second],
        "a sign-off that is over": [over],
        "a sign-off without a proof": [unsigned],
        "a sign-off by an address alone": [nameless],
    }.items():
        data = table.bundle(_issued(world, world.composed() | {"endorsement": held}))
        yield File(name, data, None, "invalid", ("endorsement",), ALONE)
    records = world.composed()
    other = {"id": "urn:uuid:01890000-0000-7000-8000-00000000000d"}
    records["evidence"].append(records["evidence"][0] | other)
    two = table.bundle(_issued(world, records))
    yield File("two records", two, None, "invalid", ("endorsement",), ALONE)


def _issued(world: World, composed: dict[str, Any]) -> dict[str, Any]:
    return sign(composed, world.key, f"{world.did}#{world.key.key_id}", world.at)


def _with_proof(signed: dict[str, Any], **values: Any) -> dict[str, Any]:
    return signed | {"proof": [signed["proof"][0] | values]}


def _lists_again(world: World, edit: Edit) -> dict[str, Any]:
    """Signed by the issuer after the edit."""
    made = {}
    for url, one in world.lists().items():
        changed = {name: copy.deepcopy(part) for name, part in one.items() if name != "proof"}
        edit(changed)
        made[url] = sign(changed, world.key, f"{world.did}#{world.key.key_id}", world.listed)
    return made


def _jwt(
    world: World, edit: Callable[[dict[str, Any]], dict[str, Any]], key: SigningKey | None = None
) -> str:
    """With other claims, signed again by the issuer, or by ``key``, which the header brings along."""
    head, claims, _ = (part for part in signing.to_jwt(world.signed(), world.key).split("."))
    header, payload = json.loads(from_base64url(head)), edit(json.loads(from_base64url(claims)))
    if key is not None:
        header["jwk"] = jwk(key.public)
    message = f"{base64url(json.dumps(header).encode())}.{base64url(json.dumps(payload).encode())}"
    return f"{message}.{base64url((key or world.key).sign(message.encode()))}"


def _jwt_with(jwt: str, edit: Callable[[bytes], bytes]) -> str:
    message, _, signature = jwt.rpartition(".")
    return f"{message}.{base64url(edit(from_base64url(signature)))}"


def _added(signature: bytes) -> bytes:
    second = int.from_bytes(signature[32:], "little") + ORDER
    return signature[:32] + second.to_bytes(32, "little")
