"""People's second steps, by person."""

from services.accounts.domain.second_factor import SecondFactor
from services.accounts.store import models
from shared import mongo


def factor(person_id: str) -> SecondFactor | None:
    found = mongo.collection("second_factors").find_one({"_id": person_id})
    return mongo.load(SecondFactor, found) if found else None


def save_factor(factor: SecondFactor) -> None:
    if factor.version:
        mongo.replace(models.SecondFactor, factor)
    else:
        mongo.insert(models.SecondFactor, factor)


def delete_factor(person_id: str) -> None:
    mongo.collection("second_factors").delete_one({"_id": person_id})
