"""Merging an organisation that is there twice, for operators."""

from collections.abc import Mapping
from typing import Any

from flask import g

from services.accounts import permissions, schemas
from services.accounts.api import examples
from services.accounts.api.blueprint import blueprint
from services.accounts.usecases import merging
from shared import clock

PLACE = "/organisations/<organisation_id>/merge"


@blueprint.operation("GET", PLACE, permissions.OPERATE, query=schemas.MergeInto, gives=schemas.MergePreview)
def preview_merge(query: Mapping[str, Any], organisation_id: str) -> Any:
    """What would move if this organisation were merged into another"""
    return merging.preview(organisation_id, query["into"], g.viewer)


@blueprint.operation(
    "POST",
    PLACE,
    permissions.OPERATE,
    takes=schemas.Merge,
    gives=schemas.Organisation,
    example=examples.MERGE,
)
def merge(data: Mapping[str, Any], organisation_id: str) -> Any:
    """Merge this organisation, a duplicate, into the one that stays; final"""
    return merging.merge(organisation_id, data, g.viewer, clock.now())
