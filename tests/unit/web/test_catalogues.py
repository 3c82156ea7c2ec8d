"""Catalogues are merged with their language's rule of plurals."""

import pytest

from shared.web import i18n


@pytest.mark.parametrize("locale", ["zh_Hans_CN", "zh_Hant_TW"])
@pytest.mark.parametrize("number", [0, 1, 2, 11])
def test_chinese_has_one_form_for_every_number(locale: str, number: int) -> None:
    catalogue = i18n.catalogue((i18n.SHARED,), locale)
    assert catalogue.plural(number) == 0
