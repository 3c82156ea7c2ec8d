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


def mark_pairs() -> list[tuple[str, str]]:
    pairs = [(mark, ground) for mark in ("edge", "primary", "ink", "seal") for ground in GROUNDS]
    pairs += [(f"chart-{number}", ground) for number in range(1, 7) for ground in ("paper", "sheet")]
    return [*pairs, ("mine", "sunken"), ("sheet", "primary"), ("sheet", "ink"), ("bad", "sheet")]


def test_contrast_of_black_on_white_is_21() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_can_be_read(theme: str) -> None:
    colours = palettes()[theme]
    low = {pair: round(contrast(*(colours[name] for name in pair)), 2) for pair in text_pairs()}
    assert {pair: ratio for pair, ratio in low.items() if ratio < 4.5} == {}


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
