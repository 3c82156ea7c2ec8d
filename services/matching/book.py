"""The skill graph of this process: read once, whoever asks first."""

import threading

from services.matching import mentions, skills
from services.matching import occupations as esco
from services.matching.graph import SkillGraph, load

_lock, _naming = threading.Lock(), threading.Lock()


def graph() -> SkillGraph:
    """Returns the graph; the first call reads it (at most 2 s), others wait for that one."""
    with _lock:
        return load()


def search(text: str, language: str, limit: int = 20) -> list[skills.Found]:
    """Returns the skills that ``text`` names, best first, named in ``language``."""
    return skills.search(_indexed(), text, language, limit)


def occupations() -> esco.Occupations:
    """Returns what people become; the first call reads it (half a second), others wait for that one."""
    known = graph()
    with _naming:
        return esco.load(known)


def mentioned(text: str) -> list[mentions.Mention]:
    """Returns the skills that ``text`` names; the first call makes ready for it (two seconds), others wait for that."""
    return mentions.find(_named(), text)


def expect_text() -> None:
    """Begin to make ready for a text while its author still looks for it."""
    threading.Thread(target=_named, name="skill names", daemon=True).start()


def _named() -> SkillGraph:
    known = _indexed()
    with _naming:
        mentions.names(known)
    return known


def _indexed() -> SkillGraph:
    with _lock:
        known = load()
        skills.index(known)
        return known


def warm(search_too: bool) -> None:
    """Begin to read the graph beside whatever the process does first."""
    threading.Thread(target=_indexed if search_too else graph, name="skill graph", daemon=True).start()
