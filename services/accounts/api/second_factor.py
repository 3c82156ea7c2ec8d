"""The second step of signing in, for programs: begun, proven by its first code, given, switched off."""

from collections.abc import Mapping

from flask import Response, g

from services.accounts import permissions, schemas
from services.accounts.api import examples
from services.accounts.api.blueprint import blueprint
from services.accounts.api.myself import entered
from services.accounts.pages import reader
from services.accounts.usecases import second_factor
from shared import clock
from shared.errors import Unauthenticated

STEP = "/second-step"


def _session() -> str:
    session = reader.session()
    if session is None:
        raise Unauthenticated(second_factor.SIGN_IN)
    return session.id


@blueprint.operation(
    "POST", STEP, permissions.PUBLIC, takes=schemas.SecondStep, gives=schemas.StepOffer, example=examples.STEP,
    also=(401,),
)  # fmt: skip
def begin(data: Mapping[str, str]) -> second_factor.Offer:
    """Begin to set up the second step, in a session that may still lack it; the password where the sign-in is older
    than 15 minutes, password and code where a second step is in force"""
    return second_factor.begin(
        _session(), data["password"], data["code"], reader.factors(), clock.now(), clock.of_the_world()
    )


@blueprint.operation(
    "POST", f"{STEP}/confirm", permissions.PUBLIC, takes=schemas.StepCode, gives=schemas.StepSetUp,
    example=examples.STEP_CODE, also=(401,),
)  # fmt: skip
def confirm(data: Mapping[str, str]) -> Response:
    """Put it in force by its first code; the recovery codes are in this answer only, all other sessions end"""
    entry, codes = second_factor.confirm(
        _session(), data["code"], reader.factors(), agent=reader.agent(), now=clock.now(), at=clock.of_the_world()
    )  # fmt: skip
    return entered(entry, 200, recovery_codes=codes)


@blueprint.operation(
    "POST", f"{STEP}/code", permissions.PUBLIC, takes=schemas.StepCode, gives=schemas.SignedIn,
    example=examples.STEP_CODE, also=(401,),
)  # fmt: skip
def finish(data: Mapping[str, str]) -> Response:
    """Finish a sign-in by the authenticator's code or a recovery code, within 15 minutes of the password"""
    entry = second_factor.finish(
        _session(), data["code"], reader.factors(), agent=reader.agent(), now=clock.now(), at=clock.of_the_world()
    )  # fmt: skip
    return entered(entry, 200)


@blueprint.operation(
    "POST", f"{STEP}/off", permissions.SIGNED_IN, takes=schemas.SecondStep, gives=schemas.SignedIn,
    example=examples.STEP,
)  # fmt: skip
def switch_off(data: Mapping[str, str]) -> Response:
    """Switch it off by password and code, where no role of mine needs it"""
    entry = second_factor.switch_off(
        _session(), data["password"], data["code"], reader.factors(), agent=reader.agent(), now=clock.now(),
        at=clock.of_the_world(),
    )  # fmt: skip
    return entered(entry, 200)


@blueprint.operation(
    "POST", "/people/<person_id>/second-step/remove", permissions.OPERATE, takes=schemas.Reason,
    gives=schemas.Done, example=examples.REASON,
)  # fmt: skip
def take_away(data: Mapping[str, str], person_id: str) -> dict[str, str]:
    """Take away the second step of somebody who lost phone and recovery codes; the person is told"""
    second_factor.take_away(person_id, data["reason"], g.viewer.person, clock.now())
    return {}
