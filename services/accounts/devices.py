"""What a browser calls itself, in two words that its owner knows."""

import re

_BROWSERS = (
    (r"MicroMessenger/", "WeChat"), (r"\bLine/", "LINE"), (r"Edg(?:e|A|iOS)?/", "Edge"), (r"OPR/|Opera", "Opera"),
    (r"HuaweiBrowser/", "Huawei Browser"), (r"MiuiBrowser/", "Mi Browser"), (r"M?QQBrowser/", "QQ Browser"),
    (r"UCBrowser/", "UC Browser"), (r"SamsungBrowser/", "Samsung Internet"), (r"Firefox/|FxiOS/", "Firefox"),
    (r"Chrome/|CriOS/|Chromium/", "Chrome"), (r"Version/.*Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    (r"HarmonyOS|OpenHarmony", "HarmonyOS"), (r"Android", "Android"), (r"iPhone", "iPhone"), (r"iPad", "iPad"),
    (r"Windows", "Windows"), (r"Mac OS X", "macOS"), (r"CrOS", "ChromeOS"), (r"Linux", "Linux"),
)  # fmt: skip


def named(agent: str) -> str:
    """Such as "Firefox · Windows"; a program by its own name; empty when it says nothing."""
    found = [_first(_BROWSERS, agent), _first(_SYSTEMS, agent)]
    words = [word for word in found if word]
    return " · ".join(words) if words else agent.partition("/")[0].strip()[:40]


def _first(table: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((word for pattern, word in table if re.search(pattern, agent)), "")
