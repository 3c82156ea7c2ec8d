"""Catalogues are merged with their language's rule of plurals."""

import re
from pathlib import Path

import pytest

from deploy.gateway import ROOT
from shared.web import i18n

CATALOGUES = sorted(path for top in ("services", "shared") for path in (ROOT / top).rglob("*.po"))
MESSAGE = re.compile(r'(#|msgid |msgstr |msgstr\[\d\] |msgid_plural |msgctxt |"|$)')


@pytest.mark.parametrize("locale", ["zh_Hans_CN", "zh_Hant_TW"])
@pytest.mark.parametrize("number", [0, 1, 2, 11])
def test_chinese_has_one_form_for_every_number(locale: str, number: int) -> None:
    catalogue = i18n.catalogue((i18n.SHARED,), locale)
    assert catalogue.plural(number) == 0


@pytest.mark.parametrize("path", CATALOGUES, ids=[f"{path.parts[-3]}/{path.stem}" for path in CATALOGUES])
def test_a_catalogue_holds_messages_and_nothing_else(path: Path) -> None:
    """gettext's readers skip what they do not know, such as what a merge left behind."""
    lines = path.read_text("utf-8").splitlines()
    odd = [f"{number}: {line}" for number, line in enumerate(lines, 1) if not MESSAGE.match(line)]
    assert not odd, odd[:5]


@pytest.mark.parametrize("service", ["accounts", "projects", "portfolio"])
def test_no_other_service_has_a_say_in_the_words_that_all_share(service: str) -> None:
    """“All” is a sum in matching's tables, and what a filter begins with everywhere else."""
    words = i18n.catalogue(tuple(i18n.directories_of(ROOT / "services" / service)), "zh_Hans_CN")
    assert words.gettext("All") == "全部"
