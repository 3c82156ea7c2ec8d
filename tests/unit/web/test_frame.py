"""What the frame promises before any page is drawn: colours that can be read, small icons, no inline code."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
STATIC = ROOT / "shared/web/static"
TEMPLATES = sorted(
    path for folder in ("shared", "services") for path in (ROOT / folder).rglob("templates/**/*.html")
)
STATES = ("draft", "mine", "waiting", "work", "ok", "bad", "risk")
GROUNDS = ("paper", "sheet", "sunken")


def palettes() -> dict[str, dict[str, str]]:
    """The three blocks of site.css that hold the palette: light, dark, and dark again for "auto"."""
    css = (STATIC / "site.css").read_text()
    blocks = [
        dict(re.findall(r"--([a-z0-9-]+): (#[0-9A-F]{6});", body))
        for body in re.findall(r"\{([^{}]*)\}", css)
    ]
    light, dark, auto = (block for block in blocks if "chart-6" in block)
    return {"light": light, "dark": dark, "auto": auto}


def luminance(colour: str) -> float:
    """Relative luminance 0..1 of #RRGGBB, by WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def text_pairs() -> list[tuple[str, str]]:
    pairs = [(text, ground) for text in ("ink", "ink-2") for ground in (*GROUNDS, "primary-soft")]
    pairs += [
        (text, ground) for text in ("primary", "primary-hover") for ground in (*GROUNDS, "primary-soft")
    ]
    pairs += [
        ("on-primary", "primary"),
        ("on-primary", "primary-hover"),
        ("on-seal", "seal"),
        ("paper", "ink"),
    ]
    pairs += [("seal", ground) for ground in ("paper", "sheet", "seal-soft")]
    pairs += [(state, f"{state}-soft") for state in STATES]
    pairs += [(state, ground) for state in STATES for ground in ("paper", "sheet")]
    return pairs + [("ink", f"{state}-soft") for state in STATES]


def style_sheet() -> str:
    return re.sub(r"/\*.*?\*/", "", (STATIC / "site.css").read_text(), flags=re.S)


def written_pairs() -> set[tuple[str, str]]:
    """Colour and ground of each rule that sets both, for a button also while it is pointed at."""
    pairs = set()
    for body in re.findall(r"\{([^{}]*)\}", style_sheet()):
        said = dict(re.findall(r"(?:^|[;\s])([\w-]+): (?:var\(--([a-z0-9-]+)\))(?:;|\s|$)", body))
        for text, *grounds in (
            ("color", "background", "background-color"), ("--bs-btn-color", "--bs-btn-bg"),
            ("--bs-btn-hover-color", "--bs-btn-hover-bg"), ("--bs-btn-active-color", "--bs-btn-active-bg"),
            ("--bs-btn-disabled-color", "--bs-btn-disabled-bg"),
        ):  # fmt: skip
            pairs |= {(said[text], said[ground]) for ground in grounds if text in said and ground in said}
    return pairs


def mixed(one: str, other: str, part: float) -> str:
    """As color-mix(in srgb, one part%, other) makes it."""
    both = zip(*([int(colour[at : at + 2], 16) for at in (1, 3, 5)] for colour in (one, other)), strict=True)
    return "#" + "".join(f"{round(a * part + b * (1 - part)):02X}" for a, b in both)


def heats() -> list[tuple[str, float, str]]:
    """What the cells of the matrix are mixed of."""
    found = re.findall(r"color-mix\(in srgb, var\(--([\w-]+)\) (\d+)%, var\(--([\w-]+)\)\)", style_sheet())
    return [(one, int(part) / 100, other) for one, part, other in found]


def mark_pairs() -> list[tuple[str, str]]:
    pairs = [(mark, ground) for mark in ("edge", "primary", "ink", "seal") for ground in GROUNDS]
    pairs += [(state, ground) for state in STATES for ground in ("paper", "sheet")]
    pairs += [(f"chart-{number}", ground) for number in range(1, 7) for ground in ("paper", "sheet")]
    return [*pairs, ("mine", "sunken"), ("sheet", "primary"), ("sheet", "ink"), ("bad", "sheet")]


def test_contrast_of_black_on_white_is_21() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_the_palette_is_the_one_that_was_decided() -> None:
    """By hand: to change a colour is a decision, not a slip."""
    decided = {
        "light": """paper #FAF8F3 sheet #FFFFFF sunken #F1EEE6 line #DAD5C9 edge #837D70 ink #1C2426 ink-2 #505B5F
            primary #0F5A6B primary-hover #0A4452 primary-soft #DCEDF0 on-primary #FFFFFF seal #B23A1A seal-soft #FBE9E2
            draft #505B5F draft-soft #ECE8DE mine #734600 mine-soft #FCEBC8 waiting #3B4C8A waiting-soft #E5E9F7
            work #0F5A6B work-soft #DCEDF0 ok #1F6332 ok-soft #DFF0E0 bad #A3182F bad-soft #FBE3E6 risk #73306B
            risk-soft #F4E4F1 chart-1 #0F5A6B chart-2 #B23A1A chart-3 #6A7B12 chart-4 #73306B chart-5 #A86A00
            chart-6 #3B4C8A""",
        "dark": """paper #11181A sheet #192225 sunken #0C1214 line #334247 edge #7C8A8F ink #ECE9E1 ink-2 #A7B2B5
            primary #6FC4D4 primary-hover #97D8E4 primary-soft #15363E on-primary #08191D seal #F0917A seal-soft #3B2019
            draft #B5BFC2 draft-soft #2A3438 mine #F2C063 mine-soft #3A2B0C waiting #A9B8F0 waiting-soft #222B4A
            work #6FC4D4 work-soft #15363E ok #86CF97 ok-soft #173A22 bad #F59AA6 bad-soft #431A22 risk #DDA3D6
            risk-soft #3B2038 chart-1 #6FC4D4 chart-2 #F0917A chart-3 #BFD05A chart-4 #DDA3D6 chart-5 #F2C063
            chart-6 #A9B8F0""",
    }
    for theme, words in decided.items():
        names = words.split()
        assert palettes()[theme] == dict(zip(names[::2], names[1::2], strict=True)) | {
            name: colour for name, colour in palettes()[theme].items() if name == "on-seal"
        }


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_can_be_read(theme: str) -> None:
    colours = palettes()[theme]
    low = {pair: round(contrast(*(colours[name] for name in pair)), 2) for pair in text_pairs()}
    assert {pair: ratio for pair, ratio in low.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_rule_that_sets_a_colour_and_its_ground_can_be_read(theme: str) -> None:
    colours = palettes()[theme]
    pairs = {pair for pair in written_pairs() if set(pair) <= colours.keys()}
    assert len(pairs) >= 15
    low = {pair: round(contrast(*(colours[name] for name in pair)), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in low.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_number_of_a_heat_map_can_be_read_and_its_steps_rise(theme: str) -> None:
    colours = palettes()[theme]
    grounds = [mixed(colours[one], colours[other], part) for one, part, other in heats()]
    assert len(grounds) == 3
    assert min(contrast(colours["ink"], ground) for ground in grounds) >= 4.5
    steps = [colours["paper"], *grounds, colours["primary"]]
    rise = [contrast(colours["paper"], step) for step in steps]
    assert rise == sorted(rise)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_border_and_mark_can_be_seen(theme: str) -> None:
    colours = palettes()[theme]
    low = {pair: round(contrast(*(colours[name] for name in pair)), 2) for pair in mark_pairs()}
    assert {pair: ratio for pair, ratio in low.items() if ratio < 3} == {}


def test_the_device_s_dark_is_the_chosen_dark() -> None:
    assert palettes()["auto"] == palettes()["dark"]


def test_vermilion_is_on_seals_alone() -> None:
    rules = re.findall(r"([^{}]+)\{([^{}]*var\(--(?:on-)?seal[^{}]*)\}", (STATIC / "site.css").read_text())
    assert rules
    assert [selector.strip() for selector, _ in rules if "seal" not in selector] == []


def test_no_text_is_smaller_than_14_pixels() -> None:
    sizes = re.findall(r"font-size: ([.\d]+)(rem|em|px|%)", (STATIC / "site.css").read_text())
    pixels = [float(size) * {"rem": 16, "em": 16, "px": 1, "%": 0.16}[unit] for size, unit in sizes]
    assert min(pixels) >= 14


def test_the_sprite_is_small() -> None:
    sprite = (STATIC / "icons.svg").read_bytes()
    assert len(sprite) <= 20_000
    assert 0 < sprite.count(b"<symbol ") <= 60


def test_each_icon_that_is_named_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text()))
    asked = re.compile(
        r'(?<![\w.])icon\("([^"]+)"|icon_name="([^"]+)"|(?<! in )\("[a-z]+", "([a-z0-9-]+)", "'
    )
    missing = {
        (path.name, name)
        for path in TEMPLATES
        for names in asked.findall(path.read_text())
        for name in names
        if name and name not in sprite
    }
    entries = re.findall(r', "([a-z0-9-]+)"\)', (ROOT / "shared/web/nav.py").read_text())
    assert missing == set()
    assert entries
    assert set(entries) - sprite == set()


REFUSED = {
    "inline style": r"<[^>]*\sstyle\s*=",
    "style element": r"<style[\s>]",
    "inline script": r"<script(?![^>]*\ssrc=)[^>]*>",
    "event attribute": r"<[^>]*\son[a-z]+\s*=",
    "unescaped output": r"\|\s*safe\b|\bautoescape\s+false|\bMarkup\b",
    "another host": r"(?:src|href|action)=\"(?:https?:)?//",
    "javascript address": r"javascript:",
}


def refused(text: str) -> list[str]:
    bare = re.sub(r"\{#.*?#\}", "", text, flags=re.S)
    return [name for name, pattern in REFUSED.items() if re.search(pattern, bare, re.I)]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_holds_no_inline_code_and_escapes_all(path: Path) -> None:
    assert refused(path.read_text()) == []


@pytest.mark.parametrize(
    "sample",
    [
        '<p class="a" style="color:red">', "<style>p{}</style>", "<script>alert(1)</script>", '<a onclick="x()">',
        "{{ text|safe }}", '<img src="https://cdn.example/x.png">', '<a href="javascript:x()">',
    ],
)  # fmt: skip
def test_what_a_template_must_not_hold_is_noticed(sample: str) -> None:
    assert refused(sample) != []


def test_the_style_sheets_ask_no_other_host() -> None:
    for path in STATIC.glob("*.css"):
        assert re.findall(r"url\((?!\"?data:)[^)]*\)|@import", path.read_text()) == [], path.name
