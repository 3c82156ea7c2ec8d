"""How teams are formed: every constant and rule in plain words, for everybody."""

from flask import Blueprint, render_template
from flask_babel import format_percent, gettext, ngettext

from services.matching import book, growing
from services.matching.domain.briefs import COMMON_SLOTS
from services.matching.domain.proposal import ANSWER_DAYS, CONFIRM_DAYS, RESERVE
from services.matching.pages import words
from services.matching.permissions import PUBLIC
from services.matching.scoring import CONSTANTS, declare, level_used
from services.matching.store import graphs
from shared import clock
from shared.web.permissions import needs

pages = Blueprint("how", __name__, url_prefix="/matching")


@pages.get("/how")
@needs(PUBLIC)
def how() -> str:
    today = clock.now().date()
    example = level_used(declare("", 3, "declared", today), today)
    shown = level_used(declare("", 3, "confirmed", today), today)
    credits = [
        {"what": gettext(text), "value": CONSTANTS["credit"][key]} for key, text in words.CREDITS.items()
    ]
    graph = book.graph()
    return render_template(
        "matching/how.html",
        graph=graph,
        loaded=graphs.loaded(graph.version),
        constants=CONSTANTS,
        credits=credits,
        gain=format_percent(CONSTANTS["taught_gain"]),
        example=round(example, 2),
        shown=round(shown, 2),
        common=COMMON_SLOTS,
        answer_days=ANSWER_DAYS,
        confirm_days=CONFIRM_DAYS,
        reserve=RESERVE,
        before=growing.BEFORE_LEVEL,
        hours=[
            {
                "label": gettext("From nothing to level %(level)s", level=level),
                "value": ngettext("%(num)s hour", "%(num)s hours", hours),
            }
            for level, hours in enumerate(growing.HOURS_TO_LEVEL)
            if level
        ],
    )
