"""A person is erased: they leave their teams, what they wrote and uploaded goes, others' work stays."""

from datetime import datetime

from services.projects.domain.contribution import Contribution
from services.projects.store import erasing as store
from services.projects.store import files as held
from services.projects.store import teams, work
from services.projects.usecases import counting, teaming, waits, working
from shared import directory, erasing
from shared.files import Files
from shared.messages import N_
from shared.messaging import jobs
from shared.messaging.jobs import Job
from shared.messaging.timers import Timer
from shared.mongo import transactional

FILES = "files.erase"
KEPT = (
    N_("That somebody was a member of a team, and what state their contribution had, by the bare id."),
    N_("The hash of a record that was signed, without the record."),
    N_("Files that another member's statement points at, without their names."),
    N_("A company's briefs and their published versions, whoever typed them."),
)


@transactional
def erase(person: str, now: datetime) -> None:
    """Says that it is done once the files are gone from the disk too."""
    for team in store.running_teams(person):
        teaming.drop(team, person, now)
    loose = _forget(person, now)
    if loose.contents or loose.uploads:
        jobs.add(FILES, "", now, of=person, contents=loose.contents, uploads=loose.uploads)
    else:
        erasing.say_done(person, KEPT, now)
    erasing.look_again(person, now)


def _forget(person: str, now: datetime) -> store.Loose:
    for review in store.asked_reviews(person):
        review.state = "void"
        work.save_review(review)
    for contribution in store.contributions(person):
        _drop(contribution, now)
    for contribution in store.answered_by(person):
        contribution.forget_peer(person, now)
        work.save(contribution)
        working.withdraw_disputes(teams.known(contribution.team), contribution, now, by=person)
    companies = store.companies_of(person)
    loose = store.forget(person)
    for company in companies if loose.contents else []:
        counting.tell(company, now)
    directory.forget(person, now)
    erasing.forget(person, now)
    return loose


def _drop(contribution: Contribution, now: datetime) -> None:
    """One that was not accepted goes as a whole; of an accepted one its state stays, for the team's sake."""
    working.withdraw_disputes(teams.known(contribution.team), contribution, now)
    waits.close("statement_confirmation", contribution.id, now, outcome="withdrawn")
    if not contribution.settled:
        store.drop_contribution(contribution.id)


def again(timer: Timer, now: datetime) -> None:
    """Whatever a transaction wrote that was running while the person was erased."""
    loose = _forget(timer.subject, now)
    if loose.contents or loose.uploads:
        jobs.add(FILES, "", now, contents=loose.contents, uploads=loose.uploads)


def remove_files(job: Job, files: Files) -> None:
    for content in job.params["contents"]:
        if not held.is_held(content):
            files.remove(content)
    for upload in job.params["uploads"]:
        files.drop(upload)


def files_removed(job: Job, now: datetime) -> None:
    if "of" in job.params:
        erasing.say_done(job.params["of"], KEPT, now)
