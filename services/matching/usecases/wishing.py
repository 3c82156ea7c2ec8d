"""Whom a student would like to be with: it counts where both name each other, and neither learns it before."""

from services.matching.store import companions, students
from shared.errors import Invalid
from shared.messages import N_
from shared.mongo import transactional
from shared.viewer import Viewer


@transactional
def name(called: str, viewer: Viewer) -> None:
    """Name somebody of one's school by their name; of several so called, the one of one's own class."""
    given = companions.wishes(viewer.person)
    given.name(_called(called, viewer))
    companions.save_wishes(given)


def _called(called: str, viewer: Viewer) -> str:
    found = companions.called(called, viewer)
    classes = {one.school_class for one in students.studies_of(viewer.person)} - {""}
    if len(found) > 1:
        found = [one for one in found if one.school_class in classes]
    if len(found) > 1:
        raise Invalid(
            {"name": N_("Several of your school are called so. Form a team and give them its code.")}
        )
    if not found:
        raise Invalid(
            {"name": N_("Nobody of your school is called so. Write the name as it stands in their account.")}
        )
    return found[0].person


@transactional
def drop(person: str, viewer: Viewer) -> None:
    given = companions.wishes(viewer.person)
    given.drop(person)
    companions.save_wishes(given)
