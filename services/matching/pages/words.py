"""Words for the keys that briefs and weeks carry."""

from babel import Locale, UnknownLocaleError
from flask_babel import get_locale, gettext

from shared.messages import N_

TRADES = {
    "fault_diagnosis": N_("Fault diagnosis"),
    "automation": N_("Automation"),
    "cnc": N_("CNC machining"),
    "ai_vision": N_("AI data and vision"),
    "nev_service": N_("New-energy vehicle service"),
    "ecommerce": N_("E-commerce"),
    "scan_3d": N_("3-D product scans"),
    "cold_chain": N_("Cold chain"),
    "warehousing": N_("Warehousing"),
    "low_altitude": N_("Low-altitude work"),
    "ic_test": N_("IC test"),
    "hospitality": N_("Hospitality"),
    "elderly_care": N_("Care of older people"),
    "building_services": N_("Building services"),
    "software": N_("Software"),
}
KINDS = {
    "course_project": N_("Course project"),
    "visit": N_("Visit"),
    "placement": N_("Placement"),
    "placement_employed": N_("Placement under an employment contract"),
}
RISKS = {"low": N_("Low risk"), "medium": N_("Medium risk"), "high": N_("High risk")}
PLACES = {"onsite": N_("On site"), "remote": N_("Remote"), "mixed": N_("On site and remote")}
DAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
PARTS = {
    "morning": N_("Morning"),
    "noon": N_("Noon"),
    "afternoon": N_("Afternoon"),
    "evening": N_("Evening"),
    "late": N_("Late evening"),
}
FILLS = {
    "evenings": N_("Evenings, Mon to Fri"),
    "afternoons": N_("Afternoons, Mon to Fri"),
    "weekend": N_("Weekend"),
    "everything": N_("Everything"),
    "nothing": N_("Nothing"),
}
RELATIONS = {
    "narrower": N_("Narrower skills"),
    "broader": N_("Broader skills"),
    "has_essential": N_("Skills for which it is essential"),
    "has_optional": N_("Skills for which it is useful"),
    "essential_for": N_("Essential for it"),
    "optional_for": N_("Useful for it"),
    "same_as": N_("The same under another name"),
}
AROUND = {
    "narrower": N_("Narrower"),
    "broader": N_("Broader"),
    "has_essential": N_("It is essential for"),
    "has_optional": N_("It is useful for"),
    "essential_for": N_("Essential for it"),
    "optional_for": N_("Useful for it"),
    "same_as": N_("The same"),
}
CREDITS = {
    "same": N_("the same skill"),
    "narrower": N_("a narrower skill, where its broader one is needed"),
    "broader": N_("a broader skill, where a narrower one is needed"),
    "has_essential": N_("a skill for which the needed one is essential"),
    "has_optional": N_("a skill for which the needed one is useful"),
    "essential_for": N_("a skill that is essential for the needed one"),
    "optional_for": N_("a skill that is useful for the needed one"),
}


def place(remote: bool, key: str) -> str:
    """Where the work is done."""
    return word(PLACES, "remote" if remote else key or "onsite")


def word(table: dict[str, str], key: str) -> str:
    """The key's word in the reader's language; a key that we do not know is shown as it is."""
    return gettext(table[key]) if key in table else key


def language_name(code: str) -> str:
    """As the reader calls that language."""
    try:
        return Locale.parse(code, sep="-").get_display_name(get_locale()) or code
    except (UnknownLocaleError, ValueError):
        return code
