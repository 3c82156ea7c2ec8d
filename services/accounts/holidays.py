"""Public holidays whose date the law fixes for every year, as data with their source. All others a school types in: the
lunar ones, those that move with weekends, and days that are made up for are announced year by year."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Holidays:
    """``days``: "month-day" → the name by which the law calls it."""

    source: str
    since: str
    days: dict[str, str]


FIXED: dict[str, Holidays] = {
    "cn": Holidays(
        "全国年节及纪念日放假办法（国务院令第795号）, art. 2", "2025-01-01",
        {
            "01-01": "元旦", "05-01": "劳动节", "05-02": "劳动节", "10-01": "国庆节", "10-02": "国庆节",
            "10-03": "国庆节",
        },
    ),
    "tw": Holidays(
        "紀念日及節日實施條例", "2025-05-28",
        {
            "01-01": "中華民國開國紀念日", "02-28": "和平紀念日", "04-04": "兒童節", "05-01": "勞動節",
            "09-28": "孔子誕辰紀念日", "10-10": "國慶日",
            "10-25": "臺灣光復暨金門古寧頭大捷紀念日", "12-25": "行憲紀念日",
        },
    ),
    "ie": Holidays(
        "Organisation of Working Time Act 1997, Second Schedule", "1997-09-30",
        {"01-01": "New Year’s Day", "03-17": "St Patrick’s Day", "12-25": "Christmas Day", "12-26": "St Stephen’s Day"},
    ),
}  # fmt: skip


def of_year(region: str, year: int) -> list[tuple[str, str]]:
    """(ISO day, name) of the region's fixed holidays in that year; none where we know none.

    >>> of_year("ie", 2027)[1], of_year("other", 2027)
    (('2027-03-17', 'St Patrick’s Day'), [])
    """
    fixed = FIXED.get(region)
    return [(f"{year}-{day}", name) for day, name in fixed.days.items()] if fixed else []
