"""Where it is kept who is under age. The school that said so reads and changes it; a guardian by link."""

from services.accounts.domain.minority import Minority
from services.accounts.store import models, organisations
from shared import mongo
from shared.errors import NotFound
from shared.ids import digest
from shared.messages import N_
from shared.viewer import Viewer


def of(person: str) -> Minority | None:
    found = mongo.collection("minorities").find_one({"_id": person})
    return mongo.load(Minority, found) if found else None


def of_membership(membership_id: str, viewer: Viewer) -> tuple[organisations.Membership, Minority | None]:
    """A student of a school where the viewer teaches or administers. Another school's entry is not shown."""
    membership = organisations.membership(membership_id, viewer)
    if membership.organisation not in viewer.organisations_as(*organisations.ADMINS, "teacher"):
        raise NotFound(N_("There is no such membership."))
    if "student" not in membership.roles:
        raise NotFound(N_("This person is no student here."))
    found = of(membership.person)
    return membership, found if found is not None and found.school == membership.organisation else None


def by_link(secret: str) -> Minority | None:
    found = mongo.collection("minorities").find_one({"secret": digest(secret)})
    return mongo.load(Minority, found) if found else None


def save(minority: Minority) -> None:
    if minority.version:
        mongo.replace(models.Minority, minority)
    else:
        mongo.insert(models.Minority, minority)
    minority.version += 1


def delete(person: str) -> None:
    mongo.collection("minorities").delete_one({"_id": person})
