"""Every sentence of accounts, of pages, refusals and mails, in both Chinese catalogues."""

from pathlib import Path

import pytest
from babel.messages.extract import extract

from shared.web.i18n import SHARED, catalogue

SERVICE = Path(__file__).parents[3] / "services/accounts"
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}


def asked() -> set[str]:
    found = set()
    for path in (*SERVICE.rglob("*.py"), *SERVICE.rglob("*.html")):
        method = "python" if path.suffix == ".py" else "jinja2.ext:babel_extract"
        with path.open("rb") as source:
            for _, message, _, _ in extract(method, source, keywords=KEYWORDS):
                found.add(message if isinstance(message, str) else message[0])
    return found


@pytest.mark.parametrize("locale", ["zh_Hans_CN", "zh_Hant_TW"])
def test_no_sentence_is_left_untranslated(locale: str) -> None:
    words = catalogue((SHARED, SERVICE / "translations"), locale)
    sentences = asked()
    assert len(sentences) > 300
    assert (
        sorted(one for one in sentences if one not in words._catalog and (one, 0) not in words._catalog) == []
    )
