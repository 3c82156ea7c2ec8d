"""A list of sessions is read by people: a browser and a system, not what the browser says of itself."""

import pytest

from services.accounts import devices

MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
ANDROID = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (f"{MAC} Version/17.4 Safari/605.1.15", "Safari · macOS"),
        (f"{WINDOWS} Chrome/131.0.0.0 Safari/537.36", "Chrome · Windows"),
        (f"{WINDOWS} Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0", "Edge · Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox · Linux"),
        (f"{ANDROID} Version/4.0 Chrome/116 Mobile Safari/537.36 MicroMessenger/8.0.44", "WeChat · Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) CriOS/131 Mobile Safari/604.1", "Chrome · iPhone"),
        ("python-requests/2.34.2", "python-requests"),
        ("", ""),
        ("<script>alert(1)</script>" * 9, "<script>alert(1)<"),
    ],
)  # fmt: skip
def test_a_browser_is_named_by_two_words(agent: str, name: str) -> None:
    assert devices.named(agent) == name
