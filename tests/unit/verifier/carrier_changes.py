"""What may be done to the badge or the certificate around a credential, and what must be said of each.

``genuine`` is the credential as it was signed, ``changed`` says something else under the same signature. An outcome
is the words of the lines that the file makes, ``refused`` where there is no credential to be read. Whatever is called
valid here has read the genuine one, and ``why`` says why that is right.
"""

import io
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, NameObject, StreamObject

from services.portfolio.carriers.png import KEYWORD
from services.portfolio.carriers.svg import NAMESPACE
from tests.unit.portfolio.test_carriers import chunk, pdf, picture

Outcome = tuple[str, ...]
REFUSED, VALID, INVALID, UNREAD = ("refused",), ("valid",), ("invalid",), ("not_checkable",)
PLAIN = b"\0\0\0\0\0"
HEAD_ENDS = 33  # signature and IHDR
BOMB = 8 << 20
SPACES = "white space around JSON says nothing"
NO_TEXT = "a comment is no text"
TWIN = "the same credential in its other form"
EACH = "each has its line"


@dataclass(frozen=True)
class Change:
    name: str
    data: bytes
    outcome: Outcome
    why: str = ""


def of_png(genuine: str, changed: str, jwt: str) -> list[Change]:
    def itxt(
        text: str | bytes, keyword: bytes = KEYWORD, kind: bytes = b"iTXt", plain: bytes = PLAIN
    ) -> bytes:
        return chunk(kind, keyword + plain + (text.encode() if isinstance(text, str) else text))

    def with_chunks(*chunks: bytes, at: int = HEAD_ENDS, after: bytes = b"") -> bytes:
        return picture()[:at] + b"".join(chunks) + picture()[at:] + after

    good, bad = itxt(genuine), itxt(changed)
    packed = zlib.compress(genuine.encode())
    longer = struct.pack(">I", len(good)) + good[4:]
    return [
        Change("untouched", with_chunks(good), VALID, "it is the badge as it was made"),
        Change("changed, with its checksum", with_chunks(bad), INVALID),
        Change("a wrong checksum", with_chunks(good[:-1] + bytes([good[-1] ^ 1])), REFUSED),
        Change("changed, with the checksum of before", with_chunks(bad[:-4] + good[-4:]), REFUSED),
        Change("a wrong length", with_chunks(longer), REFUSED),
        Change("twice the same", with_chunks(good, good), REFUSED),
        Change("genuine, then changed", with_chunks(good, bad), REFUSED),
        Change("changed, then genuine", with_chunks(bad, good), REFUSED),
        Change("changed in a tEXt beside it", with_chunks(good, itxt(changed, kind=b"tEXt", plain=b"\0")), REFUSED),
        Change("changed in a zTXt before it", with_chunks(itxt(packed, kind=b"zTXt", plain=b"\0\0"), good), REFUSED),
        Change("packed", with_chunks(itxt(packed, plain=b"\0\1\0\0\0")), REFUSED),
        Change("a bomb", with_chunks(itxt(zlib.compress(b"{" * BOMB, 9), plain=b"\0\1\0\0\0")), REFUSED),
        Change("a bomb that calls itself not packed", with_chunks(itxt(zlib.compress(b"{" * BOMB, 9))), REFUSED),
        Change("with a language", with_chunks(itxt(genuine, plain=b"\0\0\0en\0\0")), REFUSED),
        Change("the keyword in capitals", with_chunks(itxt(genuine, KEYWORD.upper())), REFUSED),
        Change("the keyword of Open Badges 2", with_chunks(itxt(genuine, b"openbadges")), REFUSED),
        Change("a kind of chunk in capitals", with_chunks(itxt(genuine, kind=b"ITXT")), REFUSED),
        Change(
            "changed under another keyword beside it", with_chunks(itxt(changed, b"openbadges"), good), VALID,
            "a text of another name is not read",
        ),
        Change("genuine under another keyword beside it", with_chunks(itxt(genuine, b"openbadges"), bad), INVALID),
        Change(
            "changed behind the end of the picture", with_chunks(good, after=bad), VALID,
            "what follows the end belongs to no picture",
        ),
        Change("genuine behind the end of the picture", with_chunks(bad, after=good), INVALID),
        Change("in front of the head", with_chunks(good, at=8), VALID, "the order of chunks is no part of it"),
        Change("a byte that is no UTF-8", with_chunks(itxt(genuine.encode() + b"\xff")), REFUSED),
        Change("in UTF-16", with_chunks(itxt(genuine.encode("utf-16"))), REFUSED),
        Change("a zero behind it", with_chunks(itxt(genuine + "\0")), UNREAD),
        Change("another behind it", with_chunks(itxt(genuine + changed)), UNREAD),
        Change("spaces around it", with_chunks(itxt(f" \n{genuine}\n ")), VALID, SPACES),
        Change("a byte order mark", with_chunks(itxt("\ufeff" + genuine)), VALID, "the mark says how to read, no more"),
        Change("longer than 64 KB", with_chunks(itxt(genuine + " " * (64 << 10))), REFUSED),
        Change("its JWT", with_chunks(itxt(jwt)), VALID, TWIN),
        Change("its JWT with other claims", with_chunks(itxt(_other_claims(jwt))), UNREAD),
        *_cut(with_chunks(good), 199),
    ]  # fmt: skip


def of_svg(genuine: str, changed: str, jwt: str) -> list[Change]:
    def drawing(inside: str, before: str = "", names: str = f'xmlns:openbadges="{NAMESPACE}"') -> bytes:
        return f'{before}<svg xmlns="http://www.w3.org/2000/svg" {names}>{inside}<path d="M 0 0"/></svg>'.encode()

    def element(text: str, more: str = "", name: str = "openbadges:credential") -> str:
        return f"<{name}{more}>{text}</{name}>"

    def attribute(text: str) -> str:
        return f" verify={quoteattr(text)}"

    def cdata(text: str) -> str:
        return f"<![CDATA[{text}]]>"

    good, bad = element(cdata(genuine)), element(cdata(changed))
    middle = genuine.index('"name": "') + 9  # in the middle of a text, where one more sign is still JSON
    first, last = cdata(genuine[:middle]), cdata(genuine[middle:])
    entity = f'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY it "{escape(changed, {chr(34): "&#34;"})}">]>'
    other = 'xmlns:openbadges="https://openbadges.org"'
    return [
        Change("untouched", drawing(good), VALID, "it is the badge as it was made"),
        Change("changed", drawing(bad), INVALID),
        Change("twice the same", drawing(good + good), REFUSED),
        Change("genuine, then changed", drawing(good + bad), REFUSED),
        Change("changed, then genuine", drawing(bad + good), REFUSED),
        Change("one within the other", drawing(element(good + cdata(changed))), REFUSED),
        Change("one in the attribute, one in the text", drawing(element(cdata(genuine), attribute(changed))), UNREAD),
        Change("in the attribute", drawing(element("", attribute(genuine))), VALID, "it is read from there, too"),
        Change("another namespace", drawing(good, names=other), REFUSED),
        Change("another element", drawing(element(cdata(genuine), name="openbadges:assertion")), REFUSED),
        Change(
            "another prefix", drawing(f'<x:credential xmlns:x="{NAMESPACE}">{cdata(genuine)}</x:credential>'), VALID,
            "a prefix is short for its namespace",
        ),
        Change("as characters", drawing(element(escape(genuine))), VALID, "CDATA and escaped characters are one text"),
        Change(
            "as numbered characters", drawing(element("".join(f"&#{ord(sign)};" for sign in genuine))), VALID,
            "numbered and plain characters are one text",
        ),
        Change("in two parts", drawing(element(first + last)), VALID, "parts in a row are one text"),
        Change("a comment in it", drawing(element(f"{first}<!-- x -->{last}")), VALID, NO_TEXT),
        Change("changed in a comment beside it", drawing(f"<!-- {escape(changed)} -->{good}"), VALID, NO_TEXT),
        Change("genuine in a comment beside it", drawing(f"<!-- {escape(genuine)} -->{bad}"), INVALID),
        Change("an element in it", drawing(element(f"{first}<b>x</b>{last}")), INVALID),
        Change("an entity in it", drawing(element("&it;"), before=entity), REFUSED),
        Change("a document type", drawing(good, before='<?xml version="1.0"?><!DOCTYPE svg>'), REFUSED),
        Change("another encoding", drawing(good, before='<?xml version="1.0" encoding="iso-8859-1"?>'), INVALID),
        Change("spaces around it", drawing(element(f"\n {cdata(genuine)}\n")), VALID, SPACES),
        Change("another behind it", drawing(element(cdata(genuine) + cdata(changed))), UNREAD),
        Change("longer than 64 KB", drawing(element(cdata(genuine + " " * (64 << 10)))), REFUSED),
        Change("its JWT", drawing(element("", attribute(jwt))), VALID, TWIN),
        Change("its JWT with other claims", drawing(element("", attribute(_other_claims(jwt)))), UNREAD),
        *_cut(drawing(good), 199),
    ]  # fmt: skip


def of_pdf(genuine: str, changed: str, jwt: str) -> list[Change]:
    good, bad = genuine.encode(), changed.encode()
    one, many = pdf([("a.json", good)]), [(f"{n:03}.txt", b"x") for n in range(100)]
    return [
        Change("untouched", one, VALID, "it is the certificate as it was made"),
        Change("changed", pdf([("a.json", bad)]), INVALID),
        Change("twice the same", pdf([("a.json", good), ("b.json", good)]), VALID * 2, EACH),
        Change("genuine and changed", pdf([("a.json", good), ("b.json", bad)]), VALID + INVALID, EACH),
        Change("both under one name", pdf([("a.json", good), ("a.json", bad)]), VALID + INVALID, EACH),
        Change("changed by an update of the file", _updated(one, bad), INVALID),
        Change("put back by an update", _updated(pdf([("a.json", bad)]), good), VALID, "the last version counts"),
        Change("packed", _attached(_packed(good)), VALID, "unpacked it is the same"),
        Change("changed and packed", _attached(_packed(bad)), INVALID),
        Change("a bomb", _attached(_packed(b"{" * BOMB)), REFUSED),
        Change("a bomb in bombs", _attached(_packed(b"{" * BOMB, times=30)), REFUSED),
        Change("packed in a way that nobody knows", _attached(_packed(good, name="/NoSuchDecode")), REFUSED),
        Change("another name", pdf([("holiday.jpg", good)]), VALID, "what it is its content says"),
        Change("no attachment", pdf(), REFUSED),
        Change("its name, and nothing in it", pdf([("a.json", b"")]), REFUSED),
        Change("a byte that is no UTF-8", pdf([("a.json", good.replace(b'"', b'\xff"', 1))]), UNREAD),
        Change("in UTF-16", pdf([("a.json", genuine.encode("utf-16"))]), REFUSED),
        Change("another behind it", pdf([("a.json", good + bad)]), UNREAD),
        Change("spaces around it", pdf([("a.json", b" \n" + good + b"\n ")]), VALID, SPACES),
        Change("longer than 64 KB", pdf([("a.json", good + b" " * (64 << 10))]), REFUSED),
        Change("locked", pdf([("a.json", good)], password="secret"), REFUSED),
        Change("behind a hundred others", pdf([*many, ("a.json", good)]), REFUSED),
        Change("its JWT", pdf([("a.jwt", jwt.encode())]), VALID, TWIN),
        Change("its JWT with other claims", pdf([("a.jwt", _other_claims(jwt).encode())]), UNREAD),
        Change("a member twice", pdf([("a.json", good.replace(b'"name"', b'"name": "x", "name"', 1))]), UNREAD),
    ]  # fmt: skip


MAKERS: dict[str, Callable[[str, str, str], list[Change]]] = {"PNG": of_png, "SVG": of_svg, "PDF": of_pdf}


def cut_pdfs(genuine: str) -> list[bytes]:
    """Readers mend a file whose end is missing, so what is left of it may still be whole."""
    whole = pdf([("a.json", genuine.encode())])
    return [whole[:size] for size in range(8, len(whole), 199)]


def _cut(whole: bytes, step: int) -> list[Change]:
    return [Change(f"cut short at {size}", whole[:size], REFUSED) for size in range(0, len(whole), step)]


def _other_claims(jwt: str) -> str:
    head, claims, signature = jwt.split(".")
    return f"{head}.{claims[:200]}{'A' if claims[200] != 'A' else 'B'}{claims[201:]}.{signature}"


def _packed(content: bytes, times: int = 1, name: str = "/FlateDecode") -> StreamObject:
    for _ in range(times):
        content = zlib.compress(content, 9)
    stream = _stream(content)
    stream[NameObject("/Filter")] = ArrayObject([NameObject(name)] * times)
    return stream


def _attached(stream: StreamObject) -> bytes:
    """A certificate whose attachment is that stream."""
    writer = PdfWriter(PdfReader(io.BytesIO(pdf([("a.json", b"{}")]))))
    return _with_stream(writer, stream)


def _updated(whole: bytes, content: bytes) -> bytes:
    """The file with another version of its attachment behind it, as editors save it."""
    made = _with_stream(PdfWriter(io.BytesIO(whole), incremental=True), _stream(content))
    assert made.startswith(whole[:-1])
    return made


def _stream(content: bytes) -> StreamObject:
    made = StreamObject()
    made.set_data(content)
    made[NameObject("/Type")] = NameObject("/EmbeddedFile")
    return made


def _with_stream(writer: PdfWriter, stream: StreamObject) -> bytes:
    names = writer.root_object["/Names"]["/EmbeddedFiles"]["/Names"]  # type: ignore[index]
    held = names[1].get_object()["/EF"]
    held[NameObject("/F")] = writer._add_object(stream)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
